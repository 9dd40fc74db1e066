/**
 * Reads tars of strangers as they pass by: chunks are pushed in, entries and the bodies that are wanted go to a visitor at
 * once, nothing is held but the block at hand. Understands ustar, GNU and PAX names and numbers and all forms of sparse files,
 * as Go's archive/tar does, which is what unpacks images. Whatever is wrong is told to the visitor; nothing throws.
 */
import { bytesText, readableCount } from "../text/quantities.ts";
import type { BodySink } from "./layer-entry.ts";
import { kindOf, shownName, type TarEntry, type TarLimits, type TarVisitor, tarLimits } from "./tar-entry.ts";
import {
  decodeName,
  headerLink,
  headerName,
  isZeroBlock,
  parseHeader,
  readNumber,
  type TarHeader,
  tarBlock,
} from "./tar-header.ts";
import { type PaxHeader, type PaxSparse, parsePax } from "./tar-pax.ts";
import { createMapReader, createOldMapReader, fillHoles, isSparseMap, type MapReader } from "./tar-sparse.ts";

export interface TarReader {
  push(chunk: Uint8Array): void;
  /** No more comes. True when the tar was read to an end of its own. */
  end(): boolean;
  /** True when nothing of what follows will be taken: the tar is broken, and that was told. */
  hasStopped(): boolean;
  /** Bytes that the reader will pass over unseen: whoever can seek may skip up to so many. */
  skippable(): number;
  skip(bytes: number): void;
}

/** Takes bytes from `at` on and gives the offset behind what it took, which is always more. */
type Step = (bytes: Buffer, at: number) => number;
/** Takes what `gather` has brought together. */
type Take = (bytes: Buffer, at: number) => void;

/** What the entries before a header say of it. */
interface Pending {
  readonly name?: string;
  readonly link?: string;
  readonly pax?: PaxHeader;
}

/** An entry whose headers are read. */
interface Opening {
  readonly header: TarHeader;
  readonly entry: TarEntry;
  /** Bytes of the body as stored. */
  readonly stored: number;
}

export function createTarReader(visitor: TarVisitor, limits: TarLimits = tarLimits): TarReader {
  let step: Step = gather;
  let wanted = tarBlock;
  let take: Take = takeHeader;
  let held: Buffer = Buffer.alloc(tarBlock);
  let filled = 0;
  /** Offset in the tar behind what was taken. */
  let offset = 0;
  let pending: Pending = {};
  let sink: BodySink | undefined;
  let left = 0;
  let padding = 0;
  let entries = 0;
  let names = 0;
  const holes = { left: limits.filledHoles };
  let state: "reading" | "one zero block" | "over" | "stopped" = "reading";

  return {
    push(chunk) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      for (let at = 0; at < bytes.length; ) at = step(bytes, at);
    },
    end,
    hasStopped: () => state === "stopped",
    skippable: () => (step === passOver ? left : step === ignore ? Number.MAX_SAFE_INTEGER : 0),
    skip(bytes) {
      if (step !== passOver) return;
      offset += bytes;
      passed(bytes);
    },
  };

  function gather(bytes: Buffer, at: number): number {
    const missing = wanted - filled;
    if (bytes.length - at < missing) {
      offset += bytes.length - at;
      hold(bytes, at, bytes.length);
      return bytes.length;
    }
    offset += missing;
    if (filled === 0) {
      take(bytes, at);
      return at + missing;
    }
    hold(bytes, at, at + missing);
    filled = 0;
    take(held, 0);
    return at + missing;
  }

  function hold(bytes: Buffer, from: number, to: number): void {
    if (held.length < wanted) held = Buffer.concat([held.subarray(0, filled)], wanted);
    bytes.copy(held, filled, from, to);
    filled += to - from;
  }

  function expect(length: number, next: Take): void {
    wanted = length;
    take = next;
    step = gather;
  }

  function expectHeader(): void {
    expect(tarBlock, takeHeader);
  }

  function takeHeader(bytes: Buffer, at: number) {
    if (bytes[at] === 0 && isZeroBlock(bytes, at)) return takeZeros();
    if (state !== "reading") return stop("a block of zeros stands in the middle of it");
    const header = parseHeader(bytes, at);
    if (!header)
      return stop(entries === 0 ? "it does not start with the header of a tar" : "the checksum of a header is wrong");
    const { type, size } = header;
    if (Number.isNaN(size)) return stop("a header claims an impossible size");
    if (type === flag.pax || type === flag.globalPax || type === flag.gnuName || type === flag.gnuLink)
      return takeExtension(type, size);
    if (entries >= limits.entries) return stop(`it has more than ${readableCount(limits.entries)} entries`);
    entries += 1;
    openEntry(bytes, at, header);
  }

  function takeZeros() {
    if (state === "one zero block") {
      state = "over";
      step = ignore;
      return;
    }
    state = "one zero block";
    expectHeader();
  }

  /** Headers that tell of the entry behind them. */
  function takeExtension(type: number, size: number) {
    if (size > limits.headerBytes)
      return stop(
        `an extended header claims ${bytesText(size)}, and more than ${bytesText(limits.headerBytes)} are not read`,
      );
    const use: Take = (bytes, at) => {
      expectHeader();
      if (type === flag.gnuName) pending = { ...pending, name: decodeName(bytes, at, at + size) };
      else if (type === flag.gnuLink) pending = { ...pending, link: decodeName(bytes, at, at + size) };
      else takePax(type, parsePax(bytes, at, at + size, limits.sparseParts));
    };
    if (size === 0) use(held, 0);
    else expect(padded(size), use);
  }

  function takePax(type: number, pax: PaxHeader) {
    if (pax.fault !== undefined) return stop(`an extended header is damaged (${pax.fault})`);
    if (type === flag.pax) {
      pending = { ...pending, pax };
      return;
    }
    // Go's reader hands a global header out as an entry of its own, and engines drop it: it holds for nothing behind it.
    pending = {};
    const { path, linkpath, size, sparse } = pax;
    if ((path ?? linkpath ?? size ?? sparse) !== undefined)
      tell(
        "global header of a tar",
        "It sets names or sizes for all entries, which container engines ignore; so did this tool.",
      );
  }

  function openEntry(bytes: Buffer, at: number, header: TarHeader) {
    const { pax = {}, name, link } = pending;
    pending = {};
    const stored = pax.size ?? header.size;
    if (!(stored <= limits.fileBytes)) return stop(`a header claims a file of ${bytesText(stored)}`);
    const written = name || pax.path || headerName(bytes, at, header.magic);
    const kind = kindOf(header.type, written);
    if (kind === undefined) return skipOdd(header.type, stored);
    const entry: TarEntry = {
      name: written,
      kind,
      bytes: kind === "file" ? stored : 0,
      mode: finite(header.mode) & 0o7777,
      uid: finite(pax.uid ?? header.uid),
      gid: finite(pax.gid ?? header.gid),
      link: kind === "symlink" || kind === "hardlink" ? link || pax.linkpath || headerLink(bytes, at) : "",
    };
    names += entry.name.length + entry.link.length;
    if (names > limits.allNames)
      return stop(`its names are longer than ${readableCount(limits.allNames)} characters together`);
    // Links, folders and devices have no body, whatever their size field says: so does Go.
    const opening = { header, entry, stored: kind === "file" ? stored : 0 };
    if (header.type === flag.gnuSparse) return openOldSparse(bytes, at, opening);
    if (kind === "file" && pax.sparse) return openPaxSparse(opening, pax.sparse);
    startEntry(opening);
  }

  function startEntry({ entry, stored }: Opening, map?: readonly number[]) {
    if (map && !(entry.bytes <= limits.fileBytes && isSparseMap(map, entry.bytes, stored)))
      return stop(`the map of the sparse file ${shownName(entry.name)} does not fit it`);
    left = stored;
    padding = padded(stored) - stored;
    sink = isNameSound(entry) ? visitor.entry(entry, map ? -1 : offset) : undefined;
    if (entry.kind !== "file") sink = undefined;
    if (sink && map) sink = fillHoles(sink, map, entry.bytes, holes, () => tellHoles(entry));
    if (!sink || left === 0) return finishBody();
    step = body;
  }

  function isNameSound({ name, link }: TarEntry): boolean {
    if (name.length <= limits.nameLength && link.length <= limits.nameLength) return true;
    tell(
      `entry ${shownName(name)}`,
      `Its name or link has more than ${readableCount(limits.nameLength)} characters, which no Linux file can have, so it was skipped. Build the image again.`,
    );
    return false;
  }

  function tellHoles({ name }: TarEntry): void {
    tell(
      `file ${shownName(name)}`,
      `It is a sparse file with more holes than are filled (${bytesText(limits.filledHoles)} in a tar), so it was not read. Look into it by hand.`,
    );
  }

  function body(bytes: Buffer, at: number): number {
    const end = Math.min(at + left, bytes.length);
    left -= end - at;
    offset += end - at;
    sink?.write(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end));
    if (left === 0) finishBody();
    return end;
  }

  /** The body is out, or nobody wants it: what is left of it and its padding is passed over. */
  function finishBody(): void {
    const done = sink;
    sink = undefined;
    left += padding;
    padding = 0;
    if (left > 0) step = passOver;
    else expectHeader();
    done?.end(true);
  }

  function passOver(bytes: Buffer, at: number): number {
    const length = Math.min(left, bytes.length - at);
    offset += length;
    passed(length);
    return at + length;
  }

  function passed(length: number): void {
    left -= length;
    if (left <= 0) expectHeader();
  }

  function openOldSparse(bytes: Buffer, at: number, opening: Opening) {
    if (opening.header.magic !== "gnu") return stop("a sparse file is in no format that is known");
    const whole = { ...opening, entry: { ...opening.entry, bytes: readNumber(bytes, at + 483, 12) } };
    const reader = createOldMapReader(bytes, at, limits.sparseParts);
    const map = reader.map();
    if (map) return startEntry(whole, map);
    readMap(whole, reader, 0);
  }

  function openPaxSparse({ header, entry, stored }: Opening, sparse: PaxSparse) {
    const named = { ...entry, name: sparse.name || entry.name, bytes: sparse.size ?? entry.bytes };
    if (sparse.major === "1" && sparse.minor === "0")
      return readMap({ header, entry: named, stored }, createMapReader(limits.sparseParts), stored);
    if (sparse.map.length === 0) return startEntry({ header, entry, stored });
    startEntry({ header, entry: named, stored }, sparse.map);
  }

  /** The map stands in blocks before the body; `counted` of them count as body. */
  function readMap(opening: Opening, reader: MapReader, counted: number) {
    let left = counted;
    const more: Take = (bytes, at) => {
      left -= tarBlock;
      reader.push(bytes, at);
      const map = reader.map();
      if (map) return startEntry(counted > 0 ? { ...opening, stored: Math.max(left, 0) } : opening, map);
      if (reader.isWrong() || (counted > 0 && left < tarBlock))
        return stop("the map of a sparse file is damaged or too long");
      expect(tarBlock, more);
    };
    expect(tarBlock, more);
  }

  function skipOdd(type: number, stored: number): void {
    // A volume's label is no file.
    if (type !== flag.volume)
      tell(
        `entry of type ${JSON.stringify(String.fromCharCode(type))} in a tar`,
        "Container engines know no such entry, so it was skipped. Build the image again.",
      );
    left = stored;
    padding = padded(stored) - stored;
    finishBody();
  }

  function end(): boolean {
    if (state === "stopped") return false;
    if (state === "over") return true;
    const isBetween =
      step === gather &&
      take === takeHeader &&
      filled === 0 &&
      (pending.name ?? pending.link ?? pending.pax) === undefined;
    if (!isBetween) {
      stop("it breaks off");
      return false;
    }
    if (state === "reading" && offset > 0)
      visitor.unknown({
        what: "end of a tar",
        why: "It has no blocks of zeros at its end: something may be cut off, though engines take it. Compare its digest, or build the image again.",
      });
    return true;
  }

  function stop(clause: string): void {
    const broken = sink;
    sink = undefined;
    state = "stopped";
    step = ignore;
    broken?.end(false);
    tell("rest of a tar", `Not read from byte ${offset} on: ${clause}. Fetch or save the image again.`);
  }

  function tell(what: string, why: string): void {
    visitor.unknown({ what, why, fatal: true });
  }

  function ignore(bytes: Buffer): number {
    return bytes.length;
  }
}

const flag = {
  pax: 0x78,
  globalPax: 0x67,
  gnuName: 0x4c,
  gnuLink: 0x4b,
  gnuSparse: 0x53,
  volume: 0x56,
} as const;

/** Bytes with their padding. */
function padded(bytes: number): number {
  return Math.ceil(bytes / tarBlock) * tarBlock;
}

function finite(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
