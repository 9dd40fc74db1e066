/**
 * An image in a tar that passes by once: an engine's export, standard input, a compressed archive. Layers are handed on as they
 * come, small files are kept, and in the end manifest.json or index.json tells which of them make up the image. Nothing is written
 * anywhere, and no layer is held.
 */
import { decompress } from "../files/decompress.ts";
import { isZeroBlock, parseHeader, tarBlock } from "../files/tar-header.ts";
import type { Unknown } from "../finding/finding.ts";
import { describeStranger, followLinks, linkTarget, mostNamesSeen, plainName } from "./archive-names.ts";
import type { ImageDescription } from "./image-description.ts";
import { ImageFailure } from "./image-failure.ts";
import { describeFiles, digestInName, type FileChoice, type FiledImage, type ImageFiles } from "./image-files.ts";
import type { LayersWanted } from "./image-source.ts";
import { isRefusal } from "./json.ts";
import { shown } from "./manifest.ts";
import { layerName } from "./read-layers.ts";
import { type PassingEntry, passTar } from "./tar-passage.ts";

/** A file that is no layer is kept up to this size: configs and attestations are smaller. */
export const mostKeptBytes = 16_777_216;
/** All kept files together. */
export const mostKeptInAll = 67_108_864;
/** Kept files, layers and links: old archives have three entries a layer. */
export const mostArchiveEntries = 100_000;

/** What has passed. */
interface Passed {
  readonly kept: Map<string, Uint8Array>;
  /** Diff id of what was read as a layer, by name; undefined where it broke off or was none. */
  readonly layers: Map<string, string | undefined>;
  /** Sizes of files that were neither. */
  readonly left: Map<string, number>;
  readonly links: Map<string, string>;
  readonly names: string[];
  keptBytes: number;
}

/** Reads it to its end. Throws an ImageFailure where no image comes out, and what the source throws. */
export async function readImageStream(
  source: AsyncIterable<Uint8Array>,
  wanted: LayersWanted,
  choice: FileChoice,
): Promise<ImageDescription> {
  const watched = watch(source);
  const unpacked = await decompress(watched.bytes);
  const passage = passTar(unpacked.bytes);
  const passed: Passed = {
    kept: new Map(),
    layers: new Map(),
    left: new Map(),
    links: new Map(),
    names: [],
    keptBytes: 0,
  };
  for await (const entry of passage.entries) await takeEntry(entry, passed, wanted);
  // Whoever read a layer has taken it for one that broke off: so has the rest.
  if (watched.error() !== undefined) throw watched.error();
  const trouble = unpacked.trouble();
  const unknowns = [...(trouble ? [trouble] : []), ...passage.unknowns];

  const files = filesOf(passed);
  const filed = await describeFiles(files, choice);
  if (isRefusal(filed)) throw failureOf(filed.refused, passed, unknowns);
  const problems = await checkLayers(filed, passed, wanted);
  return { ...filed.description, unknowns: [...filed.description.unknowns, ...unknowns, ...problems] };
}

/** Remembers what the source threw. */
function watch(source: AsyncIterable<Uint8Array>) {
  let thrown: unknown;
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      yield* source;
    } catch (error) {
      thrown = error;
      throw error;
    }
  }
  return { bytes: watched(), error: () => thrown };
}

function failureOf(why: string, passed: Passed, unknowns: readonly Unknown[]): ImageFailure {
  const broken = unknowns.find(({ fatal }) => fatal);
  if (broken) return new ImageFailure(`It could not be read to its end. ${broken.why}`);
  const isImage = passed.names.some((name) => name === "manifest.json" || name === "index.json");
  return isImage ? new ImageFailure(why) : new ImageFailure(`It is no image. ${describeStranger(passed.names)}`);
}

async function takeEntry(entry: PassingEntry, passed: Passed, wanted: LayersWanted): Promise<void> {
  const name = plainName(entry.name);
  if (name === undefined || passed.layers.size + passed.kept.size + passed.links.size >= mostArchiveEntries) return;
  if (passed.names.length < mostNamesSeen || isHead(name)) passed.names.push(name);
  if (entry.kind === "symlink" || entry.kind === "hardlink") {
    const target = linkTarget(name, entry.kind, entry.link);
    if (target !== undefined) passed.links.set(name, target);
    return;
  }
  if (entry.kind !== "file") return;
  passed.links.delete(name);
  const { head, all } = await peek(entry.body);
  if (mayBeLayer(name) && looksLikeLayer(head)) return takeLayer(name, entry.bytes, head, all, passed, wanted);
  if (entry.bytes > mostKeptBytes || passed.keptBytes + entry.bytes > mostKeptInAll) {
    passed.left.set(name, entry.bytes);
    return;
  }
  const bytes = await gather(all);
  passed.keptBytes += bytes.length;
  passed.kept.set(name, bytes);
}

function isHead(name: string): boolean {
  return name === "manifest.json" || name === "index.json";
}

async function takeLayer(
  name: string,
  bytes: number,
  head: Uint8Array,
  all: AsyncIterable<Uint8Array>,
  passed: Passed,
  wanted: LayersWanted,
): Promise<void> {
  const digest = digestInName(name);
  // A plain tar under its own digest: that is its diff id. Whether it is so, the config says again in the end.
  if (digest !== undefined && isTar(head) && wanted.isKnown(digest)) {
    passed.layers.set(name, digest);
    return;
  }
  let isOpen = false;
  const diffId = await wanted.read({
    ...(digest === undefined ? {} : { digest }),
    ...{ name: `layer in ${shown(name)}`, bytes, reopens: false },
    open() {
      if (isOpen) throw new Error("A layer of a stream was opened twice.");
      isOpen = true;
      return all;
    },
  });
  passed.layers.set(name, diffId);
}

/** Names that some engine or builder gives to layers: `<id>/layer.tar`, `<hex>.tar`, `<hex>.tar.gz`, `blobs/sha256/<hex>`. */
function mayBeLayer(name: string): boolean {
  return /^(?:[^/]{1,200}\/){0,2}[^/]{1,200}\.tar(?:\.gz|\.zst)?$|^blobs\/[a-z0-9]{1,20}\/[0-9a-f]{32,128}$|^(?:sha256:)?[0-9a-f]{64}$/.test(
    name,
  );
}

function looksLikeLayer(head: Uint8Array): boolean {
  return isPacked(head) || isTar(head);
}

/** True for the first bytes of gzip and zstd. */
export function isPacked(head: Uint8Array): boolean {
  const [a, b, c, d] = head;
  const isGzip = a === 0x1f && b === 0x8b;
  const isZstd =
    (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) ||
    (((a ?? 0) & 0xf0) === 0x50 && b === 0x2a && c === 0x4d && d === 0x18);
  return isGzip || isZstd;
}

/** True for the first block of a tar, an empty one included. */
export function isTar(head: Uint8Array): boolean {
  if (head.length < tarBlock) return false;
  const block = Buffer.from(head.buffer, head.byteOffset, tarBlock);
  return isZeroBlock(block, 0) || parseHeader(block, 0) !== undefined;
}

/** The first block, and everything with it. */
async function peek(body: AsyncIterable<Uint8Array>): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const source = body[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < tarBlock) {
    const next = await source.next();
    if (next.done) break;
    // A copy when more is asked for: the chunk is valid until then.
    first.push(length + next.value.length < tarBlock ? Buffer.from(next.value) : next.value);
    length += next.value.length;
  }
  return { head: Buffer.concat(first).subarray(0, tarBlock), all: behind(first, source) };
}

async function* behind(first: readonly Uint8Array[], source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* first;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}

async function gather(all: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of all) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

function filesOf({ kept, layers, left, links }: Passed): ImageFiles {
  return {
    has(name) {
      const real = followLinks(name, links);
      return kept.has(real) || layers.has(real) || left.has(real);
    },
    async read(name, most) {
      const real = followLinks(name, links);
      const bytes = kept.get(real);
      if (bytes && bytes.length <= most) return bytes;
      const size = bytes?.length ?? left.get(real);
      if (size !== undefined)
        return { refused: `It has ${size} bytes; more than ${Math.min(most, mostKeptBytes)} are not read.` };
      return { refused: layers.has(real) ? "It is a layer." : "It is not in the archive." };
    },
  };
}

/** Compares what the config says of each layer with what has passed. */
async function checkLayers(filed: FiledImage, passed: Passed, wanted: LayersWanted): Promise<Unknown[]> {
  const unknowns: Unknown[] = [];
  for (const [index, { diffId }] of filed.description.layers.entries()) {
    const name = followLinks(filed.layers[index] ?? "", passed.links);
    const tell = (why: string) => unknowns.push({ what: layerName(index, diffId), why, fatal: true });
    const kept = passed.kept.get(name);
    if (passed.layers.has(name)) {
      const seen = passed.layers.get(name);
      // Of what broke off the reader has told.
      if (seen !== undefined && seen !== diffId) tell(otherContent);
    } else if (kept && !wanted.isKnown(diffId)) {
      // No tar, as it seemed: the reader says what it is.
      await wanted.read({
        diffId,
        name: layerName(index, diffId),
        bytes: kept.length,
        reopens: true,
        open: () => once(kept),
      });
    } else if (!wanted.isKnown(diffId)) {
      const size = passed.left.get(name);
      tell(
        size === undefined
          ? `${shown(name)} is not in the archive. Save the image again.`
          : `${shown(name)} is no layer that can be read. Save the image again.`,
      );
    }
  }
  return unknowns;
}

const otherContent = "Its content is not the one that the config names, so it was not used. Save the image again.";

/** Bytes in memory as a stream. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
