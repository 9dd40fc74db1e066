/** What all formats of a comparison say alike. Texts of others are neither masked nor escaped. */
import { countText, readableBytes } from "../../text/quantities.ts";
import type { Comparison } from "../../vulnerabilities/compare.ts";
import type { PackageChange, PackageChanges } from "../../vulnerabilities/compare-packages.ts";
import type { Vulnerability } from "../../vulnerabilities/vulnerability.ts";
import { countedSeverities } from "./shown-vulnerabilities.ts";

/** A comparison with those of its new vulnerabilities that make the run fail. */
export interface JudgedComparison extends Comparison {
  readonly regressions: readonly Vulnerability[];
  /** What could not be looked at, sentences. */
  readonly unread: readonly string[];
}

/** `2 critical, 1 high`; "none" where there are none. */
export function severityWords(all: readonly Vulnerability[]): string {
  const counts = countedSeverities.flatMap((severity) => {
    const count = all.filter((one) => one.severity === severity).length;
    return count > 0 ? [`${count} ${severity}`] : [];
  });
  return counts.length > 0 ? counts.join(", ") : "none";
}

/** The line that everything else is about. */
export function verdict({ regressions, vulnerabilities: { added, gone }, unread }: JudgedComparison): string {
  const better = `${gone.length} gone, ${added.length} new`;
  if (regressions.length > 0)
    return `Worse: ${regressions.length} new ${regressions.length === 1 ? "vulnerability" : "vulnerabilities"} that ${regressions.length === 1 ? "counts" : "count"} (${severityWords(regressions)}); ${gone.length} gone`;
  if (unread.length > 0) return `Not everything was looked at: ${better}`;
  if (added.length === 0) return gone.length === 0 ? "No change in vulnerabilities" : `Better: ${better}`;
  return `No new vulnerability that counts: ${better}`;
}

/** A fact that both images have. */
export interface Row {
  readonly label: string;
  readonly old: string;
  readonly new: string;
  /** How much more or less; "" for no change, and for what is no number. */
  readonly change: string;
  readonly isWorse: boolean;
}

/** Size, layers, packages, user and system; rows that are not known of either are left out. */
export function rowsOf({ old, new: next }: Comparison): readonly Row[] {
  const bytes = next.bytes - old.bytes;
  return [
    row("Size", readableBytes(old.bytes), readableBytes(next.bytes), signed(bytes, readableBytes(Math.abs(bytes)))),
    row("Layers", String(old.layers), String(next.layers), signed(next.layers - old.layers)),
    row("Packages", String(old.packages), String(next.packages), signed(next.packages - old.packages)),
    {
      ...row("User", old.user ?? "not known", next.user ?? "not known", ""),
      isWorse: next.isRoot === true && old.isRoot === false,
    },
    row("System", old.system ?? "not known", next.system ?? "not known", ""),
  ].filter((each) => each.old !== "not known" || each.new !== "not known");
}

function row(label: string, old: string, next: string, change: string): Row {
  return { label, old, new: next, change, isWorse: false };
}

function signed(difference: number, text = String(Math.abs(difference))): string {
  if (difference === 0) return "";
  return `${difference > 0 ? "+" : "-"}${text}`;
}

/** The lists of packages in the order they are told. */
export const packageLists: readonly (readonly [key: keyof PackageChanges, title: string])[] = [
  ["added", "added"],
  ["removed", "removed"],
  ["upgraded", "upgraded"],
  ["downgraded", "downgraded"],
  ["changed", "changed in version"],
];

/** `openssl 3.0.11 -> 3.0.13`, `curl 8.1`. */
export function changeWords({ name, from, to }: PackageChange): string {
  const versions = [from, to].filter((all) => all.length > 0).map((all) => all.join(", "));
  return `${name} ${versions.join(" -> ")}`;
}

/** `3 added, 1 removed`; "no change". */
export function packageWordsOf(changes: PackageChanges): string {
  const counts = packageLists.flatMap(([key, title]) =>
    changes[key].length > 0 ? [`${changes[key].length} ${title}`] : [],
  );
  return counts.length > 0 ? counts.join(", ") : "no change";
}

/** `and 12 more packages`. */
export function moreWords(rest: number, noun: string): string {
  return `and ${countText(rest, `more ${noun}`)}`;
}
