/**
 * Looks for secrets in one file, whatever it is. A path and bytes come in, findings come out, or the reason why the file
 * was not read: a size over the limit, a binary, a tree of other people's code. Files that are made to hold secrets are
 * judged by their own format; in others only credentials of known formats and places count.
 */
import type { Confidence } from "../finding/finding.ts";
import { findSecretsInBytes } from "./bytes.ts";
import { findSecretsInText } from "./detect.ts";
import { placeDetectors } from "./detectors/places.ts";
import { tokenDetectors } from "./detectors/tokens.ts";
import { decodeAsText } from "./files/decode.ts";
import { isSealed, judgePairs } from "./files/judge-pairs.ts";
import { judgeSecretFile, secretFileKind } from "./secret-files.ts";
import { isTrialPath, lowered, type SecretFinding, withLines } from "./secret-finding.ts";
import { isVendored } from "./vendored.ts";

/** Why a file was not read. */
export type ScanSkip = "too-large" | "binary" | "vendored";

/** What one file holds. */
export interface FileScan {
  readonly findings: readonly SecretFinding[];
  readonly skipped?: ScanSkip;
}

/** Sentences for people. */
export const scanSkips: Readonly<Record<ScanSkip, string>> = {
  "too-large": "It is larger than 8 MB: no settings or source file is.",
  binary: "It is a binary file: nothing in it is decoded.",
  vendored: "It belongs to somebody else's code, copied in: its own project is the place to look.",
};

/** Larger files are not read. */
export const mostScannedBytes = 8_000_000;
/** A NUL byte among the first so many makes a file a binary. */
export const binaryProbeBytes = 8_192;
/** No more findings of one file are listed: past this it is a list of credentials, and said so by the first. */
export const mostFindings = 200;

/** Notations of settings: there a value that looks made by a machine, under the name of a secret, is one. */
const settings = /\.(?:json|ya?ml|toml|ini|cfg|conf|config|properties|xml|plist|env|tf|tfvars|hcl)$/i;

/** All secrets of a file that are worth a word. Never throws, and reads nothing else. */
export function scanFile(path: string, bytes: Uint8Array): FileScan {
  if (isVendored(path)) return { findings: [], skipped: "vendored" };
  if (secretFileKind(path)) return { findings: judgeSecretFile(path, bytes).slice(0, mostFindings) };
  if (bytes.length > mostScannedBytes) return { findings: [], skipped: "too-large" };
  if (bytes.subarray(0, binaryProbeBytes).includes(0)) return { findings: [], skipped: "binary" };
  return { findings: findingsIn(path, bytes) };
}

/** Most files hold nothing: they are searched as bytes, and decoded only when something was found. */
function findingsIn(path: string, bytes: Uint8Array): SecretFinding[] {
  if (findSecretsInBytes(bytes).length === 0) return [];
  const text = decodeAsText(bytes);
  if (isSealed(text)) return [];
  const found = settings.test(path) ? judgeSettings(text) : findSecretsInText(text);
  const worthy = found
    .map((finding) => ({ ...finding, confidence: confidenceIn(path, finding) }))
    .filter(({ confidence }) => confidence !== "low");
  return withLines(text, worthy.slice(0, mostFindings));
}

/** Documentation shows how addresses and commands are written; a token of a known format is no example unless it says so. */
function confidenceIn(
  path: string,
  { detector, confidence }: Pick<SecretFinding, "detector" | "confidence">,
): Confidence {
  const isTrial = isTrialPath(path);
  const isPlace = placeDetectors.some(({ id }) => id === detector);
  // `scheme://user:password@host` in a comment of a program: outside of settings only what nobody writes as an example counts.
  if (isPlace && confidence === "medium" && !settings.test(path)) return "low";
  if (!isTrial && !documentation.test(path)) return confidence;
  if (isPlace) return "low";
  if (!isTrial) return confidence;
  return tokenDetectors.some(({ id }) => id === detector) ? lowered(confidence) : "low";
}

const documentation = /\.(?:md|mdx|rst|adoc|txt|html?|tex|[1-9])$/i;

function judgeSettings(text: string): ReturnType<typeof judgePairs> {
  const kind = "secret-assignment";
  return judgePairs(text, kind).flatMap((finding) => {
    if (finding.detector !== kind) return [finding];
    return finding.confidence === "high" ? [{ ...finding, confidence: "medium" as const }] : [];
  });
}
