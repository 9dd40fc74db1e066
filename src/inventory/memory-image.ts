/** An image from the description of an example: through the same readers as one that was fetched. */
import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import type { BodySink, EntryKind, LayerEntry, LayerVisitor } from "../files/layer-entry.ts";
import { describeImage } from "../image/config.ts";
import { isRefusal } from "../image/json.ts";
import { catalogers } from "../packages/catalogers.ts";
import { type AssembledImage, assembleImage } from "./assemble-image.ts";
import { collectLayer } from "./collect-layer.ts";
import type { ExampleFile, ExampleImage, ExampleStep } from "./example-image.ts";
import type { LayerFacts } from "./layer-facts.ts";
import { mergeLayers } from "./merge-layers.ts";

/** Throws for an example that is no image. */
export function memoryImage(example: ExampleImage, name = "example", dockerfile?: Dockerfile): AssembledImage {
  const layers = example.steps.filter(({ files }) => files !== undefined);
  const { attestation } = example;
  const description = describeImage({
    config: Buffer.from(JSON.stringify(configOf(example, layers.length))),
    tags: [],
    ...(attestation ? { statements: [Buffer.from(JSON.stringify(attestation))] } : {}),
  });
  if (isRefusal(description)) throw new Error(description.refused);
  return assembleImage({
    ...{ name, source: "docker-archive", description, unknowns: [], today: example.today },
    merged: mergeLayers(layers.map(layerFacts)),
    ...(dockerfile ? { dockerfile } : {}),
  });
}

function configOf(example: ExampleImage, layers: number): unknown {
  const { steps, user, env, labels, exposedPorts, volumes, healthcheck, cmd, created } = example;
  return {
    ...{ architecture: "amd64", os: "linux", created },
    config: {
      ...{ User: user, Env: env, Labels: labels, Cmd: cmd },
      ExposedPorts: setOf(exposedPorts),
      Volumes: setOf(volumes),
      ...(healthcheck ? { Healthcheck: { Test: healthcheck } } : {}),
    },
    rootfs: { type: "layers", diff_ids: Array.from({ length: layers }, (_, index) => diffId(index)) },
    history: steps.map(({ createdBy, files }) => ({
      created_by: createdBy,
      created,
      ...(files ? {} : { empty_layer: true }),
    })),
  };
}

/** Sets are written as objects with empty values. */
function setOf(words: readonly string[] | undefined): Record<string, object> {
  return Object.fromEntries((words ?? []).map((word) => [word, {}]));
}

function diffId(index: number): string {
  return `sha256:${String(index).padStart(64, "0")}`;
}

function layerFacts({ files = {} }: ExampleStep): LayerFacts {
  const collector = collectLayer(catalogers);
  let bytes = 0;
  for (const [path, content] of Object.entries(files)) bytes += visit(collector.visitor, path, content);
  const read = { diffId: undefined, digest: undefined, compression: "none", bytes, compressedBytes: bytes } as const;
  return collector.facts(read);
}

function visit(visitor: LayerVisitor, path: string, content: string | null | ExampleFile): number {
  if (content === null) {
    visitor.whiteout(path);
    return 0;
  }
  const file = typeof content === "string" ? { text: content } : content;
  const body = Buffer.from(file.text ?? "");
  feed(visitor.entry(entryOf(path, file, body.length)), body);
  return body.length;
}

function entryOf(path: string, { mode, uid = 0, link }: ExampleFile, bytes: number): LayerEntry {
  const isFolder = path.endsWith("/");
  const kind: EntryKind = isFolder ? "folder" : link === undefined ? "file" : "symlink";
  return {
    path: isFolder ? path.slice(0, -1) : path,
    ...{ kind, bytes: kind === "file" ? bytes : 0, mode: mode ?? (isFolder ? 0o755 : 0o644), uid, gid: 0 },
    link: link ?? "",
  };
}

function feed(sink: BodySink | undefined, body: Uint8Array): void {
  if (body.length > 0) sink?.write(body);
  sink?.end(true);
}
