/** Images as engines and builders save them, made in code: config, layers and manifest in each form of archive. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { readLayer } from "../files/read-layer.ts";
import { file, symlink, type TarEntry, writeTar } from "../files/tar.fixture.ts";
import type { FoundImage, LayerStream } from "./image-source.ts";

export const bytesOf = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
export const hexOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
export const digestOf = (bytes: Uint8Array) => `sha256:${hexOf(bytes)}`;

export interface SavedImage {
  readonly config: Uint8Array;
  /** Unpacked, lowest first. */
  readonly layers: readonly Uint8Array[];
}

/** Three layers, the last a repetition of the first, as an empty `COPY` makes it. */
export function sampleImage(change: Record<string, unknown> = {}): SavedImage {
  const first = writeTar([file("etc/os-release", "ID=debian\n"), file("etc/passwd", "root:x:0:0::/root:/bin/sh\n")]);
  const layers = [first, writeTar([file("app/server", "x".repeat(3_000))]), first];
  const config = bytesOf({
    ...{ os: "linux", architecture: "amd64", created: "2026-01-02T03:04:05.6Z" },
    config: { Env: ["PATH=/bin"], Cmd: ["/app/server"] },
    rootfs: { type: "layers", diff_ids: layers.map(digestOf) },
    history: layers.map((_, at) => ({ created_by: `COPY ${at} / # buildkit` })),
    ...change,
  });
  return { config, layers };
}

/** `docker save` before version 25: folders named after ids, repeated layers as links. */
export function oldDockerEntries({ config, layers }: SavedImage, tags: readonly string[] = ["app:1"]): TarEntry[] {
  const names: string[] = [];
  const written = new Map<string, string>();
  const entries = layers.flatMap((layer, at) => {
    const folder = hexOf(bytesOf(`id ${at}`));
    names.push(`${folder}/layer.tar`);
    const before = written.get(hexOf(layer));
    written.set(hexOf(layer), `${folder}/layer.tar`);
    const body =
      before === undefined ? file(`${folder}/layer.tar`, layer) : symlink(`${folder}/layer.tar`, `../${before}`);
    return [file(`${folder}/VERSION`, "1.0"), file(`${folder}/json`, "{}"), body];
  });
  const manifest = [{ Config: `${hexOf(config)}.json`, RepoTags: tags, Layers: names }];
  return [...entries, file(`${hexOf(config)}.json`, config), file("manifest.json", bytesOf(manifest))];
}

/** Blobs, manifest and index of the OCI layout, layers packed with gzip. */
export function ociParts({ config, layers }: SavedImage, tag = "1") {
  const blobs = layers.map((layer) => gzipSync(layer));
  const descriptor = (bytes: Uint8Array, mediaType: string) => ({
    mediaType,
    digest: digestOf(bytes),
    size: bytes.length,
  });
  const manifest = bytesOf({
    ...{ schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json" },
    config: descriptor(config, "application/vnd.oci.image.config.v1+json"),
    layers: blobs.map((blob) => descriptor(blob, "application/vnd.oci.image.layer.v1.tar+gzip")),
  });
  const entry = {
    ...descriptor(manifest, "application/vnd.oci.image.manifest.v1+json"),
    annotations: { "org.opencontainers.image.ref.name": tag },
  };
  return { blobs, manifest, entry, files: [config, manifest, ...blobs] };
}

export function indexOf(manifests: readonly unknown[], more: Record<string, unknown> = {}): Buffer {
  return bytesOf({ schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests, ...more });
}

/** An OCI layout, by name of file. */
export function ociFiles(image: SavedImage): Map<string, Uint8Array> {
  const { files, entry } = ociParts(image);
  return new Map([
    ...files.map((bytes) => [`blobs/sha256/${hexOf(bytes)}`, bytes] as const),
    ["index.json", indexOf([entry])] as const,
    ["oci-layout", bytesOf({ imageLayoutVersion: "1.0.0" })] as const,
  ]);
}

/** `docker save` since version 25: an OCI layout with a manifest.json, layers not packed. */
export function newDockerEntries(image: SavedImage, tags: readonly string[] = ["app:1"]): TarEntry[] {
  const name = (bytes: Uint8Array) => `blobs/sha256/${hexOf(bytes)}`;
  const manifest = [{ Config: name(image.config), RepoTags: tags, Layers: image.layers.map(name) }];
  const once = new Map([image.config, ...image.layers].map((bytes) => [name(bytes), bytes]));
  return [...[...once].map(([path, bytes]) => file(path, bytes)), file("manifest.json", bytesOf(manifest))];
}

export const entriesOf = (files: ReadonlyMap<string, Uint8Array>): TarEntry[] =>
  [...files].map(([name, bytes]) => file(name, bytes));

/** What reading every layer shows: diff ids in the order of the image, and everything that was not read. */
export async function readAll(found: FoundImage, known: (diffId: string) => boolean = () => false) {
  const read = new Map<string, string[]>();
  const unknowns: string[] = [];
  const opened: string[] = [];
  const description = await found
    .readLayers({
      isKnown: known,
      async read(layer: LayerStream) {
        opened.push(layer.name);
        const paths: string[] = [];
        const { diffId, digest } = await readLayer(layer.open(), {
          entry: ({ path }) => void paths.push(path),
          whiteout: () => {},
          opaque: () => {},
          unknown: ({ what, why }) => unknowns.push(`${what}: ${why}`),
        });
        const isOther = (layer.digest && digest !== layer.digest) || (layer.diffId && diffId !== layer.diffId);
        if (isOther && diffId !== undefined) {
          unknowns.push(`${layer.name}: its content is not what its name says`);
          return undefined;
        }
        if (diffId !== undefined) read.set(diffId, paths);
        return diffId;
      },
    })
    .finally(() => found.close());
  const told = [...unknowns, ...description.unknowns.map(({ what, why }) => `${what}: ${why}`)];
  return { description, layers: description.layers.map(({ diffId }) => read.get(diffId)), unknowns: told, opened };
}

/** Memory, as a stream that gives little at a time. */
export async function* trickle(bytes: Uint8Array, piece = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.slice(at, at + piece);
}
