/**
 * Whether ADD takes a file for an archive and unpacks it. The builder goes by content, never by name: a tar, plain or
 * compressed. The first bytes come in; nothing is unpacked here but the head of a gzip stream, to a fixed size.
 */
import { lateZlib } from "../files/late-modules.ts";

/** Bytes of a file that are looked at. */
export const archiveHeadBytes = 4096;

/** Most that the head of a gzip file may become: 4 KB can hold 4 MB. */
const maxInflated = 8 * 1024 * 1024;

/**
 * True for a tar, and for a gzip file with a tar in it. For bzip2, xz and zstd the compressed head cannot be looked into:
 * they count as archives. `bytes` are the file's first ones, `archiveHeadBytes` of them where it has as many.
 */
export function looksLikeArchive(bytes: Uint8Array): boolean {
  if (startsWith(bytes, 0x1f, 0x8b, 0x08)) return isTar(inflate(bytes));
  const isCompressed =
    startsWith(bytes, 0x42, 0x5a, 0x68) ||
    startsWith(bytes, 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00) ||
    startsWith(bytes, 0x28, 0xb5, 0x2f, 0xfd);
  return isCompressed || isTar(bytes);
}

function startsWith(bytes: Uint8Array, ...magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

function inflate(bytes: Uint8Array): Uint8Array {
  try {
    return lateZlib().gunzipSync(bytes.subarray(0, archiveHeadBytes), {
      finishFlush: lateZlib().constants.Z_SYNC_FLUSH,
      maxOutputLength: maxInflated,
    });
  } catch {
    // Damaged, or a bomb: the builder unpacks neither.
    return new Uint8Array();
  }
}

const headerBytes = 512;
const checksumAt = 148;
const checksumBytes = 8;

/** A header has no other mark in all its dialects than its sum: of its bytes, with the sum's own taken for blanks. */
function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < headerBytes) return false;
  let sum = 0;
  let signedSum = 0;
  for (let at = 0; at < headerBytes; at++) {
    const inSum = at >= checksumAt && at < checksumAt + checksumBytes;
    const byte = inSum ? 0x20 : (bytes[at] ?? 0);
    sum += byte;
    signedSum += byte > 127 ? byte - 256 : byte;
  }
  const field = Array.from(bytes.subarray(checksumAt, checksumAt + checksumBytes), (byte) => String.fromCharCode(byte));
  const digits = /^[ \0]*([0-7]{1,8})[ \0]*$/.exec(field.join(""))?.[1];
  if (digits === undefined) return false;
  const stated = Number.parseInt(digits, 8);
  return stated !== 0 && (stated === sum || stated === signedSum);
}
