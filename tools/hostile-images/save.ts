/**
 * Writes images for the cases: what is large goes to the disk piece by piece, zeros as holes. Layers are hashed while they are
 * written, so that nothing but the trick is wrong with an image.
 */
import { createHash } from "node:crypto";
import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { file, joinBytes, type TarEntry, writeEntry, writeHeader, writeTar } from "../../src/files/tar.fixture.ts";

/** Bytes, or so many zeros. */
export type Piece = Uint8Array | number;

/** A layer of an image: as it lies in the archive, and what it is called there where that is not its digest. */
export interface SavedLayer {
  readonly pieces: Iterable<Piece>;
  /** Of what it unpacks to; the digest of the pieces otherwise. */
  readonly diffId?: string;
}

export interface SavedImage {
  readonly layers: readonly (Uint8Array | SavedLayer)[];
  /** Put over a plain config. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** In place of the config. */
  readonly configBytes?: (diffIds: readonly string[]) => Uint8Array;
  /** Put over the entry of manifest.json. */
  readonly manifest?: Readonly<Record<string, unknown>>;
}

export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

const zeros = new Uint8Array(1024 * 1024);

/** What `docker save` writes, into one file. */
export function saveArchive(path: string, image: SavedImage): void {
  const handle = openSync(path, "w");
  let at = 0;
  const put = (bytes: Uint8Array) => {
    writeSync(handle, bytes, 0, bytes.length, at);
    at += bytes.length;
  };
  const names: string[] = [];
  const diffIds: string[] = [];
  for (const each of image.layers) {
    const layer = each instanceof Uint8Array ? { pieces: [each] } : each;
    const start = at;
    at += 512;
    const hash = createHash("sha256");
    for (const piece of layer.pieces) {
      if (typeof piece !== "number") {
        put(piece);
        hash.update(piece);
        continue;
      }
      at += piece;
      if (!layer.diffId)
        for (let left = piece; left > 0; left -= zeros.length)
          hash.update(left < zeros.length ? zeros.subarray(0, left) : zeros);
    }
    const hex = hash.digest("hex");
    const size = at - start - 512;
    const name = `${String(names.length).padStart(4, "0")}${hex.slice(4)}/layer.tar`;
    const header = writeHeader({ name, type: "0", size });
    writeSync(handle, header, 0, 512, start);
    at = start + 512 + Math.ceil(size / 512) * 512;
    names.push(name);
    diffIds.push(layer.diffId ?? `sha256:${hex}`);
  }
  const config = image.configBytes?.(diffIds) ?? Buffer.from(JSON.stringify(configOf(diffIds, image.config)));
  const configName = `${digestOf(config).slice(7)}.json`;
  const manifest = [{ Config: configName, RepoTags: ["app:1"], Layers: names, ...image.manifest }];
  put(writeTar([file(configName, config), file("manifest.json", JSON.stringify(manifest))]));
  ftruncateSync(handle, at);
  closeSync(handle);
}

/** A config that nothing is wrong with. */
export function configOf(diffIds: readonly string[], over: Readonly<Record<string, unknown>> = {}): object {
  return {
    ...{ os: "linux", architecture: "amd64", created: "2026-01-02T03:04:05Z" },
    config: { User: "1000", Env: ["PATH=/bin"], Cmd: ["/app/server"] },
    rootfs: { type: "layers", diff_ids: diffIds },
    history: diffIds.map((_, at) => ({ created: "2026-01-02T03:04:05Z", created_by: `COPY part-${at} / # buildkit` })),
    ...over,
  };
}

/** An archive of these layers, by the path of it. */
export function archiveOf(folder: string, image: SavedImage | readonly (Uint8Array | SavedLayer)[]): string {
  const path = join(folder, "image.tar");
  saveArchive(path, "layers" in image ? image : { layers: image });
  return path;
}

/** One layer of these entries. */
export function imageOf(folder: string, entries: readonly TarEntry[]): string {
  return archiveOf(folder, [writeTar(entries)]);
}

/** What ends a tar. */
export const tarEnd = new Uint8Array(1024);

/** A file in a tar with so many zeros for a body. */
export function* zeroFile(name: string, bytes: number, mode = 0o644): Generator<Piece> {
  yield writeHeader({ name, type: "0", size: bytes, mode });
  yield Math.ceil(bytes / 512) * 512;
}

/** One after the other. */
export function* inTurn(...parts: readonly Iterable<Piece>[]): Generator<Piece> {
  for (const part of parts) yield* part;
}

/** Entries, joined to pieces of about a megabyte. */
export function* packedEntries(entries: Iterable<TarEntry>): Generator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for (const entry of entries) {
    const bytes = writeEntry(entry);
    waiting.push(bytes);
    length += bytes.length;
    if (length < 1_000_000) continue;
    yield joinBytes(waiting);
    waiting = [];
    length = 0;
  }
  yield joinBytes(waiting);
}

/** An OCI layout in a folder. Blobs are named after their content; `also` has further files by name. */
export function saveLayout(
  folder: string,
  blobs: readonly Uint8Array[],
  index: unknown,
  also: Readonly<Record<string, Uint8Array>> = {},
): string {
  const files: [string, Uint8Array][] = [
    ...blobs.map((blob): [string, Uint8Array] => [`blobs/sha256/${digestOf(blob).slice(7)}`, blob]),
    ["index.json", Buffer.from(JSON.stringify(index))],
    ["oci-layout", Buffer.from('{"imageLayoutVersion":"1.0.0"}')],
    ...Object.entries(also),
  ];
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

export const jsonBytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

export const manifestType = "application/vnd.oci.image.manifest.v1+json";
export const indexType = "application/vnd.oci.image.index.v1+json";
const configType = "application/vnd.oci.image.config.v1+json";

/** Names a blob in a manifest or an index. */
export function descriptorOf(bytes: Uint8Array, mediaType: string) {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

/** Config, manifest and layers of the OCI form. */
export function ociParts(layers: readonly Uint8Array[]) {
  const config = jsonBytes(configOf(layers.map(digestOf)));
  const manifest = {
    ...{ schemaVersion: 2, mediaType: manifestType },
    config: descriptorOf(config, configType),
    layers: layers.map((layer) => descriptorOf(layer, "application/vnd.oci.image.layer.v1.tar")),
  };
  return { config, manifest, layers };
}

/** An index of these manifests. */
export function indexOf(...manifests: readonly Uint8Array[]) {
  return {
    schemaVersion: 2,
    mediaType: indexType,
    manifests: manifests.map((each) => descriptorOf(each, manifestType)),
  };
}
