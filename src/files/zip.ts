/**
 * Reads a zip archive that lies in memory: its list of entries, and one entry at a time. Takes what runs as well as what was
 * packed (bytes before the archive, a comment behind it, ZIP64). Refuses entries that share bytes with others, that unpack to
 * more than they say or than is left of the budget, that are encrypted, or whose checksum is wrong. Nothing here throws.
 *
 * Specification: APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
 */
import { crc32, inflateRawSync } from "node:zlib";

/** Entries of one archive that are listed; what lies behind is said to be unread. */
export const mostZipEntries = 200_000;
/** Bytes of all names of one archive together. */
export const mostZipNameBytes = 32 * 1024 * 1024;
/** What one archive, and all archives in it, may unpack to. */
export const mostUnpackedBytes = 256 * 1024 * 1024;

/** What may still be unpacked; shared by an archive and those inside of it. Each entry that is read takes from it. */
export interface UnpackBudget {
  left: number;
  /** Shared with other archives. */
  readonly all?: { left: number };
}

/** Why an entry was not read: a sentence that begins with "It". */
export interface ZipRefusal {
  readonly why: string;
}

export interface ZipEntry {
  /** As written. */
  readonly name: string;
  /** As it says to unpack to. */
  readonly bytes: number;
  /** As it lies in the archive. */
  readonly packedBytes: number;
  /** Unpacked: at most `most` bytes, which may be a part of the archive's own and are not to be changed. */
  read(most: number): Uint8Array | ZipRefusal;
}

export interface ZipDirectory {
  /** Without folders; in the order of the directory. */
  readonly entries: readonly ZipEntry[];
  /** Why the list is not whole: a sentence. */
  readonly unread: string | undefined;
}

/** True for bytes that begin as a zip archive does, be it empty. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5) && bytes[3] === (bytes[2] ?? 0) + 1
  );
}

/** The entries of an archive, folders left out; undefined where no directory of one is found. */
export function readZipDirectory(
  bytes: Uint8Array,
  budget: UnpackBudget = { left: mostUnpackedBytes },
): ZipDirectory | undefined {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(archive);
  if (!end) return undefined;
  const records: EntryRecord[] = [];
  let unread: string | undefined;
  let nameBytes = 0;
  // Not by their count: with more than 65,535 entries old tools wrote what was left of it.
  for (let at = end.start; at < end.stop; ) {
    const record = readRecord(archive, at, end);
    if (!record) {
      if (records.length % 65_536 !== end.count % 65_536)
        unread = `The directory of the archive is damaged behind the first ${records.length} entries.`;
      break;
    }
    nameBytes += record.nameEnd - record.nameStart;
    if (records.length === mostZipEntries || nameBytes > mostZipNameBytes) {
      unread = `The archive has too many entries; those behind the first ${records.length} were not looked at.`;
      break;
    }
    records.push(record);
    at = record.next;
  }
  const starts = Float64Array.from(records, (record) => record.offset).sort();
  const source: Source = { archive, starts, directory: end.start, budget };
  const entries: ZipEntry[] = [];
  for (const record of records) {
    const entry = entryOf(source, record);
    if (entry) entries.push(entry);
  }
  return { entries, unread };
}

/** What is read from, all entries together. */
interface Source {
  readonly archive: Buffer;
  /** Where entries begin, in order. */
  readonly starts: Float64Array;
  /** Where the directory begins: all entries end before. */
  readonly directory: number;
  readonly budget: UnpackBudget;
}

interface End {
  /** Where the directory begins and ends in the file. */
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
const recordSignature = 0x02014b50;
const recordBytes = 46;
const localSignature = 0x04034b50;
const localBytes = 30;

/** The last end record that leads to a directory (4.3.16): a comment of up to 64 KiB may stand behind it. */
function findEnd(archive: Buffer): End | undefined {
  const first = Math.max(0, archive.length - endBytes - 0xffff);
  for (let at = archive.length - endBytes; at >= first; at--) {
    if (archive[at] !== 0x50 || archive.readUInt32LE(at) !== endSignature) continue;
    const end = readEnd(archive, at);
    if (end) return end;
  }
  return undefined;
}

function readEnd(archive: Buffer, at: number): End | undefined {
  const wide = wideEnd(archive, at);
  const size = wide?.size ?? archive.readUInt32LE(at + 12);
  const offset = wide?.offset ?? archive.readUInt32LE(at + 16);
  const count = wide?.count ?? archive.readUInt16LE(at + 10);
  const stop = wide?.at ?? at;
  const start = stop - size;
  if (size === 0) return { start: stop, stop, count: 0, shift: 0 };
  if (isRecord(archive, start) && start >= offset) return { start, stop, count, shift: start - offset };
  // Something stands between the directory and its end (a signature of archives, 4.3.13): then the offset must hold as it is.
  if (isRecord(archive, offset) && offset + size <= stop)
    return { start: offset, stop: offset + size, count, shift: 0 };
  return undefined;
}

function isRecord(archive: Buffer, at: number): boolean {
  return at >= 0 && at + recordBytes <= archive.length && archive.readUInt32LE(at) === recordSignature;
}

/** The end record of ZIP64 (4.3.14), where its locator stands before the plain one and something did not fit there. */
function wideEnd(archive: Buffer, end: number) {
  const locator = end - locatorBytes;
  const overflows =
    archive.readUInt16LE(end + 10) === 0xffff ||
    archive.readUInt32LE(end + 12) === 0xffffffff ||
    archive.readUInt32LE(end + 16) === 0xffffffff;
  if (!overflows || locator < 0 || archive.readUInt32LE(locator) !== locatorSignature) return undefined;
  // Where bytes stand before the archive the offset is too small: the record then stands right before its locator.
  for (const at of [word(archive, locator + 8), locator - 56]) {
    if (at < 0 || at + 56 > locator || archive.readUInt32LE(at) !== wideEndSignature) continue;
    return { at, count: word(archive, at + 32), size: word(archive, at + 40), offset: word(archive, at + 48) };
  }
  return undefined;
}

/** 64 bits; beyond 2^53 not exact, and outside of any archive then. */
function word(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at + 4) * 2 ** 32 + bytes.readUInt32LE(at);
}

/** One record of the directory (4.3.12). */
interface EntryRecord {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** In the file. */
  readonly offset: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly next: number;
}

function readRecord(archive: Buffer, at: number, end: End): EntryRecord | undefined {
  if (at + recordBytes > end.stop || archive.readUInt32LE(at) !== recordSignature) return undefined;
  const nameStart = at + recordBytes;
  const nameEnd = nameStart + archive.readUInt16LE(at + 28);
  const extraEnd = nameEnd + archive.readUInt16LE(at + 30);
  const next = extraEnd + archive.readUInt16LE(at + 32);
  if (next > end.stop) return undefined;
  const flags = archive.readUInt16LE(at + 8);
  const method = archive.readUInt16LE(at + 10);
  const crc = archive.readUInt32LE(at + 16);
  const packedBytes = archive.readUInt32LE(at + 20);
  const bytes = archive.readUInt32LE(at + 24);
  const offset = archive.readUInt32LE(at + 42);
  const record = { flags, method, crc, packedBytes, bytes, offset: offset + end.shift, nameStart, nameEnd, next };
  if (packedBytes !== tooWide && bytes !== tooWide && offset !== tooWide) return record;
  const [wideBytes = 0, widePacked = 0, wideOffset = 0] = widened(archive, nameEnd, extraEnd, [
    bytes,
    packedBytes,
    offset,
  ]);
  return { ...record, bytes: wideBytes, packedBytes: widePacked, offset: wideOffset + end.shift };
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

function entryOf(source: Source, record: EntryRecord): ZipEntry | undefined {
  const name = source.archive.toString("utf8", record.nameStart, record.nameEnd);
  if (name.endsWith("/")) return undefined;
  return {
    name,
    bytes: record.bytes,
    packedBytes: record.packedBytes,
    read: (most) => readEntry(source, record, most),
  };
}

function readEntry(source: Source, record: EntryRecord, most: number): Uint8Array | ZipRefusal {
  if ((record.flags & 1) !== 0) return { why: "It is encrypted." };
  if (record.method !== 0 && record.method !== 8)
    return { why: `It is compressed by method ${record.method}, which is not read here.` };
  const packed = packedBytesOf(source, record);
  if (!(packed instanceof Uint8Array)) return packed;
  if (record.bytes > most) return { why: `It unpacks to ${record.bytes} bytes; at most ${most} are read.` };
  if (record.bytes > source.budget.left)
    return {
      why: `It would unpack to more than what is left of the ${mostUnpackedBytes} bytes that one archive may take.`,
    };
  const { all } = source.budget;
  if (all && record.bytes > all.left)
    return { why: "It is not unpacked, as the archives before it have used up what all of a layer may unpack to." };
  const body = record.method === 0 ? packed : inflate(packed, record.bytes);
  source.budget.left -= record.bytes;
  if (all) all.left -= record.bytes;
  if (!body || body.length !== record.bytes || crc32(body) !== record.crc)
    return { why: "It does not unpack to what the directory of the archive says." };
  return body;
}

/** Where the entry lies, once it is known that no other lies there too (two that share bytes are how bombs are made). */
function packedBytesOf(source: Source, record: EntryRecord): Buffer | ZipRefusal {
  const { archive, starts, directory } = source;
  const at = record.offset;
  if (at + localBytes > directory || archive.readUInt32LE(at) !== localSignature)
    return { why: "It is not where the directory of the archive says." };
  const start = at + localBytes + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
  const end = start + record.packedBytes;
  const next = starts[firstAtLeast(starts, at) + 1] ?? directory;
  if (end > Math.min(next, directory)) return { why: "Its bytes are also those of another entry." };
  return archive.subarray(start, end);
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
