/**
 * The fix loop for one file. In: a source and the options of a check; out: the text to write, what was applied, what was
 * refused and why, and what is left to the person. A fix stands only when its finding is gone afterwards and nothing new
 * appeared, of any rule there is. Each fix lowers the number of findings, so the loop ends by itself; and it ends only
 * when nothing more can be applied to the very text it hands out, so that fixing twice equals fixing once.
 */
import type { Finding, Fix } from "../finding/finding.ts";
import { type Edit, editsConflict } from "../text/edit.ts";
import { applyToPatch, createPatch, type OwnedEdit, patchChanges } from "../text/patch.ts";
import { createSource, type Source } from "../text/source.ts";
import { type Examined, examine } from "./examine.ts";
import { objection, type Tally, tallyOf } from "./fix-guard.ts";
import type { AppliedFix, FixedFile } from "./report.ts";
import { type CheckOptions, ignoring } from "./run.ts";
import { stampFindings } from "./stamp.ts";

/** What may be changed. Rules outside `rules.chosen` are not fixed, but guard what is. */
export interface FixOptions extends CheckOptions {
  /** Also fixes that can change what the image does. */
  readonly unsafe?: boolean;
}

/** Passes over one file. Only a file with more overlapping fixes on one place than this meets the limit. */
export const passLimit = 50;

/** Trials over one file: a batch that fails is halved until the fixes that harm are found. */
export const trialLimit = 400;

/** Fixes one file as far as the options allow. Pure: writing is the caller's business. */
export function fixSource(source: Source, options: FixOptions): FixedFile {
  const run: Run = { options, trials: 0 };
  let state = look(source, options);
  let patch = createPatch(source.text);
  const applied: AppliedFix[] = [];
  let refusals: Refusals = new Map();
  let passes = 0;
  const broken = unreadable(state.examined);
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
    before: source,
    after: patch.current,
    applied,
    ...remaining(state.findings, (finding) => broken ?? whyNotFixed(finding, refusals, options, passes)),
    changes: patchChanges(patch),
    passes,
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
    const batch = chooseBatch(start, refusals, run.options);
    if (batch.length === 0) return { accepted: [], state: start, refusals };
    const pass = settle({ accepted: [], state: start, refusals }, batch, start, run);
    if (pass.accepted.length > 0) return pass;
  }
}

/** For each finding in the order of rank the first fix that is allowed, was not refused, and fits beside those before. */
function chooseBatch({ findings }: State, refusals: Refusals, options: FixOptions): readonly Candidate[] {
  const batch: Candidate[] = [];
  // Sorted by start, so that only neighbours need a look.
  const taken: Edit[] = [];
  for (const finding of findings) {
    if (finding.suppressed) continue;
    const fix = finding.fixes.find((offer) => isAllowed(offer, options) && !refusals.has(offer));
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
  const { source } = start.examined.dockerfile;
  try {
    const { current } = applyToPatch(createPatch(source.text), owned(candidates, 0));
    if (current === source.text) return "it changes nothing";
    return look(createSource(source.path, current), run.options);
  } catch (error) {
    if (error instanceof RangeError) return "its edits overlap each other or lie outside the file";
    throw error;
  }
}

/** Runs every rule there is, chosen or not: a fix must not break what another preset checks. */
function look(source: Source, options: FixOptions): State {
  const { known, chosen, severities } = options.rules;
  const examined = examine(source, known, options);
  const mine = examined.problems.filter(({ rule }) => chosen.has(rule.id));
  const findings = ignoring(options).mark(examined, stampFindings(examined.dockerfile, mine, severities));
  return { examined, findings, tally: tallyOf(examined) };
}

/** Why a file is left as it is: what one cannot read to the end, one does not rewrite. */
function unreadable({ dockerfile: { tree, cycles } }: Examined): string | undefined {
  const fatal = tree.errors.find((error) => error.fatal);
  if (fatal) return `The file cannot be read to its end (${fatal.message}); repair that first.`;
  return cycles.length > 0 ? "The stages need each other in a circle; repair that first." : undefined;
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

function whyNotFixed(finding: Finding, refusals: Refusals, options: FixOptions, passes: number): string | undefined {
  const allowed = finding.fixes.filter((fix) => isAllowed(fix, options));
  const why = allowed.map((fix) => refusals.get(fix)).find((reason) => reason !== undefined);
  if (why !== undefined) return `The fix was taken back: ${why}.`;
  if (allowed.length > 0)
    return passes >= passLimit
      ? `The file needs more than ${passLimit} passes; run fix again.`
      : "Another fix changes the same place; look at it by hand.";
  if (finding.fixes.length > 0)
    return "The fix is unsafe: it can change what the image does. Look at it with --unsafe --dry-run.";
  return finding.refusal;
}

function isAllowed(fix: Fix, options: FixOptions): boolean {
  return fix.edits.length > 0 && (fix.safety === "safe" || options.unsafe === true);
}

function owned(candidates: readonly Candidate[], first: number): readonly OwnedEdit[] {
  return candidates.flatMap(({ fix }, index) => fix.edits.map((edit) => ({ ...edit, owner: first + index })));
}
