/**
 * Versions of NuGet packages (https://learn.microsoft.com/nuget/concepts/package-versioning): up to four numbers, then labels of
 * a prerelease whose case makes no difference, then metadata that makes none. `1.0` = `1.0.0.0`; `01.2` = `1.2`.
 */

import { compareTexts } from "../../text/compare.ts";
import { withoutZeros } from "./digits.ts";
import { comparePadded } from "./number-lists.ts";
import { longestVersion, type VersionScheme } from "./version-scheme.ts";

/** What NuGet orders by. */
export interface NuGetVersion {
  /** One to four, digits each. What is missing counts as 0. */
  readonly numbers: readonly string[];
  /** In lower case; empty for a release. */
  readonly labels: readonly string[];
}

export const nugetVersions: VersionScheme<NuGetVersion> = { id: "nuget", parse, compare };

function parse(text: string): NuGetVersion | undefined {
  if (text.length > longestVersion) return undefined;
  const found = /^\s*[vV]?(\d+(?:\.\d+){0,3})(?:-([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?(?:\+[\dA-Za-z.-]+)?\s*$/.exec(
    text,
  );
  if (!found?.[1]) return undefined;
  const labels = found[2]?.toLowerCase().split(".") ?? [];
  return { numbers: found[1].split(".").map(withoutZeros), labels };
}

function compare(a: NuGetVersion, b: NuGetVersion): number {
  return comparePadded(a.numbers, b.numbers) || compareLabelLists(a.labels, b.labels);
}

function compareLabelLists(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Math.sign(b.length) - Math.sign(a.length);
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const order = compareLabels(a[at] ?? "", b[at] ?? "");
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/**
 * NuGet takes for a number what fits into 32 bits (`int.TryParse`), a sign included; a longer one is text, so greater than every
 * number. Among dates of one length both orders are the same.
 */
function compareLabels(a: string, b: string): number {
  const left = labelNumber(a);
  const right = labelNumber(b);
  if (left !== undefined && right !== undefined) return left - right;
  if (left !== undefined) return -1;
  if (right !== undefined) return 1;
  return compareTexts(a, b);
}

function labelNumber(label: string): number | undefined {
  if (!/^-?\d+$/.test(label)) return undefined;
  const digits = withoutZeros(label.startsWith("-") ? label.slice(1) : label);
  if (digits.length > 10) return undefined;
  const value = label.startsWith("-") ? -Number(digits) : Number(digits);
  return value >= -(2 ** 31) && value < 2 ** 31 ? value : undefined;
}
