/**
 * Reads a zip archive from a file by pieces, so that one of a gigabyte takes no more memory than its largest entry and eight
 * bytes for each of its entries. A file comes in; its entries go out one after the other, in the order of the directory. What
 * zip.ts refuses is refused here too.
 */
import type { SeekableFile } from "./file-bytes.ts";
import {
  findZipEnd,
  longestZipRecord,
  packedZipBytes,
  readZipRecord,
  refusalOf,
  unpackedZipBytes,
  type ZipBytes,
  type ZipEnd,
  type ZipRecord,
  type ZipRefusal,
} from "./zip-records.ts";

/** What an archive in a file may have. */
export interface ZipFileLimits {
  readonly entries: number;
  /** Bytes of one entry, unpacked. */
  readonly entryBytes: number;
  /** Bytes of all entries together, unpacked. */
  readonly unpackedBytes: number;
}

export const zipFileLimits: ZipFileLimits = {
  entries: 2_000_000,
  entryBytes: 16 * 1024 * 1024,
  unpackedBytes: 32 * 1024 ** 3,
};

/** An entry, valid until the next is asked for. */
export interface ZipFileEntry {
  /** As written. */
  readonly name: string;
  /** As it says to unpack to. */
  readonly bytes: number;
  /** Unpacked. */
  read(): Uint8Array | ZipRefusal;
}

export interface ZipFile {
  /** Entries that are listed, folders too. */
  readonly count: number;
  /** Why the list is not whole: a sentence. */
  readonly unread: string | undefined;
  /** Without folders. What all may unpack to is counted over all rounds. Throws what the disk throws. */
  entries(): Iterable<ZipFileEntry>;
}

/** Bytes of the directory that are looked at at once. */
const windowBytes = 4 * 1024 * 1024;

/** The archive in a file that stays open meanwhile; undefined where no directory of one is found. Throws what the disk throws. */
export function readZipFile(file: SeekableFile, limits: ZipFileLimits = zipFileLimits): ZipFile | undefined {
  const archive: ZipBytes = {
    length: file.bytes,
    slice: (from, to) => {
      const part = file.readAt(from, to - from);
      return Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    },
  };
  const end = findZipEnd(archive);
  if (!end) return undefined;
  const { starts, unread } = readStarts(archive, end, limits);
  const budget = { left: limits.unpackedBytes };
  const read = (record: ZipRecord): Uint8Array | ZipRefusal => {
    const refusal = refusalOf(record);
    if (refusal) return refusal;
    if (record.bytes > limits.entryBytes)
      return { why: `It unpacks to ${record.bytes} bytes; at most ${limits.entryBytes} are read.` };
    if (record.packedBytes > limits.entryBytes)
      return { why: `It takes ${record.packedBytes} bytes in the archive; at most ${limits.entryBytes} are read.` };
    if (record.bytes > budget.left)
      return { why: `It would unpack to more than what is left of the ${limits.unpackedBytes} bytes of an archive.` };
    const packed = packedZipBytes(archive, record, starts, end.start);
    if (!(packed instanceof Uint8Array)) return packed;
    budget.left -= record.bytes;
    return unpackedZipBytes(record, packed);
  };
  return {
    count: starts.length,
    unread,
    *entries() {
      let left = starts.length;
      for (const { record, window } of recordsOf(archive, end)) {
        if (left-- === 0) return;
        const name = window.toString("utf8", record.nameStart, record.nameEnd);
        if (!name.endsWith("/")) yield { name, bytes: record.bytes, read: () => read(record) };
      }
    },
  };
}

/** Where the entries begin, in order. */
function readStarts(archive: ZipBytes, end: ZipEnd, limits: ZipFileLimits) {
  let starts = new Float64Array(1024);
  let count = 0;
  let unread: string | undefined;
  let at = end.start;
  for (const { record, behind } of recordsOf(archive, end)) {
    if (count === limits.entries) {
      unread = `The archive has too many entries; those behind the first ${count} were not looked at.`;
      break;
    }
    if (count === starts.length) starts = grown(starts);
    starts[count++] = record.offset;
    at = behind;
  }
  if (unread === undefined && at < end.stop && count % 65_536 !== end.count % 65_536)
    unread = `The directory of the archive is damaged behind the first ${count} entries.`;
  return { starts: starts.slice(0, count).sort(), unread };
}

function grown(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}

/** The records of the directory up to the first that is none. `behind`: where the record ends in the archive. */
function* recordsOf(archive: ZipBytes, end: ZipEnd) {
  for (let start = end.start; start < end.stop; ) {
    const window = archive.slice(start, Math.min(end.stop, start + windowBytes));
    const isLast = start + window.length >= end.stop;
    let at = 0;
    while (isLast || window.length - at >= longestZipRecord) {
      const record = readZipRecord(window, at, window.length, end.shift);
      if (!record) return;
      at = record.next;
      yield { record, window, behind: start + at };
    }
    // A file that has become shorter gives nothing more.
    if (at === 0) return;
    start += at;
  }
}
