/**
 * A check from end to end. In: Dockerfiles that were read, or the reason why one was not, and the options; out: a Report.
 * Pure: no disk, no clock (`today` is given), no network. Refuses nothing: what goes wrong is an Unknown in the report.
 */
import { type Finding, isAtLeast, type Severity } from "../finding/finding.ts";
import type { Rule } from "../rules/rule.ts";
import type { Source } from "../text/source.ts";
import { applyBaseline, type Baseline, staleEntries } from "./baseline.ts";
import { type BuildOptions, type Examined, examine } from "./examine.ts";
import { habitStates } from "./habits.ts";
import { readIgnoreComments } from "./ignore-comments.ts";
import { applyIgnores, type ConfigIgnore, configIgnores, type Ignore, unusedIgnores } from "./ignores.ts";
import type { RuleSet } from "./presets.ts";
import type { Report } from "./report.ts";
import { findRules } from "./rule-names.ts";
import { secretRules, secretValues, valueMasker } from "./secret-values.ts";
import { byRank, stampFindings } from "./stamp.ts";
import { type OpenUnknown, unknownsOf, unreadableFile } from "./unknowns.ts";

/** A Dockerfile that was read, or why it was not: a sentence that ends with the next step. */
export type Input =
  | { readonly source: Source }
  | { readonly unreadable: { readonly path: string; readonly why: string } };

/** Everything a check depends on besides the files. */
export interface CheckOptions extends BuildOptions {
  readonly rules: RuleSet;
  /** YYYY-MM-DD, for ignores that end. */
  readonly today: string;
  readonly tool?: Report["tool"];
  /** What the report calls the thing that was checked. */
  readonly project?: string;
  readonly ignores?: readonly ConfigIgnore[];
  readonly baseline?: Baseline;
}

/** The version is the caller's to give: reading package.json is not the engine's business. */
const unnamedTool: Report["tool"] = { name: "seaworthy", version: "0.0.0" };

/** Checks the files with the chosen rules. */
export function check(inputs: Iterable<Input>, options: CheckOptions): Report {
  const { known, chosen } = options.rules;
  const rules = known.filter((rule) => chosen.has(rule.id));
  const looking = [...rules, ...secretRules.filter((rule) => !rules.includes(rule))];
  const ignore = ignoring(options);
  const findings: Finding[] = [];
  const unknowns: OpenUnknown[] = [];
  const sources = new Map<string, Source>();
  const ran = new Map<string, Rule>();
  const secrets: string[] = [];
  for (const input of inputs) {
    if ("unreadable" in input) {
      unknowns.push(unreadableFile(input.unreadable.path, input.unreadable.why));
      continue;
    }
    const examined = examine(input.source, looking, options);
    sources.set(input.source.path, input.source);
    for (const rule of examined.ran) if (chosen.has(rule.id)) ran.set(rule.id, rule);
    const problems = examined.problems.filter(({ rule }) => chosen.has(rule.id));
    const stamped = stampFindings(examined.dockerfile, problems, options.rules.severities);
    // No spread: a hostile file has more findings than a call takes arguments.
    for (const finding of ignore.mark(examined, stamped)) findings.push(finding);
    for (const unknown of unknownsOf(examined, options.stage)) unknowns.push(unknown);
    for (const secret of secretValues(examined)) secrets.push(secret);
  }
  findings.sort(byRank);
  const files = [...sources.keys()];
  const intact = intactRules(ran, unknowns);
  return {
    tool: options.tool ?? unnamedTool,
    target: { kind: "project", name: options.project ?? "." },
    files,
    findings,
    habits: habitStates({ files, findings, unknowns, ran: ran.values(), known }),
    unknowns: unknowns.map(({ unknown }) => unknown),
    unusedIgnores: [
      ...ignore.unused(intact),
      ...(options.baseline ? staleEntries(options.baseline, findings, files, intact) : []),
    ],
    sources,
    rules: ran,
    mask: valueMasker(secrets, known),
  };
}

/**
 * 2 when something could not be looked at, else 1 when an unsuppressed finding is at least as bad as `failOn`, else 0.
 * `never` fails on nothing found.
 */
export function exitStatus(report: Report, failOn: Severity | "never"): 0 | 1 | 2 {
  if (report.unknowns.some((unknown) => unknown.fatal)) return 2;
  if (failOn === "never") return 0;
  return report.findings.some(({ severity, suppressed }) => !suppressed && isAtLeast(severity, failOn)) ? 1 : 0;
}

/** The ignores of a run: `mark` is called once a file, `unused` at the end. */
export function ignoring(options: CheckOptions) {
  const { known } = options.rules;
  const configured = configIgnores(
    options.ignores ?? [],
    ({ rule, at }) => findRules(known, rule, `${at.path}, line ${at.line},`).map(({ id }) => id),
    options.today,
  );
  const all = new Set<Ignore>();
  const used = new Set<Ignore>();
  return {
    mark({ dockerfile }: Examined, findings: readonly Finding[]): readonly Finding[] {
      const path = dockerfile.source.path;
      const ignores = [
        ...readIgnoreComments(dockerfile.tree, known, options.today),
        ...configured.filter(({ matches }) => matches(path)).map(({ ignore }) => ignore),
      ];
      const ignored = applyIgnores(findings, ignores);
      for (const ignore of ignores) all.add(ignore);
      for (const ignore of ignored.used) used.add(ignore);
      return options.baseline ? applyBaseline(ignored.findings, options.baseline) : ignored.findings;
    },
    unused: (ran: ReadonlySet<string>) => unusedIgnores(all, used, ran),
  };
}

/** Rules that looked at every file that should have been looked at: only they can prove an ignore useless. */
function intactRules(ran: ReadonlyMap<string, Rule>, unknowns: readonly OpenUnknown[]): ReadonlySet<string> {
  return unknowns.some(({ unknown }) => unknown.fatal) ? new Set() : new Set(ran.keys());
}
