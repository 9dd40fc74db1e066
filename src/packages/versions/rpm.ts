/**
 * Versions of rpm packages: `[epoch:]version[-release]`, rpm-version(7), ordered as rpmvercmp orders each part. What comes
 * out is its three parts; a missing epoch is 0. Refused is a text without a version, or with a hyphen and no release behind.
 */
import { compareDigits, isDigit, isLetter } from "./digits.ts";
import { longestVersion, type VersionScheme } from "./version-scheme.ts";

/** A version in its parts. */
export interface RpmVersion {
  /** Digits. */
  readonly epoch: string;
  readonly version: string;
  /** None comes before every release, `1-~` too. */
  readonly release: string | undefined;
}

/** Red Hat and those who rebuild it, SUSE, Amazon, Azure, Mageia, openEuler. */
export const rpmVersions: VersionScheme<RpmVersion> = { id: "rpm", parse, compare };

function parse(text: string): RpmVersion | undefined {
  if (text.length > longestVersion) return undefined;
  let colon = 0;
  while (isDigit(text.charCodeAt(colon))) colon++;
  const hasEpoch = text[colon] === ":";
  const start = hasEpoch ? colon + 1 : 0;
  const hyphen = text.lastIndexOf("-");
  const end = hyphen < start ? text.length : hyphen;
  if (end === start || hyphen === text.length - 1) return undefined;
  return {
    epoch: hasEpoch ? text.slice(0, colon) : "0",
    version: text.slice(start, end),
    release: end < text.length ? text.slice(end + 1) : undefined,
  };
}

function compare(a: RpmVersion, b: RpmVersion): number {
  const order = a.epoch === b.epoch ? 0 : compareDigits(a.epoch, b.epoch);
  return order || comparePart(a.version, b.version) || compareReleases(a.release, b.release);
}

function compareReleases(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return comparePart(a, b);
}

/** Segments of only digits or only letters; all else but `~` and `^` separates them and is not compared. */
function comparePart(a: string, b: string): number {
  if (a === b) return 0;
  let atA = 0;
  let atB = 0;
  for (;;) {
    atA = skipSeparators(a, atA);
    atB = skipSeparators(b, atB);
    const kind = kindAt(a, atA);
    const kindB = kindAt(b, atB);
    if (kind !== kindB) return kind - kindB;
    if (kind === ends) return 0;
    if (kind === tilde || kind === caret) {
      atA++;
      atB++;
      continue;
    }
    const endA = segmentEnd(a, atA, kind);
    const endB = segmentEnd(b, atB, kind);
    const order = compareSegments(a.slice(atA, endA), b.slice(atB, endB), kind);
    if (order !== 0) return order;
    atA = endA;
    atB = endB;
  }
}

/** What comes next in a part, in their order: `1.0~rc1`, `1.0`, `1.0^git1`, `1.0a`, `1.0.1`. */
type Kind = typeof tilde | typeof ends | typeof caret | typeof letters | typeof digits;
const tilde = 0;
const ends = 1;
const caret = 2;
const letters = 3;
const digits = 4;

function kindAt(text: string, at: number): Kind {
  if (at >= text.length) return ends;
  const code = text.charCodeAt(at);
  if (code === 0x7e) return tilde;
  if (code === 0x5e) return caret;
  return isDigit(code) ? digits : letters;
}

function skipSeparators(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code) || isLetter(code) || code === 0x7e || code === 0x5e) break;
  }
  return at;
}

function segmentEnd(text: string, start: number, kind: typeof letters | typeof digits): number {
  const belongs = kind === digits ? isDigit : isLetter;
  let end = start + 1;
  while (belongs(text.charCodeAt(end))) end++;
  return end;
}

function compareSegments(a: string, b: string, kind: typeof letters | typeof digits): number {
  if (kind === digits) return compareDigits(a, b);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
