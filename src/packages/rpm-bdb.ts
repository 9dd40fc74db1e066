/**
 * Packages of rpm from `Packages`, a hash of Berkeley DB: CentOS and RHEL up to 8, Amazon Linux 2, openSUSE up to 15.0.
 * Pages are read in the order of the file instead of by bucket, so that no chain of buckets has to be trusted; large
 * values are put together from their overflow pages, each of which is used once.
 * Format: Berkeley DB 4.2 to 5.3, `dbinc/db_page.h` (hash versions 8 to 10).
 */
import type { Cataloger } from "./package.ts";
import { longestRpmHeader } from "./rpm-header.ts";
import { isRpmFolder, mostRpmDatabaseBytes, type RpmBlob, rpmPackages } from "./rpm-packages.ts";

export const rpmBdb: Cataloger = {
  id: "rpm-bdb",
  version: 1,
  selects: { names: ["Packages"], where: isRpmFolder },
  mostBytes: mostRpmDatabaseBytes,
  read: (file) => rpmPackages(file, blobsOf(file.bytes)),
};

const hashMagic = 0x061561;
const btreeMagic = 0x053162;
const pageHeader = 26;
/** Types of pages. */
const unsortedHashPage = 2;
const overflowPage = 7;
const hashPage = 13;
/** Types of items on a page of a hash. */
const onPage = 1;
const offPage = 3;

interface Database {
  readonly bytes: Buffer;
  readonly pageSize: number;
  readonly pages: number;
  readonly isBig: boolean;
  /** Overflow pages that were used. */
  readonly seen: Set<number>;
}

function* blobsOf(whole: Uint8Array): Generator<RpmBlob> {
  if (whole.length === 0) return;
  const database = openDatabase(Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength));
  if (typeof database === "string") {
    yield { broken: database };
    return;
  }
  for (let number = 1; number < database.pages; number += 1) {
    const page = pageAt(database, number);
    const type = page.readUInt8(25);
    if (type === unsortedHashPage || type === hashPage) yield* itemsOf(database, page, number);
  }
  const last = uint32(database, database.bytes, 32);
  if (last >= database.pages) yield { broken: `It ends after ${database.pages} of ${last + 1} pages.` };
}

function openDatabase(bytes: Buffer): Database | string {
  if (bytes.length < 512) return "It is no Berkeley DB.";
  const isBig = bytes.readUInt32BE(12) === hashMagic || bytes.readUInt32BE(12) === btreeMagic;
  const read = (at: number): number => (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  if (read(12) === btreeMagic) return "It is a B-tree of Berkeley DB, which rpm never used for packages.";
  if (read(12) !== hashMagic) return "It is no hash of Berkeley DB.";
  const version = read(16);
  if (version < 8 || version > 10) return `It is a hash of Berkeley DB in version ${version}, which is not known.`;
  const pageSize = read(20);
  if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) {
    return "Its page size is none that Berkeley DB has.";
  }
  return { bytes, pageSize, pages: Math.floor(bytes.length / pageSize), isBig, seen: new Set() };
}

/**
 * Items come in pairs of key and value, offsets from the start of the page; each reaches up to where the one before it
 * begins. Keys are numbers of packages; 0 is the key of the next free number.
 */
function* itemsOf(database: Database, page: Buffer, number: number): Generator<RpmBlob> {
  const items = uint16(database, page, 20);
  if (pageHeader + 2 * items > database.pageSize) {
    yield { broken: `Its page ${number} claims more than fits on it.` };
    return;
  }
  let end = database.pageSize;
  for (let index = 0; index + 1 < items; index += 2) {
    const keyAt = uint16(database, page, pageHeader + 2 * index);
    const valueAt = uint16(database, page, pageHeader + 2 * index + 2);
    if (valueAt < pageHeader + 2 * items || keyAt < valueAt || end < keyAt) {
      yield { broken: `Its page ${number} points outside of itself.` };
      return;
    }
    const key = itemKey(database, page.subarray(keyAt, end));
    if (key !== 0) yield itemValue(database, page.subarray(valueAt, keyAt), key);
    end = valueAt;
  }
}

function itemKey(database: Database, item: Buffer): number {
  return item.length === 5 && item.readUInt8(0) === onPage ? uint32(database, item, 1) : -1;
}

function itemValue(database: Database, item: Buffer, number: number): RpmBlob {
  const type = item.length === 0 ? 0 : item.readUInt8(0);
  if (number === -1) return { damaged: "Its key is no number.", number };
  if (type === onPage) return { header: item.subarray(1), number };
  if (type !== offPage || item.length !== 12) return { damaged: "Its value is of an unknown kind.", number };
  return overflowAt(database, uint32(database, item, 4), uint32(database, item, 8), number);
}

function overflowAt(database: Database, first: number, size: number, number: number): RpmBlob {
  if (size > longestRpmHeader || size > database.bytes.length) {
    return { damaged: `It claims ${size} bytes, more than a header has.`, number };
  }
  const parts: Buffer[] = [];
  let left = size;
  for (let next = first; left > 0; ) {
    if (next < 1 || next >= database.pages || database.seen.has(next)) {
      return { damaged: `It goes on in page ${next}, which is missing or used twice.`, number };
    }
    database.seen.add(next);
    const page = pageAt(database, next);
    const used = uint16(database, page, 22);
    if (page.readUInt8(25) !== overflowPage || used === 0 || used > left || pageHeader + used > page.length) {
      return { damaged: `It goes on in page ${next}, which is damaged.`, number };
    }
    parts.push(page.subarray(pageHeader, pageHeader + used));
    left -= used;
    next = uint32(database, page, 16);
  }
  return { header: Buffer.concat(parts), number };
}

function pageAt({ bytes, pageSize }: Database, number: number): Buffer {
  return bytes.subarray(number * pageSize, (number + 1) * pageSize);
}

function uint16({ isBig }: Database, bytes: Buffer, at: number): number {
  return isBig ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at);
}

function uint32({ isBig }: Database, bytes: Buffer, at: number): number {
  return isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
}
