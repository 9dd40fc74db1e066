import { findSecretsInText, type SecretMatch } from "./detect.ts";

/**
 * All secrets in the bytes of a file, whatever its encoding: each byte is taken for a character, as every format of a
 * credential is ASCII. Offsets are bytes.
 */
export function findSecretsInBytes(bytes: Uint8Array): SecretMatch[] {
  return findSecretsInText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1"));
}
