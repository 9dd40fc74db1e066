/**
 * The checklist. In: what a run found, could not decide, and which rules looked; out: for each habit whether it holds, is
 * broken, or was not looked at, with the reason. A habit nobody looked at never reads as holding.
 */
import { type Finding, type Habit, habits, isAtLeast, type Severity } from "../finding/finding.ts";
import type { ImageFacts } from "../inventory/image-facts.ts";
import type { Rule } from "../rules/rule.ts";
import type { OpenUnknown } from "./open-unknown.ts";
import type { HabitState } from "./report.ts";
import { type AskedVulnerabilities, vulnerabilityHabit } from "./vulnerabilities.ts";

/** What the checklist is made from. */
export interface Evidence {
  readonly files: readonly string[];
  readonly findings: readonly Finding[];
  readonly unknowns: readonly OpenUnknown[];
  /** Rules that ran in this run. */
  readonly ran: Iterable<Rule>;
  /** Every rule there is. */
  readonly known: readonly Rule[];
  /** The image that was looked at, where it was one and not the files of a project. */
  readonly image?: Pick<ImageFacts, "hasConfig" | "source" | "project">;
  /** What is known to be wrong with its packages, where somebody asked. */
  readonly vulnerabilities?: AskedVulnerabilities;
  /** From which severity on a vulnerability counts; `high` when absent. */
  readonly failOn?: Severity | "never";
}

/** One line for each habit, in the order of the checklist. */
export function habitStates(evidence: Evidence): readonly HabitState[] {
  const ran = [...evidence.ran];
  return habits.map((habit) => ({ habit, ...stateOf(habit, ran, evidence) }));
}

function stateOf(habit: Habit, allRan: readonly Rule[], evidence: Evidence): Omit<HabitState, "habit"> {
  const found = evidence.findings.filter((finding) => finding.habit === habit);
  const open = found.filter((finding) => finding.suppressed === undefined);
  const bad = open.filter((finding) => isAtLeast(finding.severity, "low"));
  const told =
    habit === "vulnerabilities" ? vulnerabilityHabit(evidence.vulnerabilities, evidence.failOn ?? "high") : undefined;
  // What is known to be wrong says more than what a rule has to say about it.
  if (told && (bad.length === 0 || told.state === "broken")) return told;
  if (bad.length > 0) return { state: "broken", why: brokenWhy(bad) };
  const untold = evidence.image && untoldBy(evidence.image, habit);
  if (untold !== undefined) return { state: "unknown", why: untold };
  const ran = allRan.filter((rule) => rule.habit === habit);
  if (ran.length === 0 || evidence.files.length === 0) return { state: "unknown", why: notLooked(habit, evidence) };
  const gap = evidence.unknowns.find((unknown) => unknown.habits.includes(habit))?.unknown;
  if (gap) return { state: "unknown", why: `${gap.what}: ${gap.why}` };
  return { state: "holds", why: holdsWhy(habit, ran, found.length - open.length, open.length, evidence) };
}

/** `2 findings; the worst is critical: secret-in-env`. */
function brokenWhy(bad: readonly Finding[]): string {
  const worst = bad.reduce((a, b) => (isAtLeast(a.severity, b.severity) ? a : b));
  return `${counted(bad.length, "finding")}; the worst is ${worst.severity}: ${worst.rule}`;
}

function holdsWhy(habit: Habit, ran: readonly Rule[], ignored: number, advice: number, { known }: Evidence): string {
  const all = known.filter((rule) => rule.habit === habit).length;
  const looked = `${ran.length} of ${counted(all, "rule")} looked`;
  const notes = [
    ...(ignored > 0 ? [`${counted(ignored, "finding")} ignored`] : []),
    ...(advice > 0 ? [`${counted(advice, "piece")} of advice`] : []),
  ];
  return `${looked} and found ${notes.length > 0 ? `nothing else: ${notes.join(", ")}` : "nothing"}`;
}

/** What a run may not have looked at. */
const outside: Partial<Record<Habit, string>> = {
  context: "this run looked at no build context",
  fresh: "this run asked no registry about the base",
  vulnerabilities: "this run scanned no image",
  runtime: "this run looked at no Compose file and no run command",
};

/** Why what was opened cannot tell, whatever the rules say: it is only a part of an image. */
function untoldBy(
  { hasConfig, source, project }: Pick<ImageFacts, "hasConfig" | "source" | "project">,
  habit: Habit,
): string | undefined {
  if (project)
    return habit === "vulnerabilities" ? undefined : "lockfiles list packages: `seaworthy check` looks at the project";
  if (source === "sbom") return "an SBOM lists packages: scan the image itself";
  if (hasConfig || !needConfig.has(habit)) return undefined;
  return "a root file system has no config, which says how a container is started";
}

const needConfig: ReadonlySet<Habit> = new Set(["user", "health", "runtime", "build"]);

/** What an image does not tell. */
const ofImages: Partial<Record<Habit, string>> = {
  context: "an image does not tell the context it was built from; `seaworthy context` looks at that",
  pinned: "an image does not tell how its Dockerfile names the base; `seaworthy check` looks at that",
  vulnerabilities: "this run asked no advisories",
  runtime: "this run looked at no Compose file and no run command",
};

function notLooked(habit: Habit, { files, known, image }: Evidence): string {
  if (files.length === 0) return "no file could be checked";
  if (image) return ofImages[habit] ?? "no rule of this habit that was chosen looks at images";
  if (known.some((rule) => rule.habit === habit)) return "no rule of this habit was chosen for this run";
  return outside[habit] ?? "no rule of this habit looks at these files";
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
