/**
 * A check from end to end. In: Dockerfiles that were read, or the reason why one was not, and the options; out: a Report.
 * Pure: no disk, no clock (`today` is given), no network. Refuses nothing: what goes wrong is an Unknown in the report.
 */
import { type Finding, isAtLeast, type LocatedUnknown, type Problem, type Severity } from "../finding/finding.ts";
import type { ImageFacts } from "../inventory/image-facts.ts";
import type { Unit } from "../project/unit.ts";
import type { Rule } from "../rules/rule.ts";
import type { Place, Source } from "../text/source.ts";
import { applyBaseline, type Baseline, staleEntries } from "./baseline.ts";
import { type BuildOptions, type Examined, examine, loneDockerfile } from "./examine.ts";
import { habitStates } from "./habits.ts";
import { readIgnoreComments } from "./ignore-comments.ts";
import { applyIgnores, type ConfigIgnore, configIgnores, type Ignore, unusedIgnores } from "./ignores.ts";
import type { OpenUnknown } from "./open-unknown.ts";
import type { RuleSet } from "./presets.ts";
import type { Report } from "./report.ts";
import { findRules } from "./rule-names.ts";
import { secretRules, secretValues, valueMasker } from "./secret-values.ts";
import { byRank, stampFindings } from "./stamp.ts";
import { saidOnce, unknownsOf, unreadableFile } from "./unknowns.ts";
import {
  type AskedVulnerabilities,
  type FailWhen,
  failingVulnerabilities,
  vulnerabilityUnknowns,
} from "./vulnerabilities.ts";

/** A file of a project, a Dockerfile by itself, or why one was not read: a sentence that ends with the next step. */
export type Input =
  | { readonly unit: Unit }
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
  /** What is known to be wrong with the packages; absent where nobody asked. */
  readonly vulnerabilities?: AskedVulnerabilities;
  /** `--fail-on`: from which severity on the habit `vulnerabilities` is broken; `high` when absent or `never`. */
  readonly failOn?: Severity | "never";
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
  const examinedPaths = new Set<string>();
  const ran = new Map<string, Rule>();
  const secrets: string[] = [];
  let image: ImageFacts | undefined;
  const news = newsOfOthers();
  for (const input of inputs) {
    if ("unreadable" in input) {
      unknowns.push(unreadableFile(input.unreadable.path, input.unreadable.why));
      continue;
    }
    const examined = examine(unitOf(input, options), looking);
    addSources(sources, examined);
    image ??= examined.facts.image;
    examinedPaths.add(examined.source.path);
    for (const rule of examined.ran) if (chosen.has(rule.id)) ran.set(rule.id, rule);
    const problems = examined.problems.filter(({ rule }) => chosen.has(rule.id));
    const stamped = stampFindings(examined, problems, options.rules.severities);
    // No spread: a hostile file has more findings than a call takes arguments.
    for (const finding of ignore.mark(examined, stamped)) if (news.isNew(finding, examined)) findings.push(finding);
    for (const unknown of unknownsOf(examined, options.stage))
      if (news.isNew(unknown.unknown, examined)) unknowns.push(unknown);
    for (const secret of secretValues(examined)) secrets.push(secret);
  }
  findings.sort(byRank);
  const { vulnerabilities } = options;
  const open = saidOnce([...unknowns, ...vulnerabilityUnknowns(vulnerabilities)]);
  const files = [...examinedPaths];
  const intact = intactRules(ran, open);
  const evidence = {
    ...{ files, findings, unknowns: open, ran: ran.values(), known, failOn: options.failOn ?? "high" },
    ...(image ? { image } : {}),
    ...(vulnerabilities ? { vulnerabilities } : {}),
  };
  return {
    tool: options.tool ?? unnamedTool,
    target: { kind: image && !image.project ? "image" : "project", name: options.project ?? "." },
    ...(image ? { image } : {}),
    ...(vulnerabilities ? { vulnerabilities: shownVulnerabilities(vulnerabilities) } : {}),
    files,
    findings,
    habits: habitStates(evidence),
    unknowns: open.map(({ unknown }) => unknown),
    unusedIgnores: [
      ...ignore.unused(intact),
      ...(options.baseline ? staleEntries(options.baseline, findings, files, intact) : []),
      ...(vulnerabilities && !("whyNot" in vulnerabilities) ? vulnerabilities.unusedIgnores : []),
    ],
    sources,
    rules: ran,
    mask: valueMasker(secrets, known),
  };
}

function shownVulnerabilities(asked: AskedVulnerabilities): NonNullable<Report["vulnerabilities"]> {
  return "whyNot" in asked ? { whyNot: asked.whyNot } : asked;
}

/** What is examined for an input. */
export function unitOf(input: Exclude<Input, { readonly unreadable: unknown }>, options: BuildOptions): Unit {
  return "unit" in input ? input.unit : loneDockerfile(input.source, options);
}

/** The file itself, those that its problems point into, and the Dockerfile that the steps of an image lie in. */
function addSources(sources: Map<string, Source>, { unit, source, problems, facts }: Examined): void {
  // A text inside another file must not hide that file.
  if (!unit.isFixed || !sources.has(source.path)) sources.set(source.path, source);
  const steps = facts.image?.steps ?? [];
  for (const { path } of [
    ...problems.flatMap(({ problem }) => placesOf(problem)),
    ...steps.map(({ place }) => place),
  ]) {
    const other = path === undefined || sources.has(path) ? undefined : unit.sourceOf(path);
    if (other) sources.set(other.path, other);
  }
}

/** Says of what lies in another file than the one looked at whether it was said before: several files may extend one. */
function newsOfOthers() {
  const said = new Set<string>();
  return {
    isNew: (one: Finding | LocatedUnknown, { source }: Examined): boolean => {
      const { location } = one;
      if (!location || location.path === source.path) return true;
      const what = "rule" in one ? one.rule : one.what;
      const key = [what, location.path, location.span.start, location.span.end].join("\0");
      return said.size < said.add(key).size;
    },
  };
}

/** Every place a problem speaks of, and those its fixes change. */
function placesOf({ at, related, fixes }: Problem): readonly Place[] {
  return [at, ...(related ?? []).map((one) => one.at), ...(fixes ?? []).flatMap(({ edits }) => edits)];
}

/**
 * 2 when something could not be looked at, else 1 when an unsuppressed finding or vulnerability is at least as bad as `failOn`,
 * else 0. `never` fails on nothing found.
 */
export function exitStatus(report: Report, failOn: FailWhen["failOn"], when: Omit<FailWhen, "failOn"> = {}): 0 | 1 | 2 {
  if (report.unknowns.some((unknown) => unknown.fatal)) return 2;
  if (failOn === "never") return 0;
  if (failingVulnerabilities(report, { ...when, failOn }).length > 0) return 1;
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
    mark(examined: Examined, findings: readonly Finding[]): readonly Finding[] {
      const { path } = examined.source;
      const ignores = [
        ...readIgnoreComments(examined, known, options.today),
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
