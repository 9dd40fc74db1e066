import { lateCrypto } from "../files/late-modules.ts";
import { looksRandom } from "./shape.ts";

/** Values below this many characters could be guessed from a hash by trying all of them. */
const shortestHashed = 20;
/** Hexadecimal digits of the hash that are kept: enough to tell secrets of one project apart, too few to check a guess by. */
const keptDigits = 12;
/** Keeps the hashes from being looked up in tables of others. It is no secret. */
const purpose = "seaworthy secret fingerprint 1";

/**
 * What stands for a secret in caches and baselines. Equal for equal values; from it nobody gets back to the value: what a
 * person made up yields only a constant for its kind, `weak`.
 */
export function secretFingerprint(value: string, kind = "secret"): string {
  const text = value.replace(/\s|\\n|-----[A-Z ]{1,40}-----/g, "");
  if (text.length < shortestHashed || !looksRandom(text)) return `${kind}:weak`;
  return `${kind}:${lateCrypto().createHmac("sha256", purpose).update(kind).update("\0").update(text).digest("hex").slice(0, keptDigits)}`;
}
