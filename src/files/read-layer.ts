/**
 * Reads one layer from its bytes, packed or not: entries go to a visitor as they pass, and at the end what the layer is called
 * by its content. Nothing is written anywhere, no body is held. What is wrong with it is told to the visitor; a layer that is
 * cut off or damaged has no digests, so nobody takes it for the one that was meant.
 */
import { createHash } from "node:crypto";
import type { Unknown } from "../finding/finding.ts";
import { bytesText, readableCount } from "../text/quantities.ts";
import { decompress, type UnpackLimits, unpackLimits } from "./decompress.ts";
import type { BodySink, LayerRead, LayerVisitor } from "./layer-entry.ts";
import { createFolderCount, markOf, normalisePath } from "./layer-path.ts";
import { createTarReader } from "./tar.ts";
import { shownName, type TarEntry, type TarLimits, type TarVisitor, tarLimits } from "./tar-entry.ts";

export interface LayerLimits extends TarLimits {
  readonly unpack: UnpackLimits;
  /** Unknowns of one layer that are told one by one; the others are counted. */
  readonly unknowns: number;
  /**
   * Folders that names lead through, counted where they differ from those of the entry before. Whoever makes a tree of the
   * layer makes as many, and a name of 4 kB may have 2,000.
   */
  readonly folders: number;
}

export const layerLimits: LayerLimits = { ...tarLimits, unpack: unpackLimits, unknowns: 50, folders: 1_000_000 };

/**
 * Reads a layer to its end. `diffId` is what was seen: comparing it with what was promised is the caller's. Errors of the
 * source become an Unknown like a layer that breaks off. `digest: false` is for sources that compare the digest of the packed
 * bytes themselves: hashing them takes a tenth of the time.
 */
export async function readLayer(
  bytes: AsyncIterable<Uint8Array>,
  visitor: LayerVisitor,
  limits: LayerLimits = layerLimits,
  wanted: { readonly digest: boolean } = { digest: true },
): Promise<LayerRead> {
  const told = countUnknowns(visitor, limits.unknowns);
  const packed = watch(bytes, wanted.digest);
  const unpacked = await decompress(packed.bytes, limits.unpack);
  const tar = createTarReader(tarVisitor(told, limits.folders), limits);
  // Of what is not packed one digest is enough: it is both.
  const hash = unpacked.compression === "none" && wanted.digest ? undefined : createHash("sha256");
  let length = 0;
  for await (const chunk of unpacked.bytes) {
    length += chunk.length;
    hash?.update(chunk);
    tar.push(chunk);
    // A layer that is broken has no digest: what is left of it, which may have no end, tells nothing.
    if (tar.hasStopped()) break;
  }
  const isWhole = endTar(tar.end, packed.trouble() ?? unpacked.trouble(), told);
  told.finish();
  const digest = isWhole ? packed.digest() : undefined;
  return {
    diffId: isWhole && hash ? `sha256:${hash.digest("hex")}` : digest,
    digest,
    compression: unpacked.compression,
    bytes: length,
    compressedBytes: packed.length(),
  };
}

/** One cause is enough: a tar that breaks off because its gzip stream did is not told twice. */
function endTar(end: () => boolean, trouble: Unknown | undefined, told: ToldVisitor): boolean {
  if (!trouble) return end();
  told.unknown(trouble);
  told.hush();
  end();
  return false;
}

/** Passes the bytes on, and knows their digest and length. */
function watch(bytes: AsyncIterable<Uint8Array>, isHashed: boolean) {
  const hash = isHashed ? createHash("sha256") : undefined;
  let length = 0;
  let trouble: Unknown | undefined;
  async function* watched(): AsyncGenerator<Uint8Array> {
    const iterator = bytes[Symbol.asyncIterator]();
    let isOver = false;
    try {
      for (;;) {
        const next = await iterator.next();
        isOver = next.done === true;
        if (next.done) return;
        length += next.value.length;
        hash?.update(next.value);
        yield next.value;
      }
    } catch (error) {
      // Only what the source threw: whoever takes the chunks does not throw into a generator.
      isOver = true;
      trouble = {
        what: "bytes of a layer",
        why: `They broke off after ${bytesText(length)}: ${error instanceof Error ? error.message : "no reason was given"}. Run it again.`,
        fatal: true,
      };
    } finally {
      if (!isOver) await iterator.return?.();
    }
  }
  return {
    bytes: watched(),
    length: () => length,
    trouble: () => trouble,
    digest: () => hash && `sha256:${hash.digest("hex")}`,
  };
}

/** Turns entries of a tar into entries of a layer. */
function tarVisitor(visitor: LayerVisitor, mostFolders: number): TarVisitor {
  const folders = createFolderCount();
  let isFull = false;
  const isTooMuch = (path: string): boolean => {
    if (isFull || folders.add(path) <= mostFolders) return isFull;
    isFull = true;
    visitor.unknown({
      what: `entries of a layer from ${shownName(path)} on`,
      why: `Their names lead through more than ${readableCount(mostFolders)} folders, more than are kept. Build the image with fewer.`,
      fatal: true,
    });
    return true;
  };
  return {
    entry(entry) {
      const { path, leadsOut } = normalisePath(entry.name);
      if (leadsOut) tellOut(visitor, entry.name, path);
      if (path === "" || isTooMuch(path)) return undefined;
      const mark = markOf(path);
      if (!mark) return visitor.entry({ ...withLink(entry, visitor), path });
      if (mark.kind === "whiteout") visitor.whiteout(mark.path);
      else if (mark.kind === "opaque") visitor.opaque(mark.folder);
      else if (mark.kind === "wrong") tellWrong(visitor, path);
      return undefined;
    },
    unknown: (unknown) => visitor.unknown(unknown),
  };
}

function withLink({ kind, bytes, mode, uid, gid, link }: TarEntry, visitor: LayerVisitor) {
  if (kind !== "hardlink") return { kind, bytes, mode, uid, gid, link };
  const target = normalisePath(link);
  if (target.leadsOut) tellOut(visitor, link, target.path);
  return { kind, bytes, mode, uid, gid, link: target.path };
}

function tellOut(visitor: LayerVisitor, name: string, path: string): void {
  visitor.unknown({
    what: `entry ${shownName(name)}`,
    why: `Its name leads out of the root; it was read as ${shownName(path)}, where some engines put it and others refuse the layer. Build the image again from sources you trust.`,
    fatal: true,
  });
}

function tellWrong(visitor: LayerVisitor, path: string): void {
  visitor.unknown({
    what: `whiteout ${shownName(path)}`,
    why: "It names no file of its folder, so it removes nothing; engines refuse such a layer. Build the image again.",
    fatal: true,
  });
}

interface ToldVisitor extends LayerVisitor {
  /** From here on nothing is told. */
  hush(): void;
  finish(): void;
}

/** A layer with a million wrong entries does not tell a million times. */
function countUnknowns(visitor: LayerVisitor, most: number): ToldVisitor {
  let count = 0;
  let isQuiet = false;
  return {
    entry: (entry): BodySink | undefined => visitor.entry(entry),
    whiteout: (path) => visitor.whiteout(path),
    opaque: (folder) => visitor.opaque(folder),
    unknown(unknown) {
      if (isQuiet) return;
      count += 1;
      if (count <= most) visitor.unknown(unknown);
    },
    hush() {
      isQuiet = true;
    },
    finish() {
      if (count > most)
        visitor.unknown({
          what: `${readableCount(count - most)} more entries of a layer`,
          why: `Something is wrong with each, as with the ${most} that are named. Build the image again.`,
          fatal: true,
        });
    },
  };
}
