/**
 * One header block of a tar: 512 bytes come in, its fields come out. Follows POSIX.1-1988 ustar and GNU tar, and where they
 * leave a choice, Go's archive/tar, which is what Docker, containerd and Podman unpack layers with. Refuses a block whose
 * checksum is wrong.
 */
import { decodeBytes } from "./decode-bytes.ts";

/** Bytes of a header, and what bodies are padded to. */
export const tarBlock = 512;

export interface TarHeader {
  /** Character code of the type flag. */
  readonly type: number;
  /** Of the body as stored; NaN where the field is no number, is negative or past what a number holds. */
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly magic: "ustar" | "gnu" | "star" | "none";
}

/** The fields that matter, or undefined when the checksum is wrong. `at` is where the block starts. */
export function parseHeader(bytes: Buffer, at: number): TarHeader | undefined {
  if (!isChecksumRight(bytes, at)) return undefined;
  return {
    type: bytes[at + 156] ?? 0,
    size: readNumber(bytes, at + 124, 12),
    mode: readNumber(bytes, at + 100, 8),
    uid: readNumber(bytes, at + 108, 8),
    gid: readNumber(bytes, at + 116, 8),
    magic: magicOf(bytes, at + 257),
  };
}

/** The name as the header alone has it, with the prefix where the format has one. */
export function headerName(bytes: Buffer, at: number, magic: TarHeader["magic"]): string {
  const name = decodeName(bytes, at, at + 100);
  // In GNU's own format other fields stand where the prefix is.
  if ((magic !== "ustar" && magic !== "star") || bytes[at + 345] === 0) return name;
  const prefix = decodeName(bytes, at + 345, at + 345 + (magic === "star" ? 131 : 155));
  return prefix === "" ? name : `${prefix}/${name}`;
}

export function headerLink(bytes: Buffer, at: number): string {
  return decodeName(bytes, at + 157, at + 257);
}

/** True for a block of zeros: two of them end a tar. */
export function isZeroBlock(bytes: Buffer, at: number): boolean {
  for (let index = at; index < at + tarBlock; index += 1) if (bytes[index] !== 0) return false;
  return true;
}

/**
 * A number of a header: octal digits between blanks, or, with the highest bit of the first byte set, base 256. NaN for what is
 * neither, is negative, or is past 2^53.
 */
export function readNumber(bytes: Buffer, at: number, width: number): number {
  const first = bytes[at] ?? 0;
  return first & 0x80 ? readBase256(bytes, at, width) : readOctal(bytes, at, at + width);
}

function readOctal(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(bytes[at])) at += 1;
  let value = 0;
  for (; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  return at === end || isBlank(bytes[at]) ? value : Number.NaN;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 0;
}

function readBase256(bytes: Buffer, at: number, width: number): number {
  const first = bytes[at] ?? 0;
  if (first & 0x40) return Number.NaN;
  let value = first & 0x3f;
  for (let index = 1; index < width; index += 1) value = value * 256 + (bytes[at + index] ?? 0);
  return value <= Number.MAX_SAFE_INTEGER ? value : Number.NaN;
}

/** Some old writers summed signed bytes: both sums count. */
function isChecksumRight(bytes: Buffer, at: number): boolean {
  const wanted = readOctal(bytes, at + 148, at + 156);
  let sum = 256;
  let high = 0;
  for (let index = at; index < at + tarBlock; index += 1) {
    // The field itself counts as eight spaces.
    if (index === at + 148) index += 8;
    const byte = bytes[index] ?? 0;
    sum += byte;
    high += byte >> 7;
  }
  return sum === wanted || sum - 256 * high === wanted;
}

function magicOf(bytes: Buffer, at: number): TarHeader["magic"] {
  // "ustar"
  if (bytes.readUInt32BE(at) !== 0x75737461 || bytes[at + 4] !== 0x72) return "none";
  if (bytes[at + 5] === 32) return "gnu";
  // "tar\0" in the last four bytes of the block.
  return bytes.readUInt32BE(at - 257 + 508) === 0x74617200 ? "star" : "ustar";
}

/** Text up to the first NUL; bytes that are no UTF-8 stand as `\xNN`. */
export function decodeName(bytes: Buffer, from: number, end: number): string {
  let at = from;
  let seen = 0;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0) break;
    seen |= byte;
  }
  return seen < 0x80 ? bytes.toString("latin1", from, at) : decodeBytes(bytes.subarray(from, at));
}
