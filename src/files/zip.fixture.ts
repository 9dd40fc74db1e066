/** Writes zip archives for tests, honest ones and others. */
import { crc32, deflateRawSync } from "node:zlib";

export interface ZipFixtureEntry {
  readonly name: string;
  readonly body: Uint8Array | string;
  readonly method?: "stored" | "deflate";
  /** Sizes and checksum behind the body, as streaming tools write them. */
  readonly descriptor?: boolean;
  /** Lies, in the directory only. */
  readonly stated?: {
    readonly bytes?: number;
    readonly packedBytes?: number;
    readonly crc?: number;
    readonly offset?: number;
    readonly method?: number;
    readonly flags?: number;
  };
}

export interface ZipFixtureOptions {
  readonly zip64?: boolean;
  readonly comment?: string;
  /** Stands before the archive; offsets do not count it, as in programs that are archives. */
  readonly prefix?: Uint8Array | string;
  /** Stated in the end record in place of the number of entries. */
  readonly count?: number;
}

export function writeZip(entries: readonly ZipFixtureEntry[], options: ZipFixtureOptions = {}): Buffer {
  const bodies: Buffer[] = [];
  const records: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const body = Buffer.from(entry.body);
    const packed = entry.method === "stored" ? body : deflateRawSync(body);
    const flags = 0x800 | (entry.descriptor ? 8 : 0);
    const method = entry.method === "stored" ? 0 : 8;
    const local = localHeader(entry, flags, method, body, packed);
    const { stated = {} } = entry;
    const told = {
      flags: stated.flags ?? flags,
      method: stated.method ?? method,
      crc: stated.crc ?? crc32(body),
      bytes: stated.bytes ?? body.length,
      packed: stated.packedBytes ?? packed.length,
      offset: stated.offset ?? offset,
    };
    records.push(directoryRecord(entry.name, told, options.zip64 === true));
    bodies.push(local, packed, entry.descriptor ? descriptor(body, packed) : Buffer.alloc(0));
    offset += local.length + packed.length + (entry.descriptor ? 16 : 0);
  }
  const directory = Buffer.concat(records);
  const end = endRecords(options, options.count ?? entries.length, directory.length, offset);
  return Buffer.concat([Buffer.from(options.prefix ?? ""), ...bodies, directory, end]);
}

function localHeader(entry: ZipFixtureEntry, flags: number, method: number, body: Buffer, packed: Buffer): Buffer {
  const name = Buffer.from(entry.name);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  if (!entry.descriptor) {
    header.writeUInt32LE(crc32(body), 14);
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt32LE(body.length, 22);
  }
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function descriptor(body: Buffer, packed: Buffer): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(crc32(body), 4);
  bytes.writeUInt32LE(packed.length, 8);
  bytes.writeUInt32LE(body.length, 12);
  return bytes;
}

interface Told {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly bytes: number;
  readonly packed: number;
  readonly offset: number;
}

function directoryRecord(entryName: string, told: Told, isWide: boolean): Buffer {
  const name = Buffer.from(entryName);
  const extra = isWide ? wideField([told.bytes, told.packed, told.offset]) : Buffer.alloc(0);
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(20, 4);
  record.writeUInt16LE(isWide ? 45 : 20, 6);
  record.writeUInt16LE(told.flags, 8);
  record.writeUInt16LE(told.method, 10);
  record.writeUInt32LE(told.crc, 16);
  record.writeUInt32LE(isWide ? 0xffffffff : told.packed, 20);
  record.writeUInt32LE(isWide ? 0xffffffff : told.bytes, 24);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(extra.length, 30);
  record.writeUInt32LE(isWide ? 0xffffffff : told.offset, 42);
  return Buffer.concat([record, name, extra]);
}

function wideField(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return field;
}

function endRecords(options: ZipFixtureOptions, count: number, size: number, offset: number): Buffer {
  const comment = Buffer.from(options.comment ?? "");
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(options.zip64 ? 0xffff : count % 65_536, 8);
  end.writeUInt16LE(options.zip64 ? 0xffff : count % 65_536, 10);
  end.writeUInt32LE(options.zip64 ? 0xffffffff : size, 12);
  end.writeUInt32LE(options.zip64 ? 0xffffffff : offset, 16);
  end.writeUInt16LE(comment.length, 20);
  if (!options.zip64) return Buffer.concat([end, comment]);
  const wide = Buffer.alloc(56);
  wide.writeUInt32LE(0x06064b50, 0);
  wide.writeBigUInt64LE(44n, 4);
  wide.writeBigUInt64LE(BigInt(count), 24);
  wide.writeBigUInt64LE(BigInt(count), 32);
  wide.writeBigUInt64LE(BigInt(size), 40);
  wide.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([wide, locator, end, comment]);
}
