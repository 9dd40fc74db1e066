/**
 * The directory of a zip archive, wherever its bytes lie: where it is, and its records one by one. Takes bytes that can be read
 * in any order; gives numbers that nothing was checked of but that they stand inside of the directory. Nothing here throws but
 * what reading the bytes throws.
 *
 * Specification: APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
 */
import { crc32, inflateRawSync } from "node:zlib";

/** Bytes in any order: in memory, or of a file. */
export interface ZipBytes {
  readonly length: number;
  /** Shorter where the bytes end before. */
  slice(from: number, to: number): Buffer;
}

/** What the end of an archive says of its directory. */
export interface ZipEnd {
  /** Where the directory begins and ends in the archive's bytes. */
  readonly start: number;
  readonly stop: number;
  /** Stated, perhaps without its upper bits. */
  readonly count: number;
  /** What stands before the archive: offsets do not count it. */
  readonly shift: number;
}

const endSignature = 0x06054b50;
const endBytes = 22;
const locatorSignature = 0x07064b50;
const locatorBytes = 20;
const wideEndSignature = 0x06064b50;
const wideEndBytes = 56;
const recordSignature = 0x02014b50;
const recordBytes = 46;
const localSignature = 0x04034b50;
const localBytes = 30;
/** A record of the directory with the longest name, extra field and comment. */
export const longestZipRecord = recordBytes + 3 * 0xffff;

/** The last end record that leads to a directory (4.3.16): a comment of up to 64 KiB may stand behind it. */
export function findZipEnd(archive: ZipBytes): ZipEnd | undefined {
  const first = Math.max(0, archive.length - endBytes - 0xffff);
  const tail = archive.slice(first, archive.length);
  for (let at = tail.length - endBytes; at >= 0; at--) {
    if (tail[at] !== 0x50 || tail.readUInt32LE(at) !== endSignature) continue;
    const end = readEnd(archive, tail.subarray(at, at + endBytes), first + at);
    if (end) return end;
  }
  return undefined;
}

/** `record` stands at `at`. */
function readEnd(archive: ZipBytes, record: Buffer, at: number): ZipEnd | undefined {
  const wide = wideEnd(archive, record, at);
  const size = wide?.size ?? record.readUInt32LE(12);
  const offset = wide?.offset ?? record.readUInt32LE(16);
  const count = wide?.count ?? record.readUInt16LE(10);
  const stop = wide?.at ?? at;
  const start = stop - size;
  if (size === 0) return { start: stop, stop, count: 0, shift: 0 };
  if (isRecord(archive, start) && start >= offset) return { start, stop, count, shift: start - offset };
  // Something stands between the directory and its end (a signature of archives, 4.3.13): then the offset must hold as it is.
  if (isRecord(archive, offset) && offset + size <= stop)
    return { start: offset, stop: offset + size, count, shift: 0 };
  return undefined;
}

function isRecord(archive: ZipBytes, at: number): boolean {
  if (at < 0 || at + recordBytes > archive.length) return false;
  const record = archive.slice(at, at + 4);
  return record.length === 4 && record.readUInt32LE(0) === recordSignature;
}

/** The end record of ZIP64 (4.3.14), where its locator stands before the plain one and something did not fit there. */
function wideEnd(archive: ZipBytes, record: Buffer, end: number) {
  const at = end - locatorBytes;
  const overflows =
    record.readUInt16LE(10) === 0xffff ||
    record.readUInt32LE(12) === 0xffffffff ||
    record.readUInt32LE(16) === 0xffffffff;
  if (!overflows || at < 0) return undefined;
  const locator = archive.slice(at, end);
  if (locator.length !== locatorBytes || locator.readUInt32LE(0) !== locatorSignature) return undefined;
  // Where bytes stand before the archive the offset is too small: the record then stands right before its locator.
  for (const start of [word(locator, 8), at - wideEndBytes]) {
    if (start < 0 || start + wideEndBytes > at) continue;
    const wide = archive.slice(start, start + wideEndBytes);
    if (wide.length !== wideEndBytes || wide.readUInt32LE(0) !== wideEndSignature) continue;
    return { at: start, count: word(wide, 32), size: word(wide, 40), offset: word(wide, 48) };
  }
  return undefined;
}

/** 64 bits; beyond 2^53 not exact, and outside of any archive then. */
function word(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at + 4) * 2 ** 32 + bytes.readUInt32LE(at);
}

/** One record of the directory (4.3.12). */
export interface ZipRecord {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where the entry begins in the archive's bytes. */
  readonly offset: number;
  /** In the buffer that the record was read from, as `next`. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly next: number;
}

/** The record at `at` of a part of the directory that ends at `stop`; undefined where none stands, or only the start of one. */
export function readZipRecord(archive: Buffer, at: number, stop: number, shift: number): ZipRecord | undefined {
  if (at + recordBytes > stop || archive.readUInt32LE(at) !== recordSignature) return undefined;
  const nameStart = at + recordBytes;
  const nameEnd = nameStart + archive.readUInt16LE(at + 28);
  const extraEnd = nameEnd + archive.readUInt16LE(at + 30);
  const next = extraEnd + archive.readUInt16LE(at + 32);
  if (next > stop) return undefined;
  const flags = archive.readUInt16LE(at + 8);
  const method = archive.readUInt16LE(at + 10);
  const crc = archive.readUInt32LE(at + 16);
  const packedBytes = archive.readUInt32LE(at + 20);
  const bytes = archive.readUInt32LE(at + 24);
  const offset = archive.readUInt32LE(at + 42);
  const record = { flags, method, crc, packedBytes, bytes, offset: offset + shift, nameStart, nameEnd, next };
  if (packedBytes !== tooWide && bytes !== tooWide && offset !== tooWide) return record;
  const [wideBytes = 0, widePacked = 0, wideOffset = 0] = widened(archive, nameEnd, extraEnd, [
    bytes,
    packedBytes,
    offset,
  ]);
  return { ...record, bytes: wideBytes, packedBytes: widePacked, offset: wideOffset + shift };
}

/** Stands in place of a number that needs more than 32 bits. */
const tooWide = 0xffffffff;

/** Sizes and the offset that did not fit stand in the extra field 1, in this order, each only if it did not fit (4.5.3). */
function widened(archive: Buffer, start: number, end: number, stated: readonly number[]): readonly number[] {
  for (let at = start; at + 4 <= end; at += 4 + archive.readUInt16LE(at + 2)) {
    if (archive.readUInt16LE(at) !== 1) continue;
    const stop = Math.min(end, at + 4 + archive.readUInt16LE(at + 2));
    let field = at + 4;
    return stated.map((value) => {
      if (value !== tooWide || field + 8 > stop) return value;
      field += 8;
      return word(archive, field - 8);
    });
  }
  return stated;
}

/** Why an entry was not read: a sentence that begins with "It". */
export interface ZipRefusal {
  readonly why: string;
}

/** Why an entry cannot be read, whatever its bytes; undefined where it can. */
export function refusalOf({ flags, method }: ZipRecord): ZipRefusal | undefined {
  if ((flags & 1) !== 0) return { why: "It is encrypted." };
  if (method === 0 || method === 8) return undefined;
  return { why: `It is compressed by method ${method}, which is not read here.` };
}

/**
 * The packed bytes of an entry, once it is known that no other lies there too (two that share bytes are how bombs are made).
 * `starts`: where all entries begin, in order; `directory`: where it begins, and all entries end before.
 */
export function packedZipBytes(
  archive: ZipBytes,
  record: ZipRecord,
  starts: Float64Array,
  directory: number,
): Buffer | ZipRefusal {
  const at = record.offset;
  const local = at + localBytes > directory ? undefined : archive.slice(at, at + localBytes);
  if (local?.length !== localBytes || local.readUInt32LE(0) !== localSignature)
    return { why: "It is not where the directory of the archive says." };
  const start = at + localBytes + local.readUInt16LE(26) + local.readUInt16LE(28);
  const end = start + record.packedBytes;
  const next = starts[firstAtLeast(starts, at) + 1] ?? directory;
  if (end > Math.min(next, directory)) return { why: "Its bytes are also those of another entry." };
  return archive.slice(start, end);
}

/** What the packed bytes of a record unpack to, held to the size and the checksum it states. */
export function unpackedZipBytes(record: ZipRecord, packed: Buffer): Buffer | ZipRefusal {
  const body = record.method === 0 ? packed : inflate(packed, record.bytes);
  if (!body || body.length !== record.bytes || crc32(body) !== record.crc)
    return { why: "It does not unpack to what the directory of the archive says." };
  return body;
}

/** Index of the first number that is not below `wanted`, in numbers that are in order. */
function firstAtLeast(sorted: Float64Array, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Undefined where the stream is damaged or longer than it says. */
function inflate(packed: Buffer, bytes: number): Buffer | undefined {
  if (bytes === 0) return Buffer.alloc(0);
  try {
    // One piece, a little larger than it is to be: what is unpacked in several is held twice while they are joined.
    return inflateRawSync(packed, { maxOutputLength: bytes, chunkSize: bytes + 64 });
  } catch {
    return undefined;
  }
}
