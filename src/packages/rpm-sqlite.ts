/**
 * Packages of rpm from `rpmdb.sqlite`, what rpm 4.16 and later write. A reader of its own for the pages of one table: every
 * page is visited once, so that a database with loops ends, and nothing is executed that the file says (no SQL, no views).
 * Format: https://www.sqlite.org/fileformat2.html, sections 1.3 to 1.6 and 2.1.
 */
import type { Cataloged, CatalogedFile, Cataloger } from "./package.ts";
import { longestRpmHeader } from "./rpm-header.ts";
import { isRpmFolder, mostRpmDatabaseBytes, type RpmBlob, rpmPackages } from "./rpm-packages.ts";
import { unreadDatabase } from "./system-package-text.ts";

/** Levels of the tree: with two children a page, 30 levels hold more pages than a file may have. */
export const deepestSqliteTree = 40;
/** Tables and indexes of one database that are looked through; rpm makes 25. */
export const mostSqliteTables = 1000;

export const rpmSqlite: Cataloger = {
  id: "rpm-sqlite",
  version: 1,
  selects: { names: ["rpmdb.sqlite", "rpmdb.sqlite-wal"], where: isRpmFolder },
  mostBytes: mostRpmDatabaseBytes,
  read,
};

function* read(file: CatalogedFile): Generator<Cataloged> {
  if (file.path.endsWith("-wal")) yield* unreadLog(file);
  else yield* rpmPackages(file, blobsOf(file.bytes));
}

/**
 * The log that SQLite keeps beside a database: what it holds is newer than the database. rpm empties it whenever it
 * closes, so that one with pages in it means a build that was cut off.
 */
function* unreadLog({ path, bytes }: CatalogedFile): Generator<Cataloged> {
  const magic = bytes.length > 32 ? Buffer.from(bytes.buffer, bytes.byteOffset, 4).readUInt32BE(0) : 0;
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return;
  yield unreadDatabase(path, "It holds changes that were not yet written to the database, and is not read.");
}

interface Database {
  readonly bytes: Buffer;
  readonly pageSize: number;
  /** Bytes of a page that are used: some extensions reserve the end. */
  readonly usable: number;
  /** Pages that were visited: trees and chains share none. */
  readonly seen: Set<number>;
}

/** A row, one that is damaged, or a page that cannot be read, with all that hangs on it. */
type Row = { readonly payload: Buffer } | { readonly damaged: string } | { readonly broken: string };

function* blobsOf(bytes: Uint8Array): Generator<RpmBlob> {
  if (bytes.length === 0) return;
  const database = openDatabase(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (typeof database === "string") {
    yield { broken: database };
    return;
  }
  const root = findTable(database);
  if (root === undefined) {
    yield { broken: "It has no table of packages." };
    return;
  }
  let number = 0;
  for (const row of rowsOf(database, root, 0)) {
    number += 1;
    if ("broken" in row) yield row;
    else if ("damaged" in row) yield { ...row, number };
    else yield blobOf(row.payload, number);
  }
}

/** The columns are the package's number, which is the row's own and not kept here, and its header. */
function blobOf(payload: Buffer, number: number): RpmBlob {
  const header = columnsOf(payload)?.[1];
  return header instanceof Buffer ? { header, number } : { damaged: "Its row holds no header.", number };
}

function openDatabase(bytes: Buffer): Database | string {
  if (bytes.length < 512 || bytes.toString("latin1", 0, 16) !== "SQLite format 3\0") return "It is no SQLite database.";
  const written = bytes.readUInt16BE(16);
  const pageSize = written === 1 ? 65_536 : written;
  const usable = pageSize - bytes.readUInt8(20);
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0 || usable < 480)
    return "Its page size is none that SQLite has.";
  return { bytes, pageSize, usable, seen: new Set() };
}

/** Root page of the table `Packages`, by the schema table, whose root is page 1 (section 2.6). */
function findTable(database: Database): number | undefined {
  let tables = 0;
  for (const row of rowsOf(database, 1, 0)) {
    tables += 1;
    if (tables > mostSqliteTables) return undefined;
    const columns = "payload" in row ? columnsOf(row.payload) : undefined;
    const [type, name, , root] = columns ?? [];
    const isTable = type instanceof Buffer && type.toString("latin1") === "table";
    if (isTable && name instanceof Buffer && name.toString("latin1") === "Packages" && typeof root === "number")
      return root;
  }
  return undefined;
}

/** Rows of a table in the order of the tree. A page that cannot be read costs what hangs on it. */
function* rowsOf(database: Database, number: number, depth: number): Generator<Row> {
  const page = pageAt(database, number);
  if (page === undefined || depth > deepestSqliteTree) {
    yield {
      broken: page === undefined ? `Its page ${number} is missing or used twice.` : "Its tree of pages is too deep.",
    };
    return;
  }
  // The header of the database stands before that of the first page.
  const start = number === 1 ? 100 : 0;
  const type = page.readUInt8(start);
  const cells = page.readUInt16BE(start + 3);
  const pointers = start + (type === 5 ? 12 : 8);
  if ((type !== 5 && type !== 13) || pointers + 2 * cells > database.usable) {
    yield { broken: `Its page ${number} is no page of a table.` };
    return;
  }
  for (let index = 0; index < cells; index += 1) {
    const cell = page.readUInt16BE(pointers + 2 * index);
    if (type === 13) yield rowAt(database, page, cell);
    else if (cell + 4 <= database.usable) yield* rowsOf(database, page.readUInt32BE(cell), depth + 1);
    else yield { broken: `Its page ${number} points outside of itself.` };
  }
  if (type === 5) yield* rowsOf(database, page.readUInt32BE(start + 8), depth + 1);
}

/** Each page once; undefined for one that is not there, or was given before. */
function pageAt({ bytes, pageSize, usable, seen }: Database, number: number): Buffer | undefined {
  const start = (number - 1) * pageSize;
  if (number < 1 || start + usable > bytes.length || seen.has(number)) return undefined;
  seen.add(number);
  return bytes.subarray(start, start + usable);
}

/** Payload of a cell of a leaf, put together from its overflow pages (section 1.6). */
function rowAt(database: Database, page: Buffer, cell: number): Row {
  const size = varintAt(page, cell);
  const rowId = size && varintAt(page, size.end);
  if (!size || !rowId) return { damaged: "Its row begins outside of its page." };
  if (size.value > longestRpmHeader || size.value > database.bytes.length) {
    return { damaged: `Its row claims ${size.value} bytes, more than a header has.` };
  }
  const { usable } = database;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const kept = least + ((size.value - least) % (usable - 4));
  const local = size.value <= usable - 35 ? size.value : kept <= usable - 35 ? kept : least;
  const end = rowId.end + local;
  if (end + (local < size.value ? 4 : 0) > usable) return { damaged: "Its row ends outside of its page." };
  const first = page.subarray(rowId.end, end);
  if (local === size.value) return { payload: first };
  return overflowAt(database, [first], size.value - local, page.readUInt32BE(end));
}

function overflowAt(database: Database, parts: Buffer[], left: number, first: number): Row {
  let rest = left;
  for (let next = first; rest > 0; ) {
    const page = pageAt(database, next);
    if (page === undefined) return { damaged: `Its row goes on in page ${next}, which is missing or used twice.` };
    parts.push(page.subarray(4, Math.min(4 + rest, page.length)));
    rest -= page.length - 4;
    next = page.readUInt32BE(0);
  }
  return { payload: Buffer.concat(parts) };
}

type Column = number | Buffer | undefined;

/** Columns of a row, the first four (section 2.1): integers of up to four bytes, texts and blobs; undefined for others. */
function columnsOf(payload: Buffer): readonly Column[] | undefined {
  const header = varintAt(payload, 0);
  if (!header || header.value > payload.length) return undefined;
  const columns: Column[] = [];
  let at = header.value;
  for (let typeAt = header.end; typeAt < header.value && columns.length < 4; ) {
    const type = varintAt(payload, typeAt);
    if (!type) return undefined;
    const size = sizeOf(type.value);
    if (at + size > payload.length) return undefined;
    columns.push(columnAt(payload, at, type.value, size));
    at += size;
    typeAt = type.end;
  }
  return columns;
}

function columnAt(payload: Buffer, at: number, type: number, size: number): Column {
  if (type >= 12) return payload.subarray(at, at + size);
  if (type >= 1 && type <= 4) return payload.readIntBE(at, size);
  return type === 8 ? 0 : type === 9 ? 1 : undefined;
}

/** Bytes of a value of a serial type. */
function sizeOf(type: number): number {
  return type >= 12 ? Math.floor((type - 12) / 2) : ([0, 1, 2, 3, 4, 6, 8, 8][type] ?? 0);
}

/** Up to nine bytes, seven bits each, the highest first. Values beyond 2^53 are larger than any file, and stay so. */
function varintAt(bytes: Buffer, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let at = start; at < Math.min(start + 9, bytes.length); at += 1) {
    const byte = bytes[at] ?? 0;
    if (at === start + 8) return { value: value * 256 + byte, end: at + 1 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return undefined;
}
