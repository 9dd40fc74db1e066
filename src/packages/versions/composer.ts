/**
 * Versions of Composer packages as Composer\Semver normalises them, in the order of PHP's `version_compare`: dev < alpha < beta <
 * RC < release < patch, and `1.0` = `1.0.0.0`. A branch (`dev-master`, `master`) has no place in the order and is refused; a
 * numeric one (`1.x-dev`) stands at the end of its series.
 */
import { compareDigits, withoutZeros } from "./digits.ts";
import { longestVersion, type VersionScheme } from "./version-scheme.ts";

/** What `version_compare` sees of a normalised version: digits as text, words as their rank. */
export type ComposerPart = string | number;

export const composerVersions: VersionScheme<readonly ComposerPart[]> = { id: "composer", parse, compare };

/**
 * `version_compare`'s order of words. It takes `patch` for the `p` that it begins with, and does not know `stable`, which is
 * only left over when it is not in lower case. The end of a version ranks after RC, any number after that.
 */
const ranks: Readonly<Record<string, number>> = {
  ...{ stable: -1, dev: 0, a: 1, alpha: 1, b: 2, beta: 2, rc: 3 },
  ...{ end: 4, number: 5, p: 6, pl: 6, patch: 6 },
};
const rankOf = (word: string): number => ranks[word.toLowerCase()] ?? -1;

/** What may follow the numbers: a stability with numbers of its own, and `dev`. */
const modifier = String.raw`[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?\d)*)?)?([.-]?dev)?`;
const classical = new RegExp(String.raw`^v?(\d{1,5}(?:\.\d+){0,3})${modifier}$`, "i");
/** `2010.01.02`, `20100102-203040`: any separator parts, and no zeros are filled in. */
const dated = new RegExp(String.raw`^v?(\d{4}(?:[.:-]?\d{2}){1,6}(?:[.:-]?\d{1,3})?)${modifier}$`, "i");

function parse(text: string): readonly ComposerPart[] | undefined {
  if (text.length > longestVersion) return undefined;
  const version = plainVersion(text);
  if (/^(?:dev-|(?:master|trunk|default)$)/i.test(version)) return undefined;
  const found = classical.exec(version);
  if (found) return parts(padded((found[1] ?? "").split(".")), found);
  const date = dated.exec(version);
  if (date) return parts((date[1] ?? "").split(/\D/), date);
  return numericBranch(version);
}

/** Without white space around it, an alias (`1.0 as 2.0`), a stability flag (`1.0@dev`) and build metadata. */
function plainVersion(text: string): string {
  const trimmed = text.replace(/^[ \t\n\r\0\v]+/, "").replace(/(?<![ \t\n\r\0\v])[ \t\n\r\0\v]+$/, "");
  const named = /^([^,\s]+) +as +[^,\s]+$/.exec(trimmed)?.[1] ?? trimmed;
  const unflagged = named.replace(/@(?:stable|rc|beta|alpha|dev)$/i, "");
  return /^([^,\s+]+)\+\S+$/.exec(unflagged)?.[1] ?? unflagged;
}

function padded(numbers: readonly string[]): readonly string[] {
  return [...numbers, "0", "0", "0"].slice(0, 4);
}

function parts(numbers: readonly string[], found: RegExpExecArray): readonly ComposerPart[] {
  const [, , stability = "", count = "", dev = ""] = found;
  const read: ComposerPart[] = numbers.map(withoutZeros);
  if (stability === "stable") return read;
  if (stability !== "") read.push(rankOf(stability), ...(count.match(/\d+/g) ?? []).map(withoutZeros));
  if (dev !== "") read.push(rankOf("dev"));
  return read;
}

/** `1.x-dev`, `2.1.*-dev`: every `x` and every missing number is 9999999. */
function numericBranch(version: string): readonly ComposerPart[] | undefined {
  const branch = /^v?(\d+(?:\.(?:\d+|[x*])){0,3})[.-]?dev$/i.exec(version)?.[1];
  if (branch === undefined) return undefined;
  const numbers = [...branch.split("."), "x", "x", "x"].slice(0, 4);
  return [...numbers.map((number) => (/\d/.test(number) ? withoutZeros(number) : "9999999")), rankOf("dev")];
}

function compare(a: readonly ComposerPart[], b: readonly ComposerPart[]): number {
  const longer = Math.max(a.length, b.length);
  for (let at = 0; at < longer; at++) {
    const order = compareParts(a[at], b[at]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareParts(a: ComposerPart | undefined, b: ComposerPart | undefined): number {
  if (typeof a === "string" && typeof b === "string") return compareDigits(a, b);
  return partRank(a) - partRank(b);
}

function partRank(part: ComposerPart | undefined): number {
  if (part === undefined) return rankOf("end");
  return typeof part === "string" ? rankOf("number") : part;
}
