/**
 * What a run makes of the vulnerabilities of an image: which of them fail it, what the checklist says, what stays open. In:
 * what was found, or why nothing was asked. "Nothing found" and "nothing looked at" never come out the same.
 */
import { isAtLeast, type Severity, severities } from "../finding/finding.ts";
import { countText } from "../text/quantities.ts";
import { hasFreeFix } from "../vulnerabilities/filter.ts";
import type { Vulnerabilities, Vulnerability } from "../vulnerabilities/vulnerability.ts";
import type { OpenUnknown } from "./open-unknown.ts";
import type { HabitState, Report } from "./report.ts";

/** What was found, or why nothing was asked. */
export type AskedVulnerabilities = Vulnerabilities | NothingAsked;

export interface NothingAsked {
  /** A sentence, with the next step where it is not what the user asked for. */
  readonly whyNot: string;
  /** They were wanted, and could not be looked for: the run ends with 2. */
  readonly isFatal?: boolean;
}

/** What exits with 1. */
export interface FailWhen {
  readonly failOn: Severity | "never";
  /** `--fail-on-fixable`: only what has a fix that everybody can have. */
  readonly isFixableOnly?: boolean;
}

/** What nobody rated stands where its risk stands, in the middle; one that is exploited fails whatever is asked. */
const unratedAs: Severity = "medium";

/** True for a vulnerability that fails a run: neither excused nor unimportant, and bad enough. */
export function isFailing(one: Vulnerability, { failOn, isFixableOnly }: FailWhen): boolean {
  if (failOn === "never" || one.suppressed || one.isUnimportant) return false;
  if (isFixableOnly && !hasFreeFix(one)) return false;
  if (one.severity !== "unknown") return isAtLeast(one.severity, failOn);
  return one.kev !== undefined || isAtLeast(unratedAs, failOn);
}

/** Those of a report that fail it; none where nothing was asked. */
export function failingVulnerabilities(report: Report, when: FailWhen): readonly Vulnerability[] {
  const { vulnerabilities: all } = report;
  return all === undefined || "whyNot" in all ? [] : all.found.filter((one) => isFailing(one, when));
}

/** What could not be looked for. */
export function vulnerabilityUnknowns(asked: AskedVulnerabilities | undefined): readonly OpenUnknown[] {
  if (asked === undefined) return [];
  if (!("whyNot" in asked))
    return asked.unknowns.map(({ what, why, fatal = false }) => ({
      habits: fatal ? ["vulnerabilities"] : [],
      unknown: { what, why, fatal },
    }));
  if (!asked.isFatal) return [];
  return [
    {
      habits: ["vulnerabilities"],
      unknown: { what: "known vulnerabilities of the packages", why: asked.whyNot, fatal: true },
    },
  ];
}

/**
 * The line of the checklist, as far as vulnerabilities decide it; undefined where nobody asked. Fixable or not does not count:
 * a hole that nobody can close is there.
 */
export function vulnerabilityHabit(
  asked: AskedVulnerabilities | undefined,
  failOn: Severity | "never",
): Omit<HabitState, "habit"> | undefined {
  if (asked === undefined) return undefined;
  if ("whyNot" in asked) return { state: "unknown", why: asked.whyNot };
  const threshold = failOn === "never" ? "high" : failOn;
  const bad = asked.found.filter((one) => isFailing(one, { failOn: threshold }));
  const [first] = bad;
  if (first) {
    const worst = bad.reduce((a, b) => (rankOf(b) < rankOf(a) ? b : a), first);
    const exploited = bad.filter(({ kev }) => kev !== undefined).length;
    const known = exploited > 0 ? `, ${exploited} known to be exploited` : "";
    return {
      state: "broken",
      why: `${counted(bad.length)} at or above ${threshold}${known}; the worst is ${worst.severity}: ${worst.id} in ${worst.package.name}`,
    };
  }
  const gap = asked.unknowns.find(({ fatal }) => fatal);
  if (gap) return { state: "unknown", why: `${gap.what}: ${gap.why}` };
  if (asked.searched === 0) return { state: "unknown", why: "no package was found that advisories are about" };
  const rest = asked.found.filter(({ suppressed, isUnimportant }) => !suppressed && !isUnimportant);
  const unrated = rest.filter(({ severity }) => severity === "unknown").length;
  const milder = rest.length - unrated;
  const ignored = asked.found.filter(({ suppressed }) => suppressed).length;
  const notes = [
    ...(milder > 0 ? [`${counted(milder)} below that`] : []),
    ...(unrated > 0 ? [`${counted(unrated)} that nobody rated`] : []),
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
  ];
  return {
    state: "holds",
    why: `nothing known at or above ${threshold} in ${countText(asked.searched, "package")}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`,
  };
}

function counted(count: number): string {
  return count === 1 ? "1 vulnerability" : `${count} vulnerabilities`;
}

function rankOf({ severity }: Vulnerability): number {
  return severity === "unknown" ? severities.length : severities.indexOf(severity);
}
