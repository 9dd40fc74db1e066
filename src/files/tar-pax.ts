/**
 * PAX headers and maps of sparse files: the body of an `x` entry comes in, what it says of the entry behind it comes out. Only
 * what a layer needs is read; times, names of owners and extended attributes are passed over. A record that is none ends the
 * reading, and the fault is named.
 */
import { decodeName } from "./tar-header.ts";

/** What a PAX header says. Numbers that are none are NaN. */
export interface PaxHeader {
  path?: string;
  linkpath?: string;
  size?: number;
  uid?: number;
  gid?: number;
  sparse?: PaxSparse;
  /** A clause: "a record has no length". */
  fault?: string;
}

/** Fields of GNU tar for sparse files, formats 0.0, 0.1 and 1.0. */
export interface PaxSparse {
  major?: string;
  minor?: string;
  name?: string;
  size?: number;
  /** Offset and length of each part, in turns. */
  map: number[];
}

/** Reads the records between two offsets. `mostParts` bounds the map of a sparse file. */
export function parsePax(bytes: Buffer, from: number, end: number, mostParts: number): PaxHeader {
  const pax: PaxHeader = {};
  let at = from;
  while (at < end) {
    const space = bytes.indexOf(32, at);
    // Nine digits are more than any header has bytes.
    if (space === -1 || space >= end || space === at || space - at > 9)
      return { ...pax, fault: "a record has no length" };
    const length = readDigits(bytes, at, space);
    const stop = at + length;
    if (!(stop > space + 1) || stop > end || bytes[stop - 1] !== 10)
      return { ...pax, fault: "a record has a wrong length" };
    const equals = bytes.indexOf(61, space + 1);
    if (equals === -1 || equals >= stop || equals === space + 1) return { ...pax, fault: "a record has no key" };
    takeRecord(pax, bytes, space + 1, equals, stop - 1, mostParts);
    if (pax.fault !== undefined) return pax;
    at = stop;
  }
  return pax;
}

/** Most records are times: they are told by their first letter. */
function takeRecord(pax: PaxHeader, bytes: Buffer, key: number, equals: number, end: number, mostParts: number): void {
  const first = bytes[key];
  const isWanted = first === 112 || first === 108 || first === 115 || first === 117 || first === 103 || first === 71;
  // An empty value takes the field of the header back.
  if (!isWanted || equals + 1 === end) return;
  const name = bytes.toString("latin1", key, equals);
  if (name === "path") pax.path = readText(pax, bytes, equals + 1, end);
  else if (name === "linkpath") pax.linkpath = readText(pax, bytes, equals + 1, end);
  else if (name === "size") pax.size = readDigits(bytes, equals + 1, end);
  else if (name === "uid") pax.uid = readDigits(bytes, equals + 1, end);
  else if (name === "gid") pax.gid = readDigits(bytes, equals + 1, end);
  else if (name.startsWith("GNU.sparse.")) takeSparse(pax, name.slice(11), bytes, equals + 1, end, mostParts);
}

function takeSparse(pax: PaxHeader, key: string, bytes: Buffer, from: number, end: number, mostParts: number): void {
  pax.sparse ??= { map: [] };
  const { sparse } = pax;
  if (key === "name") sparse.name = readText(pax, bytes, from, end);
  else if (key === "major") sparse.major = bytes.toString("latin1", from, end);
  else if (key === "minor") sparse.minor = bytes.toString("latin1", from, end);
  else if (key === "size" || key === "realsize") sparse.size = readDigits(bytes, from, end);
  else if (key === "offset" || key === "numbytes") {
    // In turns: an offset, then its length.
    if ((sparse.map.length % 2 === 0) !== (key === "offset")) pax.fault = "a sparse map is out of order";
    else sparse.map.push(readDigits(bytes, from, end));
  } else if (key === "map") readList(pax, sparse, bytes.subarray(from, end), mostParts);
  if (sparse.map.length > 2 * mostParts) pax.fault = "a sparse map has too many parts";
}

function readList(pax: PaxHeader, sparse: PaxSparse, list: Buffer, mostParts: number): void {
  sparse.map = [];
  for (let at = 0; at <= list.length && sparse.map.length <= 2 * mostParts; ) {
    const comma = list.indexOf(44, at);
    const stop = comma === -1 ? list.length : comma;
    sparse.map.push(readDigits(list, at, stop));
    at = stop + 1;
  }
  if (sparse.map.length % 2 !== 0) pax.fault = "a sparse map is out of order";
}

function readText(pax: PaxHeader, bytes: Buffer, from: number, end: number): string {
  const text = decodeName(bytes, from, end);
  if (bytes.subarray(from, end).includes(0)) pax.fault = "a name holds a NUL";
  return text;
}

/** Decimal digits only; NaN for the rest. */
export function readDigits(bytes: Buffer, from: number, end: number): number {
  if (from >= end) return Number.NaN;
  let value = 0;
  for (let at = from; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : Number.NaN;
}
