/**
 * Semantic Versioning 2.0.0 (https://semver.org), as npm, crates.io, Hex, Swift, VS Code and Bitnami number their packages. What
 * stands in advisories is often looser than the specification, so this is too: a `v` or `=` in front, `1.2` for `1.2.0`, a fourth
 * number. Ranges (`1.x`, `^1.2`), names (`latest`) and suffixes without a hyphen that may mean a later release are refused.
 */
import { compareTexts } from "../../text/compare.ts";
import { compareDigits, withoutZeros } from "./digits.ts";
import { comparePadded } from "./number-lists.ts";
import { longestVersion, type VersionScheme } from "./version-scheme.ts";

export interface SemanticVersion {
  /** Major, minor, patch and what follows them: digits without zeros in front. What is missing counts as 0. */
  readonly numbers: readonly string[];
  /** Of the prerelease; none for a release. */
  readonly prerelease: readonly Identifier[];
  /** Of the build metadata. */
  readonly build: readonly Identifier[];
}

/** What stands between two dots. */
export interface Identifier {
  /** Without zeros in front when it is a number. */
  readonly text: string;
  /** Nothing but digits: ordered by value, and less than any other. */
  readonly numeric: boolean;
}

/**
 * Build metadata makes no difference. Numbers after the third count on after the patch, with 0 for a missing one: `1.2.3` =
 * `1.2.3.0` < `1.2.3.1` < `1.2.4`. The specification has no place for them; that is how projects that write four mean it.
 */
export const semverVersions: VersionScheme<SemanticVersion> = {
  id: "semver",
  parse: parseSemanticVersion,
  compare: compareSemanticVersions,
};

/**
 * The same for Pub, Julia and Echo's npm packages, whose build metadata tells repackagings apart: `1.0.8` < `1.0.8+0` <
 * `1.0.8+1` < `1.0.9` (https://pub.dev/packages/pub_semver, Julia's VersionNumber).
 */
export const semverBuildVersions: VersionScheme<SemanticVersion> = {
  id: "semver-build",
  parse: parseSemanticVersion,
  compare: (a, b) => compareSemanticVersions(a, b) || compareIdentifierLists(a.build, b.build),
};

/** Undefined for what is no version, or is longer than `longestVersion`. */
export function parseSemanticVersion(text: string): SemanticVersion | undefined {
  if (text.length > longestVersion) return undefined;
  const found = /^[vV=\s]*(\d+(?:\.\d+)*)([^\s+]*)(\+\S*)?\s*$/.exec(text);
  if (!found?.[1]) return undefined;
  const prerelease = parsePrerelease(found[2] ?? "");
  const build = found[3] === undefined ? [] : parseIdentifiers(found[3].slice(1));
  return prerelease && build && { numbers: found[1].split(".").map(withoutZeros), prerelease, build };
}

/** By section 11 of the specification: a release is greater than all of its prereleases. */
export function compareSemanticVersions(a: SemanticVersion, b: SemanticVersion): number {
  const order = comparePadded(a.numbers, b.numbers);
  if (order !== 0) return order;
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return b.prerelease.length - a.prerelease.length;
  return compareIdentifierLists(a.prerelease, b.prerelease);
}

/** Identifiers between dots; undefined when one is empty or has another character than letters, digits and hyphens. */
export function parseIdentifiers(written: string): readonly Identifier[] | undefined {
  if (!/^[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*$/.test(written)) return undefined;
  return written.split(".").map((text) => {
    const numeric = /^\d+$/.test(text);
    return { text: numeric ? withoutZeros(text) : text, numeric };
  });
}

/** What follows the numbers: `-rc.1` or nothing; npm's loose form leaves the hyphen out (`1.0.0rc1`). */
function parsePrerelease(written: string): readonly Identifier[] | undefined {
  if (written === "") return [];
  if (written.startsWith("-")) return parseIdentifiers(written.slice(1));
  return hyphenless.test(written) ? parseIdentifiers(written) : undefined;
}

/** Only what can mean nothing else: `1.0.2k` of OpenSSL and `9.3p1` of OpenSSH come after their release. */
const hyphenless = /^(?:alpha|beta|rc|pre|dev|snapshot|[ab]\d)/i;

/** Of two that begin alike the longer one is greater. */
function compareIdentifierLists(a: readonly Identifier[], b: readonly Identifier[]): number {
  for (const [at, left] of a.entries()) {
    const right = b[at];
    if (right === undefined) return 1;
    const order = compareIdentifiers(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareIdentifiers(a: Identifier, b: Identifier): number {
  if (a.numeric && b.numeric) return compareDigits(a.text, b.text);
  if (a.numeric !== b.numeric) return a.numeric ? -1 : 1;
  return compareTexts(a.text, b.text);
}
