/**
 * Reads a zip archive that lies in memory: its list of entries, and one entry at a time. Takes what runs as well as what was
 * packed (bytes before the archive, a comment behind it, ZIP64). Refuses entries that share bytes with others, that unpack to
 * more than they say or than is left of the budget, that are encrypted, or whose checksum is wrong. Nothing here throws.
 *
 * Specification: APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
 */
import {
  findZipEnd,
  packedZipBytes,
  readZipRecord,
  refusalOf,
  unpackedZipBytes,
  type ZipBytes,
  type ZipRecord,
  type ZipRefusal,
} from "./zip-records.ts";

export type { ZipRefusal } from "./zip-records.ts";

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
  const zipBytes: ZipBytes = { length: archive.length, slice: (from, to) => archive.subarray(from, to) };
  const end = findZipEnd(zipBytes);
  if (!end) return undefined;
  const records: ZipRecord[] = [];
  let unread: string | undefined;
  let nameBytes = 0;
  // Not by their count: with more than 65,535 entries old tools wrote what was left of it.
  for (let at = end.start; at < end.stop; ) {
    const record = readZipRecord(archive, at, end.stop, end.shift);
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
  const source: Source = { archive, zipBytes, starts, directory: end.start, budget };
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
  readonly zipBytes: ZipBytes;
  /** Where entries begin, in order. */
  readonly starts: Float64Array;
  /** Where the directory begins: all entries end before. */
  readonly directory: number;
  readonly budget: UnpackBudget;
}

function entryOf(source: Source, record: ZipRecord): ZipEntry | undefined {
  const name = source.archive.toString("utf8", record.nameStart, record.nameEnd);
  if (name.endsWith("/")) return undefined;
  return {
    name,
    bytes: record.bytes,
    packedBytes: record.packedBytes,
    read: (most) => readEntry(source, record, most),
  };
}

function readEntry(source: Source, record: ZipRecord, most: number): Uint8Array | ZipRefusal {
  const refusal = refusalOf(record);
  if (refusal) return refusal;
  const packed = packedZipBytes(source.zipBytes, record, source.starts, source.directory);
  if (!(packed instanceof Uint8Array)) return packed;
  if (record.bytes > most) return { why: `It unpacks to ${record.bytes} bytes; at most ${most} are read.` };
  if (record.bytes > source.budget.left)
    return {
      why: `It would unpack to more than what is left of the ${mostUnpackedBytes} bytes that one archive may take.`,
    };
  const { all } = source.budget;
  if (all && record.bytes > all.left)
    return { why: "It is not unpacked, as the archives before it have used up what all of a layer may unpack to." };
  source.budget.left -= record.bytes;
  if (all) all.left -= record.bytes;
  return unpackedZipBytes(record, packed);
}
