/** Databases of packages made in code, page by page, as the programs themselves would write them. */
import type { Cataloged, Cataloger, PackageRecord } from "./package.ts";

/** Runs a cataloger over one file. */
export function catalogued(cataloger: Cataloger, path: string, content: string | Uint8Array): Cataloged[] {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return [...cataloger.read({ path, bytes, mode: 0o644 })];
}

export function packagesOf(found: readonly Cataloged[]): PackageRecord[] {
  return found.flatMap((one) => ("package" in one ? [one.package] : []));
}

export function unknownsOf(found: readonly Cataloged[]): string[] {
  return found.flatMap((one) => ("unknown" in one ? [`${one.unknown.what}: ${one.unknown.why}`] : []));
}

/** `NAME: PATH PATH` of each that owns files. */
export function ownedOf(found: readonly Cataloged[]): string[] {
  return found.flatMap((one) => ("owned" in one ? [`${one.owned.name}: ${one.owned.paths.join(" ")}`] : []));
}

/** A value of a tag; numbers are of 32 bits, `modes` of 16. */
export type RpmValue = string | readonly string[] | readonly number[] | { readonly modes: readonly number[] };

/** A header blob. */
export function rpmHeader(tags: Readonly<Record<number, RpmValue>>): Buffer {
  const index: Buffer[] = [];
  const values: Buffer[] = [];
  let size = 0;
  for (const [tag, value] of Object.entries(tags)) {
    const [type, count, bytes] = encodeValue(value);
    const padding = Buffer.alloc(type === 4 ? (4 - (size % 4)) % 4 : size % 2);
    values.push(padding, bytes);
    index.push(uint32sBE(Number(tag), type, size + padding.length, count));
    size += padding.length + bytes.length;
  }
  return Buffer.concat([uint32sBE(index.length, size), ...index, ...values]);
}

function encodeValue(value: RpmValue): readonly [type: number, count: number, bytes: Buffer] {
  if (typeof value === "string") return [6, 1, Buffer.from(`${value}\0`)];
  if ("modes" in value) {
    const bytes = Buffer.alloc(2 * value.modes.length);
    for (const [at, mode] of value.modes.entries()) bytes.writeUInt16BE(mode, 2 * at);
    return [3, value.modes.length, bytes];
  }
  const numbers = value.filter((one) => typeof one === "number");
  if (numbers.length > 0) return [4, numbers.length, uint32sBE(...numbers)];
  return [8, value.length, Buffer.from(value.map((text) => `${text}\0`).join(""))];
}

/** A package as most tests want it. */
export function simpleRpm(name: string, more: Readonly<Record<number, RpmValue>> = {}): Buffer {
  return rpmHeader({
    1000: name,
    1001: "1.0",
    1002: "2.el9",
    1022: "x86_64",
    1044: `${name}-1.0-2.el9.src.rpm`,
    ...more,
  });
}

function uint32sBE(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [at, number] of numbers.entries()) bytes.writeUInt32BE(number >>> 0, 4 * at);
  return bytes;
}

function uint32sLE(...numbers: readonly number[]): Buffer {
  return uint32sBE(...numbers).swap32();
}

/** A database of SQLite with the table `Packages`, one blob a row. */
export function sqliteDatabase(blobs: readonly Uint8Array[], pageSize = 4096): Buffer {
  const pages: Buffer[] = [Buffer.alloc(pageSize), Buffer.alloc(pageSize)];
  const addPage = (page: Buffer): number => pages.push(page);
  const rows = blobs.map((blob, at) =>
    sqliteCell(at + 1, sqliteRecord([undefined, Buffer.from(blob)]), pageSize, addPage),
  );
  const leaves = sqliteLeaves(rows, pageSize);
  if (leaves.length === 1) pages[1] = leaves[0] ?? Buffer.alloc(pageSize);
  else pages[1] = sqliteInterior(leaves.map(addPage), pageSize);
  const sql = "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)";
  const table = Buffer.from("Packages");
  const schema = sqliteRecord([Buffer.from("table"), table, table, 2, Buffer.from(sql)], true);
  const [first = Buffer.alloc(pageSize)] = sqliteLeaves([sqliteCell(1, schema, pageSize, addPage)], pageSize, 100);
  first.write("SQLite format 3\0", "latin1");
  first.writeUInt16BE(pageSize === 65_536 ? 1 : pageSize, 16);
  first.set([1, 1, 0, 64, 32, 32], 18);
  first.writeUInt32BE(pages.length, 28);
  pages[0] = first;
  return Buffer.concat(pages);
}

function sqliteRecord(columns: readonly (number | Buffer | undefined)[], isText = false): Buffer {
  const typeOf = (column: number | Buffer | undefined): number =>
    column === undefined ? 0 : typeof column === "number" ? 4 : 2 * column.length + (isText ? 13 : 12);
  const types = Buffer.concat(columns.map((column) => varint(typeOf(column))));
  const values = columns.map((column) =>
    column === undefined ? Buffer.alloc(0) : typeof column === "number" ? uint32sBE(column) : column,
  );
  return Buffer.concat([varint(types.length + 1), types, ...values]);
}

function sqliteCell(rowId: number, payload: Buffer, pageSize: number, addPage: (page: Buffer) => number): Buffer {
  const head = Buffer.concat([varint(payload.length), varint(rowId)]);
  if (payload.length <= pageSize - 35) return Buffer.concat([head, payload]);
  const least = Math.floor(((pageSize - 12) * 32) / 255) - 23;
  const fitting = least + ((payload.length - least) % (pageSize - 4));
  const local = fitting <= pageSize - 35 ? fitting : least;
  let next = 0;
  const chunks: Buffer[] = [];
  for (let at = local; at < payload.length; at += pageSize - 4) chunks.push(payload.subarray(at, at + pageSize - 4));
  for (const chunk of chunks.reverse()) {
    const page = Buffer.alloc(pageSize);
    page.writeUInt32BE(next);
    page.set(chunk, 4);
    next = addPage(page);
  }
  return Buffer.concat([head, payload.subarray(0, local), uint32sBE(next)]);
}

function sqliteLeaves(cells: readonly Buffer[], pageSize: number, start = 0): Buffer[] {
  const leaves: Buffer[] = [];
  for (let at = 0; at < cells.length || leaves.length === 0; ) {
    const page = Buffer.alloc(pageSize);
    let end = pageSize;
    let count = 0;
    for (let cell = cells[at]; cell && end - cell.length > start + 10 + 2 * count; cell = cells[at]) {
      end -= cell.length;
      page.set(cell, end);
      page.writeUInt16BE(end, start + 8 + 2 * count);
      count += 1;
      at += 1;
    }
    page.writeUInt8(13, start);
    page.writeUInt16BE(count, start + 3);
    leaves.push(page);
  }
  return leaves;
}

function sqliteInterior(children: readonly number[], pageSize: number): Buffer {
  const page = Buffer.alloc(pageSize);
  page.writeUInt8(5, 0);
  page.writeUInt16BE(children.length - 1, 3);
  page.writeUInt32BE(children.at(-1) ?? 0, 8);
  children.slice(0, -1).forEach((child, at) => {
    const cell = pageSize - 8 * (at + 1);
    page.writeUInt32BE(child, cell);
    page.set(varint(at + 1), cell + 4);
    page.writeUInt16BE(cell, 12 + 2 * at);
  });
  return page;
}

function varint(value: number): Buffer {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest & 0x7f) | 0x80);
  return Buffer.from(bytes);
}

/** A database of rpm's ndb format. */
export function ndbDatabase(blobs: readonly Uint8Array[]): Buffer {
  const slots = Buffer.alloc(4096);
  for (let at = 0; at < slots.length; at += 16) slots.write("Slot", at);
  slots.set(Buffer.concat([Buffer.from("RpmP"), uint32sLE(0, 1, 1, blobs.length + 1, 0, 0, 0)]));
  const bodies: Buffer[] = [];
  let block = 4096 / 16;
  blobs.forEach((blob, at) => {
    const padding = Buffer.alloc((16 - ((16 + blob.length + 12) % 16)) % 16);
    const head = Buffer.concat([Buffer.from("BlbS"), uint32sLE(at + 1, 0, blob.length)]);
    const body = Buffer.concat([head, blob, padding, uint32sLE(0, blob.length), Buffer.from("BlbE")]);
    slots.set(uint32sLE(at + 1, block, body.length / 16), 16 * (at + 2) + 4);
    bodies.push(body);
    block += body.length / 16;
  });
  return Buffer.concat([slots, ...bodies]);
}

/** A hash of Berkeley DB: one bucket, as many pages of it as are needed, large values on pages of their own. */
export function bdbDatabase(blobs: readonly Uint8Array[], pageSize = 4096, isBig = false): Buffer {
  const pages: Buffer[] = [Buffer.alloc(pageSize)];
  const uint32s = isBig ? uint32sBE : uint32sLE;
  const uint16 = (page: Buffer, value: number, at: number): number =>
    isBig ? page.writeUInt16BE(value, at) : page.writeUInt16LE(value, at);
  const addPage = (type: number, next: number): Buffer => {
    const page = Buffer.alloc(pageSize);
    page.set(uint32s(pages.length, 0, next), 8);
    page.writeUInt8(type, 25);
    pages.push(page);
    return page;
  };
  const addValue = (blob: Uint8Array): Buffer => {
    if (blob.length < pageSize / 4) return Buffer.concat([Buffer.from([1]), blob]);
    const first = pages.length;
    for (let at = 0; at < blob.length; at += pageSize - 26) {
      const chunk = blob.subarray(at, at + pageSize - 26);
      const page = addPage(7, at + chunk.length < blob.length ? pages.length + 1 : 0);
      uint16(page, chunk.length, 22);
      page.set(chunk, 26);
    }
    return Buffer.concat([Buffer.from([3, 0, 0, 0]), uint32s(first, blob.length)]);
  };
  // The first pair is the next free number.
  const pairs = [uint32s(blobs.length + 1), ...blobs].map((blob, at) => {
    return [Buffer.concat([Buffer.from([1]), uint32s(at)]), addValue(blob)] as const;
  });
  let page = addPage(13, 0);
  let end = pageSize;
  let count = 0;
  for (const [key, value] of pairs) {
    if (end - key.length - value.length < 26 + 2 * (count + 2)) {
      page = addPage(13, 0);
      end = pageSize;
      count = 0;
    }
    for (const item of [key, value]) {
      end -= item.length;
      page.set(item, end);
      uint16(page, end, 26 + 2 * count);
      count += 1;
    }
    uint16(page, count, 20);
  }
  const meta = pages[0] ?? page;
  meta.set(uint32s(0, 0x061561, 9, pageSize), 8);
  meta.writeUInt8(8, 25);
  meta.set(uint32s(pages.length - 1), 32);
  return Buffer.concat(pages);
}

/** Changes some bytes, cuts some off: the same for the same seed. */
export function mutated(bytes: Uint8Array, seed: number): Buffer {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const copy = Buffer.from(bytes);
  const changes = 1 + next(8);
  for (let change = 0; change < changes && copy.length > 0; change += 1) {
    // Half of them near the start, where the structure is; with the values that break things.
    const at = next(next(2) === 0 ? Math.min(copy.length, 256) : copy.length);
    copy[at] = [0, 1, 0x7f, 0x80, 0xff, 13, 5, next(256)][next(8)] ?? 0;
  }
  return next(4) === 0 ? copy.subarray(0, next(copy.length + 1)) : copy;
}
