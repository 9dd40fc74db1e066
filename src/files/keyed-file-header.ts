/**
 * Whether a keyed file is whole enough to be mapped into memory. A path goes in, what its header says comes out, or why it
 * is not to be opened: the engine maps the file, and a page that is not there ends the whole process with SIGBUS.
 *
 * LMDB 1.0 (`struct MDB_meta` of mdb.c): two header pages of which the one with the higher transaction number counts.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";

/** Bytes of a page: fixed when a file is made, so that files do not differ between machines. */
export const pageBytes = 4_096;

/** What the header of a keyed file says. */
export interface KeyedFileHeader {
  /** Bytes the file must have. */
  readonly bytes: number;
  /** Number of the last transaction. */
  readonly transaction: number;
}

/** The file is not there. */
export interface KeyedFileAbsent {
  readonly absent: true;
}

/** Why a keyed file is not to be opened: a clause such as "it is empty". */
export interface KeyedFileDamage {
  readonly why: string;
}

/** How often, and after how many milliseconds each time, a file that is too short is looked at again. */
export const mostLooks = 50;
const lookAfter = 10;

/**
 * Reads the two header pages and compares what they say with the file's length. A process that writes makes the file as long as
 * its header says only after it wrote that: what is too short is looked at again before it counts as cut. Nothing here throws.
 */
export function checkKeyedFile(path: string): KeyedFileHeader | KeyedFileAbsent | KeyedFileDamage {
  for (let look = 1; ; look++) {
    const found = lookAt(path);
    if (!("isShort" in found) || look === mostLooks) return found;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lookAfter);
  }
}

type Look = KeyedFileHeader | KeyedFileAbsent | (KeyedFileDamage & { readonly isShort?: true });

function lookAt(path: string): Look {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    return isAbsent(error) ? { absent: true } : { why: `it cannot be opened (${messageOf(error)})` };
  }
  try {
    return checkOpened(file);
  } catch (error) {
    return { why: `it cannot be read (${messageOf(error)})` };
  } finally {
    closeSync(file);
  }
}

/**
 * Makes the file as long as its header says: the engine leaves out last pages that nothing stands in. To be called by the
 * process that wrote it.
 */
export function fillKeyedFile(path: string): void {
  const file = openSync(path, "r+");
  try {
    const header = newestHeader(file);
    if ("bytes" in header && fstatSync(file).size < header.bytes) ftruncateSync(file, header.bytes);
  } finally {
    closeSync(file);
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

function checkOpened(file: number): Look {
  const header = newestHeader(file);
  if ("why" in header) return header;
  const stat = fstatSync(file);
  if (!stat.isFile()) return { why: "it is no file" };
  if (stat.size < header.bytes) return { why: `it has ${stat.size} bytes of ${header.bytes}`, isShort: true };
  return header;
}

function newestHeader(file: number): KeyedFileHeader | KeyedFileDamage {
  const pages = Buffer.alloc(2 * pageBytes);
  const length = readSync(file, pages, 0, pages.length, 0);
  if (length < pages.length) return { why: length === 0 ? "it is empty" : "it ends in its header" };
  const headers = [0, 1].map((page) => readHeader(pages.subarray(page * pageBytes, (page + 1) * pageBytes), page));
  const [first, second] = headers;
  if (!first || !second) return { why: "its header is damaged" };
  return first.transaction > second.transaction ? first : second;
}

function readHeader(page: Buffer, number: number): KeyedFileHeader | undefined {
  const mark = page.readUInt32LE(24);
  const version = page.readUInt32LE(28);
  const isMeta = page.readBigUInt64LE(0) === BigInt(number) && page.readUInt16LE(18) === 8;
  if (!isMeta || mark !== 0xbeefc0de || version !== 2 || page.readUInt32LE(48) !== pageBytes) return undefined;
  const last = Number(page.readBigUInt64LE(144));
  const bytes = (last + 1) * pageBytes;
  const roots = [page.readBigUInt64LE(88), page.readBigUInt64LE(136)];
  const isPlausible = roots.every((root) => root === noPage || root <= BigInt(last));
  if (!isPlausible || !Number.isSafeInteger(bytes) || last < 1) return undefined;
  return { bytes, transaction: Number(page.readBigUInt64LE(152)) };
}

const noPage = 0xffff_ffff_ffff_ffffn;
