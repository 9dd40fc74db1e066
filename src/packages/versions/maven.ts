/**
 * Versions of Maven artefacts in the order of Maven's own ComparableVersion, as of 3.8 and 3.9
 * (https://maven.apache.org/pom.html#version-order-specification): numbers and qualifiers between dots and hyphens, where a
 * hyphen, or an edge between digits and letters, opens a list of less weight. Maven itself takes any text for a version; here
 * ranges, unresolved properties and texts without a number are refused.
 */
import { compareTexts } from "../../text/compare.ts";
import { compareDigits, isDigit, withoutZeros } from "./digits.ts";
import { longestVersion, type VersionScheme } from "./version-scheme.ts";

/** A number (digits without zeros in front: zero is the empty text), a qualifier, or a list that a hyphen opened. */
export type MavenItem = string | MavenQualifier | readonly MavenItem[];

/** A word between numbers: `alpha`, `Final`, `jre`. */
export interface MavenQualifier {
  /** Place among the words that Maven knows; the release is 5. */
  readonly rank: number;
  /** The word itself, where Maven does not know it; else empty. */
  readonly word: string;
}

/**
 * Maven's order to the letter, so it is not transitive where Maven's is not: with a zero or `ga` between a number and a
 * qualifier (`1-0-alpha` < `1` < `1-x`, but `1-x` < `1-0-alpha`). What Maven 3 makes of ten zeros in a row, more than any
 * shorter number, is left out. Maven 4 reads `rc-1` as one item, which moves hardly any version in use.
 */
export const mavenVersions: VersionScheme<readonly MavenItem[]> = { id: "maven", parse, compare: compareItems };

/** In ascending order; the empty word is the release. A word that is not here comes after all of them. */
const qualifiers: readonly string[] = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];
const releaseRank = qualifiers.indexOf("");
const aliases: ReadonlyMap<string, string> = new Map([
  ["ga", ""],
  ["final", ""],
  ["release", ""],
  ["cr", "rc"],
]);
/** Of one letter, and only in front of a number. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ["a", "alpha"],
  ["b", "beta"],
  ["m", "milestone"],
]);

function parse(text: string): readonly MavenItem[] | undefined {
  const version = text.length > longestVersion ? "" : text.trim().toLowerCase();
  return /\d/.test(version) && !/[\s[\](),${}]/.test(version) ? readItems(version) : undefined;
}

type Building = (string | MavenQualifier | Building)[];

function readItems(version: string): readonly MavenItem[] {
  const whole: Building = [];
  const lists = [whole];
  let list = whole;
  let start = 0;
  let inDigits = false;
  const add = (end: number, followedByDigit: boolean) => {
    list.push(end === start ? "" : readItem(version.slice(start, end), inDigits, followedByDigit));
    start = end;
  };
  const open = () => {
    const inner: Building = [];
    list.push(inner);
    lists.push(inner);
    list = inner;
  };

  for (let at = 0; at < version.length; at++) {
    const code = version.charCodeAt(at);
    if (code === 0x2e || code === 0x2d) {
      add(at, false);
      start = at + 1;
      if (code === 0x2d) open();
    } else if (isDigit(code) !== inDigits) {
      if (at > start) {
        // `.RC2` counts as `-RC2`.
        if (!inDigits && list.length > 0) open();
        add(at, !inDigits);
        open();
      }
      inDigits = !inDigits;
    }
  }
  if (version.length > start) {
    if (!inDigits && list.length > 0) open();
    add(version.length, false);
  }
  for (const opened of lists.reverse()) dropNulls(opened);
  return whole;
}

function readItem(written: string, isNumber: boolean, followedByDigit: boolean): string | MavenQualifier {
  if (isNumber) return withoutZeros(written);
  const long = (followedByDigit && shortNames.get(written)) || written;
  const word = aliases.get(long) ?? long;
  const rank = qualifiers.indexOf(word);
  return rank === -1 ? { rank: qualifiers.length, word } : { rank, word: "" };
}

/** Zeros, releases and empty lists at the end mean nothing, and so do those in front of the lists there. */
function dropNulls(list: Building): void {
  let kept = list.length;
  while (kept > 0 && (isNull(list[kept - 1]) || Array.isArray(list[kept - 1]))) kept--;
  list.push(...list.splice(kept).filter((item) => !isNull(item)));
}

function isNull(item: Building[number] | undefined): boolean {
  if (item === undefined || typeof item === "string") return !item;
  return Array.isArray(item) ? item.length === 0 : item.rank === releaseRank;
}

/** Item by item, with nothing for those that one of the two lacks. As deep as `longestVersion` allows. */
function compareItems(a: readonly MavenItem[], b: readonly MavenItem[]): number {
  const longer = Math.max(a.length, b.length);
  for (let at = 0; at < longer; at++) {
    const order = compareItem(a[at], b[at]);
    if (order !== 0) return order;
  }
  return 0;
}

/** number > list > qualifier; with nothing, a list compares by its own items. */
function compareItem(a: MavenItem | undefined, b: MavenItem | undefined): number {
  if (a === undefined || b === undefined) return compareWithNothing(a) - compareWithNothing(b);
  if (typeof a === "string" && typeof b === "string") return compareDigits(a, b);
  if (isList(a) && isList(b)) return compareItems(a, b);
  if (isQualifier(a) && isQualifier(b)) return a.rank - b.rank || compareTexts(a.word, b.word);
  return weight(a) - weight(b);
}

function compareWithNothing(item: MavenItem | undefined): number {
  if (item === undefined) return 0;
  if (typeof item === "string") return item === "" ? 0 : 1;
  if (isQualifier(item)) return Math.sign(item.rank - releaseRank);
  for (const inner of item) {
    const order = compareWithNothing(inner);
    if (order !== 0) return order;
  }
  return 0;
}

function weight(item: MavenItem): number {
  if (typeof item === "string") return 2;
  return isList(item) ? 1 : 0;
}

function isList(item: MavenItem): item is readonly MavenItem[] {
  return Array.isArray(item);
}

function isQualifier(item: MavenItem): item is MavenQualifier {
  return typeof item === "object" && !isList(item);
}
