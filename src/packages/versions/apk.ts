/**
 * Versions of Alpine's packages, apk-package(5): `number{.number}{letter}{_suffix{number}}{~hash}{-r#}`, ordered as apk-tools
 * 2 orders them. What comes out is a text that sorts as the version does. Refused is all that the grammar does not know.
 *
 * apk-tools 3 differs where versions are seldom: it compares a number with a zero in front as text (`1.010` < `1.09`, and
 * `1.0` < `1.00`), refuses digits behind the letter (`6.6.2p1`) and allows `~hash`, taken here as version 3 has it. Version
 * 2 also holds `1.0` for less than `1.0_rc1` when there is no `-r#`, against what its documentation says; 3 does not, nor we.
 */
import { isDigit, withoutZeros } from "./digits.ts";
import { longestVersion, type VersionScheme } from "./version-scheme.ts";

/** Sorts by UTF-16 code units; not for reading. */
export interface ApkVersion {
  readonly key: string;
}

/** Alpine, Wolfi, Chainguard and others with apk. */
export const apkVersions: VersionScheme<ApkVersion> = { id: "apk", parse, compare };

function compare(a: ApkVersion, b: ApkVersion): number {
  if (a.key === b.key) return 0;
  return a.key < b.key ? -1 : 1;
}

/** What may come next in a version, in its order: `1_rc`, `1`, `1-r1`, `1~hash`, `1_p1`, `1_p`, `1a`, `1a1`, `1.1`. */
const rank = {
  prerelease: "\x01",
  end: "\x02",
  revision: "\x03",
  hash: "\x04",
  suffixNumber: "\x05",
  suffix: "\x06",
  letter: "\x07",
  letterNumber: "\x08",
  number: "\x0b",
} as const;

const suffixes: ReadonlyMap<string, string> = new Map([
  ["alpha", `${rank.prerelease}1`],
  ["beta", `${rank.prerelease}2`],
  ["pre", `${rank.prerelease}3`],
  ["rc", `${rank.prerelease}4`],
  ["cvs", `${rank.suffix}1`],
  ["svn", `${rank.suffix}2`],
  ["git", `${rank.suffix}3`],
  ["hg", `${rank.suffix}4`],
  ["p", `${rank.suffix}5`],
]);

function parse(text: string): ApkVersion | undefined {
  if (text.length > longestVersion) return undefined;
  const version = text.trim();
  const first = endOf(isDigit, version, 0);
  if (first === 0) return undefined;
  let key = numberKey(version.slice(0, first));
  let at = first;
  for (;;) {
    const start = at + 1;
    if (version[at] === ".") {
      at = endOf(isDigit, version, start);
      if (at === start) return undefined;
      key += rank.number + laterNumberKey(version.slice(start, at));
    } else if (isLowerCase(version.charCodeAt(at))) {
      key += rank.letter + version.charAt(at);
      at = endOf(isDigit, version, start);
      if (at === start) break;
      key += rank.letterNumber + numberKey(version.slice(start, at));
    } else break;
  }
  const rest = restKey(version, at);
  return rest === undefined ? undefined : { key: key + rest };
}

/** Of what comes behind numbers and letters. */
function restKey(version: string, start: number): string | undefined {
  let at = start;
  let key = "";
  while (version[at] === "_") {
    const wordEnd = endOf(isLowerCase, version, at + 1);
    const suffix = suffixes.get(version.slice(at + 1, wordEnd));
    if (suffix === undefined) return undefined;
    at = endOf(isDigit, version, wordEnd);
    key += suffix;
    if (at > wordEnd) key += rank.suffixNumber + numberKey(version.slice(wordEnd, at));
  }
  if (version[at] === "~") {
    const hash = version.slice(at + 1, endOf(isHexDigit, version, at + 1));
    if (hash === "") return undefined;
    at += 1 + hash.length;
    key += rank.hash + hash;
  }
  if (version.startsWith("-r", at)) {
    const revision = version.slice(at + 2, endOf(isDigit, version, at + 2));
    if (revision === "") return undefined;
    at += 2 + revision.length;
    key += rank.revision + numberKey(revision);
  }
  return at === version.length ? key + rank.end : undefined;
}

/** Numbers sort by their length first; zeros in front do not count. */
function numberKey(digits: string): string {
  const number = withoutZeros(digits);
  return String.fromCharCode(number.length) + number;
}

/** Behind the first number, one with zeros in front is less than all without, and less the more zeros it has. */
function laterNumberKey(digits: string): string {
  const zeros = digits.length - withoutZeros(digits).length;
  return String.fromCharCode(longestVersion - zeros) + numberKey(digits);
}

/** Where a stretch of characters of one kind ends. */
function endOf(isOne: (code: number) => boolean, text: string, start: number): number {
  let end = start;
  while (isOne(text.charCodeAt(end))) end++;
  return end;
}

function isLowerCase(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 0x61 && code <= 0x66);
}
