/**
 * Writes tars for tests: entries go in, bytes come out, wrong ones too when asked. Names that do not fit go into a PAX header
 * unless `long` says otherwise. Nothing is checked: a test that wants nonsense gets it.
 */

/** One entry. Make it with `file`, `folder` and the like, and spread over it what has to differ. */
export interface TarEntry {
  /** As it stands in the header: `etc/`, `./etc`, `/etc`, or bytes. */
  readonly name: string | Uint8Array;
  /** Type flag of the header: "0" file, "1" hard link, "2" symlink, "3" and "4" devices, "5" folder, "6" fifo, … */
  readonly type: string;
  readonly body?: Uint8Array;
  readonly link?: string | Uint8Array;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime?: number;
  /** The size that the header claims where it is not the one of the body. Over 8 GiB it is written in base 256. */
  readonly size?: number | bigint;
  /** How a long name or link is written; `cut` leaves it out. */
  readonly long?: "pax" | "gnu" | "prefix" | "cut";
  /** Further PAX records, in order. */
  readonly pax?: readonly (readonly [key: string, value: string | Uint8Array])[];
  /** Numbers in base 256 where octal would do. */
  readonly base256?: boolean;
  /** Checksum over signed bytes, as some old tars count; or this number. */
  readonly checksum?: "signed" | number;
  /** Magic and version; `ustar\0` + "00" otherwise. */
  readonly magic?: string;
  /** Parts that hold bytes of a sparse file; what lies between is holes. `size` says how long it is in all. */
  readonly sparse?: { readonly format: "old" | "0.0" | "0.1" | "1.0"; readonly parts: readonly SparsePart[] };
}

export interface SparsePart {
  readonly offset: number;
  readonly body: Uint8Array;
}

const block = 512;

/** A whole tar, two zero blocks at its end. */
export function writeTar(entries: readonly TarEntry[]): Uint8Array {
  return joinBytes([...entries.map(writeEntry), new Uint8Array(2 * block)]);
}

/** Header blocks, body and padding of one entry. */
export function writeEntry(entry: TarEntry): Uint8Array {
  if (entry.sparse) return writeSparse(entry, entry.sparse);
  const body = entry.body ?? new Uint8Array();
  return joinBytes([...writeHeaders(entry), padded(body)]);
}

/** A file with a body. */
export function file(name: string, body: string | Uint8Array = "", mode = 0o644): TarEntry {
  return { name, type: "0", body: toBytes(body), mode };
}

/** A folder; the name gets its slash. */
export function folder(name: string, mode = 0o755): TarEntry {
  return { name: name.endsWith("/") ? name : `${name}/`, type: "5", mode };
}

export function symlink(name: string, link: string): TarEntry {
  return { name, type: "2", link, mode: 0o777 };
}

/** Another name for a file that stands before it in the same tar. */
export function hardlink(name: string, link: string): TarEntry {
  return { name, type: "1", link };
}

export function device(name: string, type: "3" | "4" = "3"): TarEntry {
  return { name, type, mode: 0o600 };
}

export function fifo(name: string): TarEntry {
  return { name, type: "6", mode: 0o600 };
}

/** Says that a path of the layers below is gone: `etc/passwd` becomes `etc/.wh.passwd`. */
export function whiteout(path: string): TarEntry {
  const cut = path.lastIndexOf("/") + 1;
  return { name: `${path.slice(0, cut)}.wh.${path.slice(cut)}`, type: "0", mode: 0 };
}

/** Says that nothing of the layers below is left in a folder; "" is the root. */
export function opaqueFolder(path: string): TarEntry {
  return { name: `${path === "" ? "" : `${path}/`}.wh..wh..opq`, type: "0", mode: 0 };
}

/** A file with holes, `size` bytes long in all. */
export function sparseFile(
  name: string,
  size: number,
  parts: readonly SparsePart[],
  format: "old" | "0.0" | "0.1" | "1.0" = "1.0",
): TarEntry {
  return { name, type: format === "old" ? "S" : "0", size, sparse: { format, parts }, mode: 0o644 };
}

/** One PAX record: its own length, a key, a value. */
export function paxRecord(key: string, value: string | Uint8Array): Uint8Array {
  const rest = joinBytes([toBytes(` ${key}=`), toBytes(value), toBytes("\n")]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return joinBytes([toBytes(String(length)), rest]);
}

/** Parts behind each other in one array. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The bytes in pieces of a length, as a stream gives them. */
export async function* inChunks(bytes: Uint8Array, length = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

function writeHeaders(entry: TarEntry): Uint8Array[] {
  const name = toBytes(entry.name);
  const link = toBytes(entry.link ?? "");
  const long = entry.long ?? "pax";
  const pax = (entry.pax ?? []).map(([key, value]) => paxRecord(key, value));
  const gnu: Uint8Array[] = [];
  if (name.length > 100 && long === "pax") pax.push(paxRecord("path", name));
  if (link.length > 100 && long === "pax") pax.push(paxRecord("linkpath", link));
  if (name.length > 100 && long === "gnu") gnu.push(gnuLong("L", name));
  if (link.length > 100 && long === "gnu") gnu.push(gnuLong("K", link));
  if (pax.length > 0) gnu.push(paxHeader("x", pax));
  return [...gnu, writeHeader(entry)];
}

/** A PAX header: "x" for the entry behind it, "g" for all behind it. */
export function paxHeader(type: "x" | "g", records: readonly Uint8Array[]): Uint8Array {
  const body = joinBytes(records);
  return joinBytes([writeHeader({ name: "PaxHeaders/x", type, body }), padded(body)]);
}

function gnuLong(type: "L" | "K", name: Uint8Array): Uint8Array {
  const body = joinBytes([name, new Uint8Array(1)]);
  return joinBytes([writeHeader({ name: "././@LongLink", type, body, magic: "ustar  \0" }), padded(body)]);
}

/** The header block alone. */
export function writeHeader(entry: TarEntry): Uint8Array {
  const header = new Uint8Array(block);
  let name = toBytes(entry.name);
  if (entry.long === "prefix" && name.length > 100) {
    const slash = name.lastIndexOf(47, 155);
    header.set(name.subarray(0, slash), 345);
    name = name.subarray(slash + 1);
  }
  header.set(name.subarray(0, 100), 0);
  writeNumber(header, 100, 8, entry.mode ?? 0o644, entry.base256);
  writeNumber(header, 108, 8, entry.uid ?? 0, entry.base256);
  writeNumber(header, 116, 8, entry.gid ?? 0, entry.base256);
  writeNumber(header, 124, 12, entry.size ?? entry.body?.length ?? 0, entry.base256);
  writeNumber(header, 136, 12, entry.mtime ?? 0, entry.base256);
  header.set(toBytes(entry.type).subarray(0, 1), 156);
  header.set(toBytes(entry.link ?? "").subarray(0, 100), 157);
  header.set(toBytes(entry.magic ?? "ustar\x0000"), 257);
  writeChecksum(header, entry.checksum);
  return header;
}

function writeChecksum(header: Uint8Array, checksum: TarEntry["checksum"]): void {
  header.fill(32, 148, 156);
  const signed = checksum === "signed";
  const sum = header.reduce((total, byte) => total + (signed && byte > 127 ? byte - 256 : byte), 0);
  const written = typeof checksum === "number" ? checksum : sum;
  header.set(toBytes(`${written.toString(8).padStart(6, "0")}\0 `), 148);
}

function writeNumber(header: Uint8Array, at: number, width: number, value: number | bigint, base256 = false): void {
  const octal = value.toString(8);
  if (!base256 && value >= 0 && octal.length < width) {
    header.set(toBytes(`${octal.padStart(width - 1, "0")}\0`), at);
    return;
  }
  let rest = BigInt.asUintN(8 * width, BigInt(value));
  for (let index = width - 1; index >= 0; index -= 1) {
    header[at + index] = Number(rest & 255n);
    rest >>= 8n;
  }
  header[at] = (header[at] ?? 0) | 0x80;
}

function writeSparse(entry: TarEntry, sparse: NonNullable<TarEntry["sparse"]>): Uint8Array {
  const data = joinBytes(sparse.parts.map((part) => part.body));
  const bare = withoutSparse(entry);
  const size = String(entry.size ?? 0);
  if (sparse.format === "old") return oldSparse(bare, sparse.parts, data);
  const map = sparse.parts.map((part) => [part.offset, part.body.length]);
  const own = entry.pax ?? [];
  if (sparse.format === "1.0") {
    const text = `${[map.length, ...map.flat()].join("\n")}\n`;
    const body = joinBytes([padded(toBytes(text)), data]);
    const pax = [
      ["GNU.sparse.major", "1"],
      ["GNU.sparse.minor", "0"],
      ["GNU.sparse.realsize", size],
    ] as const;
    const named = [...pax, ["GNU.sparse.name", entry.name] as const];
    return writeEntry({ ...bare, name: "GNUSparseFile.0/x", size: body.length, body, pax: [...own, ...named] });
  }
  const head = [
    ["GNU.sparse.size", size],
    ["GNU.sparse.numblocks", String(map.length)],
  ] as const;
  const mapped =
    sparse.format === "0.1"
      ? [["GNU.sparse.name", entry.name] as const, ["GNU.sparse.map", map.flat().join(",")] as const]
      : map.flatMap(([offset, length]) => [
          ["GNU.sparse.offset", String(offset)] as const,
          ["GNU.sparse.numbytes", String(length)] as const,
        ]);
  return writeEntry({ ...bare, size: data.length, body: data, pax: [...own, ...head, ...mapped] });
}

/** The form of GNU tar before PAX: four parts in the header, 21 in each block behind it. */
function oldSparse(entry: TarEntry, parts: readonly SparsePart[], data: Uint8Array): Uint8Array {
  const header = writeHeader({ ...entry, type: "S", size: data.length, magic: "ustar  \0" });
  header.fill(0, 345, 512);
  writeParts(header, 386, parts.slice(0, 4));
  header[482] = parts.length > 4 ? 1 : 0;
  writeNumber(header, 483, 12, entry.size ?? 0);
  writeChecksum(header, undefined);
  const blocks = [header];
  for (let from = 4; from < parts.length; from += 21) {
    const more = new Uint8Array(block);
    writeParts(more, 0, parts.slice(from, from + 21));
    more[504] = parts.length > from + 21 ? 1 : 0;
    blocks.push(more);
  }
  return joinBytes([...blocks, padded(data)]);
}

function writeParts(into: Uint8Array, at: number, parts: readonly SparsePart[]): void {
  for (const [index, part] of parts.entries()) {
    writeNumber(into, at + index * 24, 12, part.offset);
    writeNumber(into, at + index * 24 + 12, 12, part.body.length);
  }
}

function withoutSparse(entry: TarEntry): TarEntry {
  const { sparse: _sparse, ...rest } = entry;
  return rest;
}

function padded(body: Uint8Array): Uint8Array {
  const rest = body.length % block;
  return rest === 0 ? body : joinBytes([body, new Uint8Array(block - rest)]);
}

function toBytes(value: string | Uint8Array): Uint8Array {
  return typeof value === "string" ? new TextEncoder().encode(value) : value;
}
