/**
 * Rust programs built by `cargo auditable`: the crates they were built from, as kept in the section `.dep-v0`. Takes ELF files;
 * programs built by plain `cargo` tell nothing. Crates that ran at build time only are left out: they are not in the program.
 *
 * Format: rust-secure-code/cargo-auditable, cargo-auditable.schema.json.
 */
import { inflateSync } from "node:zlib";
import { field } from "../text/json.ts";
import { readElf } from "./elf.ts";
import { parseJson } from "./json-record.ts";
import type { Cataloged, Cataloger, PackageRecord } from "./package.ts";

/** Larger programs are not held. */
export const mostRustBinaryBytes = 64 * 1024 * 1024;
/** Longest list of crates, unpacked. A program of 1,000 crates has 150 kB. */
export const mostCrateListBytes = 8 * 1024 * 1024;
/** Crates of one program that are listed. */
export const mostCrates = 20_000;

const sectionName = ".dep-v0";

export const rustBinary: Cataloger = {
  id: "rust-binary",
  version: 1,
  selects: { magic: "elf" },
  mostBytes: mostRustBinaryBytes,
  skims: true,
  *read({ path, bytes }) {
    const section = readElf(bytes)?.section(sectionName);
    if (section) yield* cratesOf(path, section.bytes);
  },
  // The table of sections names it, behind all bodies: where the name is, there is a list that could not be read.
  searches: [{ mark: Buffer.from(`\0${sectionName}\0`, "latin1"), before: 0, after: 16 }],
  *readPieces({ path, head, size, pieces }) {
    const table = sectionTableOffset(head);
    const isNamed = pieces.some(({ offset }) => table !== undefined && offset < table && table - offset < nearTable);
    if (!isNamed) return;
    const why = `The program has ${size} bytes; programs of more than ${mostRustBinaryBytes} are not held. Strip it of debug information.`;
    yield { unknown: { what: `Rust crates of ${path}`, why, fatal: true } };
  },
};

/** Names of sections lie right before the table of sections. */
const nearTable = 64 * 1024;

function sectionTableOffset(head: Uint8Array): number | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.length < 64) return undefined;
  const isBigEndian = bytes[5] === 2;
  if (bytes[4] === 1) return isBigEndian ? bytes.readUInt32BE(32) : bytes.readUInt32LE(32);
  return Number(isBigEndian ? bytes.readBigUInt64BE(40) : bytes.readBigUInt64LE(40));
}

function* cratesOf(path: string, packed: Uint8Array): Iterable<Cataloged> {
  const list = parseList(packed);
  if ("why" in list) {
    yield { unknown: { what: `Rust crates of ${path}`, why: list.why, fatal: true } };
    return;
  }
  let odd = 0;
  for (const entry of list.entries.slice(0, mostCrates)) {
    const found = crate(path, entry);
    if (found === "odd") odd += 1;
    else if (found) yield { package: found };
  }
  odd += Math.max(0, list.entries.length - mostCrates);
  if (odd > 0) {
    const why = `${odd} of its entries have no name or version, or are behind the first ${mostCrates}; build it again.`;
    yield { unknown: { what: `Rust crates of ${path}`, why, fatal: true } };
  }
}

function parseList(packed: Uint8Array): { readonly entries: readonly unknown[] } | { readonly why: string } {
  const text = unpack(packed);
  if (!text)
    return { why: `Its list of crates does not unpack, or to more than ${mostCrateListBytes} bytes; build it again.` };
  const parsed = parseJson(text);
  if (parsed === undefined) return { why: "Its list of crates is no JSON; build it again." };
  const entries = field(parsed, "packages");
  return Array.isArray(entries) ? { entries } : { why: "Its list of crates names no packages; build it again." };
}

function unpack(packed: Uint8Array): Buffer | undefined {
  try {
    return inflateSync(packed, { maxOutputLength: mostCrateListBytes });
  } catch {
    return undefined;
  }
}

function crate(path: string, entry: unknown): PackageRecord | "odd" | undefined {
  const name = field(entry, "name");
  const version = field(entry, "version");
  const source = field(entry, "source");
  if (field(entry, "kind") === "build") return undefined;
  if (!isPlain(name) || !isPlain(version)) return "odd";
  const details = {
    // The public registry, `registry` for another, `git`, `local`: a local crate is nobody's published one.
    ...(isPlain(source) && { source }),
    ...(field(entry, "root") === true && { main: "true" }),
  };
  return { type: "rust-crate", name, version, licenses: [], path, details };
}

function isPlain(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]{1,256}$/.test(value);
}
