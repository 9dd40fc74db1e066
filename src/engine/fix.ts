/**
 * The fix loop for one file. In: a file and the options of a check; out: the text to write, what was applied, what was
 * refused and why, and what is left to the person. A fix stands only when its finding is gone afterwards and nothing new
 * appeared, of any rule there is. Each fix lowers the number of findings, so the loop ends by itself; and it ends only
 * when nothing more can be applied to the very text it hands out, so that fixing twice equals fixing once.
 */
import type { Finding, Fix } from "../finding/finding.ts";
import type { Unit } from "../project/unit.ts";
import { type Edit, editsConflict } from "../text/edit.ts";
import { applyToPatch, createPatch, type OwnedEdit, type Patch, patchChanges } from "../text/patch.ts";
import { createSource, type Source } from "../text/source.ts";
import { type Examined, examine, loneDockerfile } from "./examine.ts";
import { objection, type Tally, tallyOf } from "./fix-guard.ts";
import type { AppliedFix, FixedFile } from "./report.ts";
import { type CheckOptions, ignoring } from "./run.ts";
import { stampFindings } from "./stamp.ts";

/** What may be changed. Rules outside `rules.chosen` are not fixed, but guard what is. */
export interface FixOptions extends CheckOptions {
  /** Also fixes that can change what the image does. */
  readonly unsafe?: boolean;
  /** Paths that are looked at and never changed. */
  readonly leave?: ReadonlySet<string>;
}

/** Passes over one file. Only a file with more overlapping fixes on one place than this meets the limit. */
export const passLimit = 50;

/** Trials over one file: a batch that fails is halved until the fixes that harm are found. */
export const trialLimit = 400;

/** Fixes a Dockerfile that stands alone. Pure: writing is the caller's business. */
export function fixSource(source: Source, options: FixOptions): FixedFile {
  return fixUnit(loneDockerfile(source, options), options);
}

/** What was already done to a file. */
export interface FixProgress {
  readonly patch: Patch;
  readonly applied: readonly AppliedFix[];
}

/** Fixes one file as far as its own text and the options allow. `progress`: go on from there. */
export function fixUnit(unit: Unit, options: FixOptions, progress?: FixProgress): FixedFile & FixProgress {
  const run: Run = { unit, options, trials: 0 };
  let patch = progress?.patch ?? createPatch(unit.source.text);
  const start = patch.current === unit.source.text ? unit.source : createSource(unit.source.path, patch.current);
  let state = look(unit, start, options);
  const applied: AppliedFix[] = [...(progress?.applied ?? [])];
  let refusals: Refusals = new Map();
  let passes = 0;
  const broken = whyLeft(unit, state.examined, options);
  while (broken === undefined && passes < passLimit) {
    passes++;
    const pass = runPass(state, run);
    refusals = pass.refusals;
    if (pass.accepted.length === 0) break;
    patch = applyToPatch(patch, owned(pass.accepted, applied.length));
    for (const { finding, fix } of pass.accepted) applied.push({ finding, fix });
    state = pass.state;
  }
  return {
    before: unit.source,
    after: patch.current,
    applied,
    ...remaining(state.findings, (finding) => broken ?? whyNotFixed(finding, refusals, run, passes)),
    changes: patchChanges(patch),
    passes,
    patch,
  };
}

/** A text and what all rules say of it. */
interface State {
  readonly examined: Examined;
  readonly tally: Tally;
  /** Chosen rules' findings, ignores applied. */
  readonly findings: readonly Finding[];
}

interface Candidate {
  readonly finding: Finding;
  readonly fix: Fix;
}

/** One file's whole loop. */
interface Run {
  readonly unit: Unit;
  readonly options: FixOptions;
  trials: number;
}

/** Why a fix was not taken, on the text of one state. */
type Refusals = Map<Fix, string>;

interface Pass {
  readonly accepted: readonly Candidate[];
  readonly state: State;
  readonly refusals: Refusals;
}

/** Applies as many fixes as do not conflict. When some are refused and none is left, those they were in the way of follow. */
function runPass(start: State, run: Run): Pass {
  const refusals: Refusals = new Map();
  for (;;) {
    const batch = chooseBatch(start, refusals, run);
    if (batch.length === 0) return { accepted: [], state: start, refusals };
    const pass = settle({ accepted: [], state: start, refusals }, batch, start, run);
    if (pass.accepted.length > 0) return pass;
  }
}

/** For each finding in the order of rank the first fix that is allowed, was not refused, and fits beside those before. */
function chooseBatch({ findings }: State, refusals: Refusals, { unit, options }: Run): readonly Candidate[] {
  const batch: Candidate[] = [];
  // Sorted by start, so that only neighbours need a look.
  const taken: Edit[] = [];
  for (const finding of findings) {
    if (finding.suppressed) continue;
    const fix = finding.fixes.find(
      (offer) => isAllowed(offer, options) && staysIn(offer, unit) && !refusals.has(offer),
    );
    if (!fix || fix.edits.some((edit) => conflictsWith(taken, edit))) continue;
    batch.push({ finding, fix });
    for (const edit of fix.edits) taken.splice(placeIn(taken, edit), 0, edit);
  }
  return batch;
}

function conflictsWith(taken: readonly Edit[], edit: Edit): boolean {
  const place = placeIn(taken, edit);
  return [taken[place - 1], taken[place]].some((other) => other !== undefined && editsConflict(edit, other));
}

/** Index of the first edit that starts at or after this one. */
function placeIn(taken: readonly Edit[], edit: Edit): number {
  let low = 0;
  let high = taken.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((taken[middle]?.start ?? 0) < edit.start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Takes the whole batch when that is good, else looks for the bad ones by halving. `start` is the text the candidates'
 * edits belong to; accepted ones are applied to it together.
 */
function settle(pass: Pass, batch: readonly Candidate[], start: State, run: Run): Pass {
  if (run.trials >= trialLimit) {
    for (const { fix } of batch)
      pass.refusals.set(fix, `this file needs more than ${trialLimit} trials; run fix again`);
    return pass;
  }
  const together = [...pass.accepted, ...batch];
  const tried = attempt(start, together, run);
  const why =
    typeof tried === "string"
      ? tried
      : objection(
          pass.state.tally,
          tried.tally,
          batch.map(({ finding }) => finding),
        );
  if (why === undefined && typeof tried !== "string") return { ...pass, accepted: together, state: tried };
  const [only] = batch;
  if (batch.length === 1 && only) {
    pass.refusals.set(only.fix, why ?? "it could not be applied");
    return pass;
  }
  const half = batch.length >> 1;
  const first = settle(pass, batch.slice(0, half), start, run);
  return settle(first, batch.slice(half), start, run);
}

/** The state after the fixes; a sentence when their edits cannot be applied. */
function attempt(start: State, candidates: readonly Candidate[], run: Run): State | string {
  run.trials++;
  const { source } = start.examined;
  try {
    const { current } = applyToPatch(createPatch(source.text), owned(candidates, 0));
    if (current === source.text) return "it changes nothing";
    return look(run.unit, createSource(source.path, current), run.options);
  } catch (error) {
    if (error instanceof RangeError) return "its edits overlap each other or lie outside the file";
    throw error;
  }
}

/** Runs every rule there is, chosen or not: a fix must not break what another preset checks. */
function look(unit: Unit, source: Source, options: FixOptions): State {
  const { known, chosen, severities } = options.rules;
  const examined = examine(unit, known, source);
  const mine = examined.problems.filter(({ rule }) => chosen.has(rule.id));
  const findings = ignoring(options).mark(examined, stampFindings(examined, mine, severities));
  return { examined, findings, tally: tallyOf(examined) };
}

/** Why a file is left as it is: what one cannot read to the end, one does not rewrite. */
function whyLeft(unit: Unit, { facts }: Examined, { leave }: FixOptions): string | undefined {
  if (leave?.has(unit.source.path)) return "The file is not UTF-8: save it as UTF-8 first.";
  if (unit.isFixed) return "It stands inside another file; change it there by hand.";
  const { dockerfile, compose } = facts;
  const fatal =
    dockerfile?.tree.errors.find((error) => error.fatal) ?? compose?.problems.find((problem) => problem.fatal);
  if (fatal) return `The file cannot be read to its end (${fatal.message}); repair that first.`;
  if (!dockerfile) return undefined;
  return dockerfile.cycles.length > 0 ? "The stages need each other in a circle; repair that first." : undefined;
}

/** What is still there, sorted into what had a fix and what had none. */
function remaining(findings: readonly Finding[], whyNot: (finding: Finding) => string | undefined) {
  const refused: { finding: Finding; why: string }[] = [];
  const left: Finding[] = [];
  for (const finding of findings) {
    if (finding.suppressed) continue;
    const why = finding.fixes.length > 0 || finding.refusal !== undefined ? whyNot(finding) : undefined;
    if (why === undefined) left.push(finding);
    else refused.push({ finding, why });
  }
  return { refused, left };
}

function whyNotFixed(finding: Finding, refusals: Refusals, { unit, options }: Run, passes: number): string | undefined {
  const allowed = finding.fixes.filter((fix) => isAllowed(fix, options));
  const why = allowed.map((fix) => refusals.get(fix)).find((reason) => reason !== undefined);
  if (why !== undefined) return `The fix was taken back: ${why}.`;
  if (allowed.length > 0 && !allowed.some((fix) => staysIn(fix, unit))) return "Its fix changes other files as well.";
  if (allowed.length > 0)
    return passes >= passLimit
      ? `The file needs more than ${passLimit} passes; run fix again.`
      : "Another fix changes the same place; look at it by hand.";
  if (finding.fixes.length > 0)
    return "The fix is unsafe: it can change what the image does. Look at it with --unsafe --dry-run.";
  return finding.refusal;
}

/** True when a fix changes nothing but the file its finding was made in. */
function staysIn(fix: Fix, { source }: Unit): boolean {
  return fix.edits.every(({ path }) => path === undefined || path === source.path);
}

/** True when the options let a fix be made. */
export function isAllowed(fix: Fix, options: FixOptions): boolean {
  return fix.edits.length > 0 && (fix.safety === "safe" || options.unsafe === true);
}

function owned(candidates: readonly Candidate[], first: number): readonly OwnedEdit[] {
  return candidates.flatMap(({ fix }, index) => fix.edits.map((edit) => ({ ...edit, owner: first + index })));
}
