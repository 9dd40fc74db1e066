/** Judges settings files: which of their values serve as secrets, and how sure that is. */
import type { Confidence } from "../../finding/finding.ts";
import { failsChecksum } from "../checksum.ts";
import { findSecretsInText } from "../detect.ts";
import { isWordy } from "../detectors/stand-in.ts";
import { classifySecretName } from "../name.ts";
import { isPlaceholder, isReference, looksRandom } from "../shape.ts";
import { classifySecretValue } from "../value.ts";
import { type Judged, mergeJudged } from "./judged.ts";
import { type NamedValue, pairsIn } from "./pairs.ts";

/** What everybody writes into the settings of a database on their own machine. */
const everydayPassword =
  /^(?:pass|passwd|password|pwd|secret|user|username|root|admin|test|testing|dev|local|postgres|mysql|mariadb|guest|rabbitmq|redis|mongo|docker|minio|minioadmin|elastic|app|db|token)[0-9!@_-]{0,4}$/i;

/** Sealed by a tool, in whole or value by value: of no use without a key that is elsewhere. */
export function isSealed(text: string): boolean {
  return (
    /^\s*\$ANSIBLE_VAULT;/.test(text.slice(0, 200)) ||
    /^kind:\s*["']?(?:SealedSecret|ExternalSecret)/m.test(text.slice(0, 5000))
  );
}

/** Credentials of known formats anywhere, and plain values under names of secrets. */
export function judgePairs(text: string, kind: string): Judged[] {
  if (isSealed(text)) return [];
  const known = findSecretsInText(text).filter(({ detector }) => detector !== "secret-assignment");
  const isManifest = /^kind:\s*["']?Secret["']?\s*$/m.test(text.slice(0, 5000));
  const named = pairsIn(text).flatMap((pair) => {
    const judged = isManifest ? judgeManifestPair(pair) : judgePair(pair);
    return judged ? [{ ...judged, detector: kind }] : [];
  });
  return mergeJudged(known, named);
}

/** A plain value under the name of a secret. Undefined for anything else. */
function judgePair({ name, value, start, end }: NamedValue): Judged | undefined {
  const last = lastPart(name);
  if (classifySecretName(last).kind !== "secret") return undefined;
  if (isNothing(value) || classifySecretValue(value, last).kind !== "literal") return undefined;
  return { start, end, detector: "", title: `value of ${last}`, confidence: confidenceOf(value) };
}

/** Values of a Secret of Kubernetes are written in Base64 below `data`, plainly below `stringData`. */
function judgeManifestPair(pair: NamedValue): Judged | undefined {
  const isBase64 = /^[A-Za-z0-9+/]{4,}={0,2}$/.test(pair.value) && pair.value.length % 4 === 0;
  const plain = isBase64 ? Buffer.from(pair.value.slice(0, 4096), "base64").toString("latin1") : "";
  if (!/^[\x20-\x7e\r\n]+$/.test(plain)) return judgePair(pair);
  const judged = judgePair({ ...pair, value: plain.trim() });
  if (judged) return judged;
  const [match] = findSecretsInText(plain);
  return match && { ...match, start: pair.start, end: pair.end };
}

/** `app.datasource.password` and `//host/:_authToken` are known by their last part. */
function lastPart(name: string): string {
  return name.slice(Math.max(name.lastIndexOf("."), name.lastIndexOf(":"), name.lastIndexOf("/")) + 1);
}

/** True for what keeps nothing secret: nothing, a stand-in, a variable, a value that a tool encrypted, a misprinted token. */
export function isNothing(value: string): boolean {
  const text = value.trim();
  return (
    text === "" ||
    isReference(text) ||
    isPlaceholder(text) ||
    failsChecksum(text) ||
    /^(?:ENC\[|ENC\(|enc:|encrypted:|\{[^{}]*\}$|!vault|secret:\/\/|awssm:|gcpsm:|azurekv:|\*+$|-$|~$)/i.test(text)
  );
}

/** Surer of what a machine made than of what a person types, and hardly of what everybody types. */
export function confidenceOf(value: string): Confidence {
  const text = value.trim();
  if (text.length < 6 || everydayPassword.test(text)) return "low";
  return looksRandom(text) && !isWordy(text) ? "high" : "medium";
}
