/**
 * Headers of rpm packages as its databases hold them: an index of tags, then their values. A blob comes in, the few tags
 * that matter come out. Every offset and count is compared with the blob's size before it is followed.
 * Format: rpm, docs/manual/hregions.md and format.md; tags: include/rpm/rpmtag.h.
 */

import { decodeBytes } from "../files/decode-bytes.ts";
import { longestOwnedPath } from "./owned-paths.ts";

/** Bytes of one header. rpm allows 256 MB; packages of 100,000 files stay below 20. */
export const longestRpmHeader = 48 * 1024 * 1024;
/** Tags of one header (`hdrblobInit` of rpm: 0xffff). */
export const mostRpmTags = 65_535;

/** What a header says of a package. */
export interface RpmHeader {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  /** "" where there is none, which is not the same as "0". */
  readonly epoch: string;
  readonly arch: string;
  /** Name of the source package's file. */
  readonly sourceRpm: string;
  readonly license: string;
  readonly vendor: string;
  readonly distribution: string;
  /** `name:stream:version:context`. */
  readonly modularity: string;
  /** As in `rpm -ql`, undefined for folders. Made one by one: names multiply with the folders they stand in. */
  readonly files: Iterable<string | undefined>;
}

const tags = {
  ...{ name: 1000, version: 1001, release: 1002, epoch: 1003, distribution: 1010, vendor: 1011, license: 1014 },
  ...{ arch: 1022, oldFileNames: 1027, fileModes: 1030, sourceRpm: 1044 },
  ...{ dirIndexes: 1116, baseNames: 1117, dirNames: 1118, modularity: 5096 },
} as const;
const wanted: ReadonlySet<number> = new Set(Object.values(tags));

/** Types of values, with the bytes of one; 0 for those that end with a NUL. */
const types = { int16: 3, int32: 4, string: 6, stringArray: 8, i18nString: 9 } as const;

interface Entry {
  readonly type: number;
  /** From the start of the values. */
  readonly offset: number;
  readonly count: number;
}

interface Blob {
  readonly entries: ReadonlyMap<number, Entry>;
  readonly values: Buffer;
}

/** Undefined for a blob that is no header: its index does not fit, or name, version or release is missing. */
export function readRpmHeader(bytes: Uint8Array): RpmHeader | undefined {
  const blob = blobOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (blob === undefined) return undefined;
  const text = (tag: number): string => textOf(blob, tag);
  const header = {
    name: text(tags.name),
    version: text(tags.version),
    release: text(tags.release),
    epoch: epochOf(blob),
    arch: text(tags.arch),
    sourceRpm: text(tags.sourceRpm),
    license: text(tags.license),
    vendor: text(tags.vendor),
    distribution: text(tags.distribution),
    modularity: text(tags.modularity),
  };
  if (header.name === "" || header.version === "" || header.release === "") return undefined;
  return { ...header, files: { [Symbol.iterator]: () => filesOf(blob) } };
}

function blobOf(bytes: Buffer): Blob | undefined {
  if (bytes.length < 8) return undefined;
  const count = bytes.readUInt32BE(0);
  const size = bytes.readUInt32BE(4);
  const start = 8 + 16 * count;
  if (count === 0 || count > mostRpmTags || start + size > bytes.length) return undefined;
  const entries = new Map<number, Entry>();
  for (let index = 0; index < count; index += 1) {
    const at = 8 + 16 * index;
    const tag = bytes.readUInt32BE(at);
    // Of two of one tag the first counts, as in rpm's own look-up.
    if (!wanted.has(tag) || entries.has(tag)) continue;
    const entry = {
      type: bytes.readUInt32BE(at + 4),
      offset: bytes.readUInt32BE(at + 8),
      count: bytes.readUInt32BE(at + 12),
    };
    if (entry.offset < size) entries.set(tag, entry);
  }
  return { entries, values: bytes.subarray(start, start + size) };
}

/** One text; the first where there are several (translations). */
function textOf(blob: Blob, tag: number): string {
  for (const text of textsOf(blob, tag)) return text;
  return "";
}

/** Texts one after the other, each with a NUL behind it. As many as are there, whatever the count says. */
function* textsOf({ entries, values }: Blob, tag: number): Generator<string> {
  const entry = entries.get(tag);
  if (entry === undefined) return;
  if (entry.type !== types.string && entry.type !== types.stringArray && entry.type !== types.i18nString) return;
  const count = entry.type === types.string ? 1 : entry.count;
  for (let at = entry.offset, index = 0; index < count && at < values.length; index += 1) {
    const end = values.indexOf(0, at);
    if (end === -1) return;
    // A longer one is no name of anything; it keeps its place, for others are found by their index.
    yield end - at > longestOwnedPath ? "" : decodeBytes(values.subarray(at, end));
    at = end + 1;
  }
}

function epochOf(blob: Blob): string {
  const epoch = integersOf(blob, tags.epoch, types.int32, 4);
  return epoch.count === 0 ? "" : String(epoch.at(0));
}

interface Integers {
  readonly count: number;
  at(index: number): number;
}

/** A view: nothing is copied. */
function integersOf({ entries, values }: Blob, tag: number, type: number, size: 2 | 4): Integers {
  const entry = entries.get(tag);
  if (entry === undefined || entry.type !== type) return { count: 0, at: () => 0 };
  const count = Math.min(entry.count, Math.floor((values.length - entry.offset) / size));
  const at = (index: number): number => (index < count ? values.readUIntBE(entry.offset + index * size, size) : 0);
  return { count, at };
}

/** Folders as the mode of a file tells them (stat(2), S_IFMT). */
const formatMask = 0o170000;
const folderFormat = 0o040000;

function* filesOf(blob: Blob): Generator<string | undefined> {
  const modes = integersOf(blob, tags.fileModes, types.int16, 2);
  const folders = [...textsOf(blob, tags.dirNames)];
  const folderIndexes = integersOf(blob, tags.dirIndexes, types.int32, 4);
  let index = 0;
  for (const name of textsOf(blob, tags.baseNames)) {
    const folder = folders[folderIndexes.at(index)];
    const isFolder = (modes.at(index) & formatMask) === folderFormat;
    yield isFolder || folder === undefined ? undefined : folder + name;
    index += 1;
  }
  // Packages built before rpm 4 hold whole paths.
  if (index === 0) yield* textsOf(blob, tags.oldFileNames);
}
