/** Judges key files and key stores: private or public, encrypted or not, published or not. */
import { findSecretsInText } from "../detect.ts";
import { looksRandom } from "../shape.ts";
import { isNothing } from "./judge-pairs.ts";
import type { Judged } from "./judged.ts";

/** A text of this length in one line may be a key by itself. */
const longestBareKey = 256;

/** The private keys in a text, and what else in it has a known format. `kind` is the kind of file. */
export function judgeKeyText(text: string, kind: string): Judged[] {
  const known = findSecretsInText(text).filter(({ detector }) => detector !== "secret-assignment");
  const found: Judged[] = known.flatMap(({ start, end, detector, title, confidence }) => {
    if (detector !== "private-key") return [{ start, end, detector, title, confidence }];
    return isEncryptedKey(text.slice(start, end))
      ? [{ start, end, detector, title: "private key behind a passphrase", confidence: "medium" as const }]
      : [{ start, end, detector, title, confidence }];
  });
  if (found.length > 0) return found;
  if (/^PuTTY-User-Key-File-[23]:/.test(text)) return [whole(text, kind, "private key in PuTTY's format")];
  return judgeBareKey(text, kind);
}

/** A file of one random line: the key of a framework, a backup, a tunnel. */
function judgeBareKey(text: string, kind: string): Judged[] {
  const value = text.trim();
  if (value.length > longestBareKey || /\s/.test(value) || isNothing(value) || !looksRandom(value)) return [];
  const start = text.indexOf(value);
  return [{ start, end: start + value.length, detector: kind, title: "key", confidence: "medium" }];
}

/** True when the key itself says that a passphrase is asked for: PKCS #8, the older headers, OpenSSH's cipher. */
function isEncryptedKey(pem: string): boolean {
  if (/ENCRYPTED/.test(pem.slice(0, 200))) return true;
  if (!pem.includes("OPENSSH")) return false;
  const body = pem.replace(/-----[A-Z ]+-----|\s/g, "").slice(0, 80);
  const cipher = Buffer.from(body, "base64").subarray(15, 40);
  return cipher.length > 8 && cipher.toString("latin1", 4, 8) !== "none";
}

/** What a binary key file holds: PKCS #1, PKCS #8 and SEC 1 in DER. A certificate begins with a sequence instead of a version. */
export function judgeDer(bytes: Uint8Array, kind: string): Judged[] {
  if (bytes[0] !== 0x30) return [];
  const body = 2 + ((bytes[1] ?? 0) > 0x80 ? (bytes[1] ?? 0) - 0x80 : 0);
  const isVersion = bytes[body] === 2 && bytes[body + 1] === 1 && (bytes[body + 2] ?? 9) <= 1;
  const next = bytes[body + 3];
  return isVersion && (next === 0x30 || next === 2 || next === 4) ? [whole("", kind, "private key")] : [];
}

/** PKCS #12 names the kinds of its parts by object identifiers; these two are of keys, encrypted and plain. */
const keyBags = ["2a864886f70d010c0a0102", "2a864886f70d010c0a0101"].map((hex) => Buffer.from(hex, "hex"));

/** A key store with a private key in it; those that only hold certificates to trust are none. */
export function judgeKeyStore(bytes: Uint8Array, kind: string, path: string): Judged[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = buffer.length >= 16 ? buffer.readUInt32BE(0) : 0;
  const found = [{ ...whole("", kind, "key store with a private key") }];
  // JKS and JCEKS: magic, version, count, then the tag of the first entry: 1 a private key, 2 a certificate, 3 a secret key.
  if (magic === 0xfeedfeed || magic === 0xcececece) return buffer.readUInt32BE(12) === 2 ? [] : found;
  if (buffer[0] !== 0x30) return [];
  if (keyBags.some((bag) => buffer.includes(bag))) return found;
  return /trust|cacerts/i.test(path) ? [] : [{ ...whole("", kind, "key store"), confidence: "low" }];
}

/** The file as a whole. */
export function whole(text: string, kind: string, title: string): Judged {
  return { start: 0, end: text.length, detector: kind, title, confidence: "high" };
}
