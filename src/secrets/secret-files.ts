/**
 * Files that are made to hold secrets: which they are, by their path, and whether one really holds any, by its content.
 * A path and bytes come in, findings come out. A settings file with stand-ins, a certificate, a public key or an `.npmrc`
 * with a variable in it is no finding. Nothing is decrypted, no archive opened.
 */
import { decodeAsText } from "./files/decode.ts";
import { judgeDer, judgeKeyStore, judgeKeyText, whole } from "./files/judge-keys.ts";
import {
  judgeDockerConfig,
  judgeFormats,
  judgeKubeConfig,
  judgeNetrc,
  judgeNpmrc,
  judgeOneValue,
  judgePasswordLines,
} from "./files/judge-logins.ts";
import { judgePairs } from "./files/judge-pairs.ts";
import type { Judged } from "./files/judged.ts";
import { type SecretFileKind, secretFileKind } from "./files/kinds.ts";
import { isTrialPath, lowered, type SecretFinding, withLines } from "./secret-finding.ts";

export { type SecretFileFormat, type SecretFileKind, secretFileKind } from "./files/kinds.ts";
export type { SecretFinding } from "./secret-finding.ts";

/** Bytes of a file that are looked at; Terraform states of this size exist. */
export const mostJudgedBytes = 8_000_000;

/** What is secret in a file whose name says that it may be. Empty for other files. Never throws. */
export function judgeSecretFile(path: string, bytes: Uint8Array): SecretFinding[] {
  const kind = secretFileKind(path);
  if (kind === undefined || bytes.length === 0) return [];
  const seen = bytes.subarray(0, mostJudgedBytes);
  if (isBinary(seen))
    return withLines(
      "",
      judgeBinary(kind, seen, path).map((found) => adjusted(path, found)),
    );
  const text = decodeAsText(seen);
  return withLines(
    text,
    judgeText(kind, text).map((found) => adjusted(path, found)),
  );
}

function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8192).includes(0) || (bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80);
}

function judgeText(kind: SecretFileKind, text: string): Judged[] {
  const { id, reads, title } = kind;
  if (reads === "key") return judgeKeyText(text, id);
  if (reads === "npmrc") return judgeNpmrc(text, id);
  if (reads === "netrc") return judgeNetrc(text, id);
  if (reads === "docker-config") return judgeDockerConfig(text, id);
  if (reads === "kube-config") return judgeKubeConfig(text, id);
  if (reads === "password-lines") return judgePasswordLines(text, id);
  if (reads === "one-value") return judgeOneValue(text, id, title);
  if (reads === "text" || reads === "key-store") return judgeFormats(text);
  if (reads === "binary")
    return /\((?:\d{1,3}:)?(?:protected-)?private-key/.test(text) ? [whole(text, id, "private key")] : [];
  return text.includes('"auths"') ? judgeDockerConfig(text, id) : judgePairs(text, id);
}

function judgeBinary({ id, reads, title }: SecretFileKind, bytes: Uint8Array, path: string): Judged[] {
  if (reads === "key-store") return judgeKeyStore(bytes, id, path);
  if (reads === "key") return judgeDer(bytes, id);
  if (reads !== "binary") return [];
  if (id === "gnupg-file") return isKeyRing(bytes) ? [whole("", id, "private key of GnuPG")] : [];
  return [whole("", id, title)];
}

/** Private keys as the agent keeps them, unless they live on a card, or a packet of tag 5 as exports begin. */
function isKeyRing(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 200)).toString("latin1");
  if (start.includes("shadowed-private-key")) return false;
  return start.includes("private-key") || [0x94, 0x95, 0x96, 0xc5].includes(bytes[0] ?? 0);
}

/** Below folders of tests and examples most is made up; a format that was checked says a little more than a name. */
function adjusted(path: string, found: Judged): Judged {
  return isTrialPath(path) ? { ...found, confidence: lowered(lowered(found.confidence)) } : found;
}
