/**
 * The fix loop for a whole project. First each file is fixed on its own text; then fixes that change other files, or make
 * new ones, are tried one by one: such a fix stands when its finding is gone and no file around has a finding more. In: a
 * project and the options of a check; out: what was done to each file. Pure: writing is the caller's business.
 */
import type { Finding, Fix } from "../finding/finding.ts";
import type { Project } from "../project/project.ts";
import type { Unit } from "../project/unit.ts";
import { applyEdits, type FileEdit } from "../text/edit.ts";
import { applyToPatch, createPatch, patchChanges } from "../text/patch.ts";
import { createSource } from "../text/source.ts";
import { examine } from "./examine.ts";
import { type FixOptions, type FixProgress, fixUnit, isAllowed, trialLimit } from "./fix.ts";
import { joinTallies, objection, type Tally, tallyOf } from "./fix-guard.ts";
import type { AppliedFix, FixedFile } from "./report.ts";

/** Rounds of own fixes and shared ones. Each shared fix cures a finding, so two are nearly always enough. */
export const roundLimit = 8;

/** Files around a changed one that are looked at again. More stand together only where nothing links them. */
export const neighbourLimit = 200;

type Result = FixedFile & FixProgress;

/** Everything that is known while the loop runs. */
interface Run {
  readonly options: FixOptions;
  project: Project;
  /** Rises with each change of the project. */
  version: number;
  /** The version a file's result was worked out in: what it says of other files is of that time. */
  readonly seen: Map<string, number>;
  /** By path, those of new files among them. */
  readonly results: Map<string, Result>;
  /** Files that are to be looked at again. */
  stale: Set<string>;
  /** Why a shared fix was not taken, by finding and title. */
  readonly refusals: Map<string, string>;
  trials: number;
}

/** Fixes every file of a project. `onFile` is told each file as it is taken up. */
export function fixProject(project: Project, options: FixOptions, onFile?: () => void): readonly FixedFile[] {
  const run: Run = {
    options,
    project,
    version: 0,
    seen: new Map(),
    results: new Map(),
    stale: new Set(project.units.map(({ source }) => source.path)),
    refusals: new Map(),
    trials: 0,
  };
  for (let round = 0; round < roundLimit && run.stale.size > 0; round++) {
    fixStale(run, round === 0 ? onFile : undefined);
    makeShared(run);
  }
  return [...run.results.values()].map((result) => explained(result, run));
}

/** Own fixes of the files that are new or stand beside a change. */
function fixStale(run: Run, onFile: (() => void) | undefined): void {
  const changed = new Map<string, string>();
  for (const unit of run.project.units) {
    const { path } = unit.source;
    if (unit.isFixed || !run.stale.has(path)) continue;
    const { after } = fixOwn(unit, run);
    if (after !== unit.source.text) changed.set(path, after);
    onFile?.();
  }
  run.stale = new Set();
  if (changed.size > 0) change(run, run.project.with(changed));
}

/** Goes on with the own fixes of one file, as the project is now. */
function fixOwn(unit: Unit, run: Run): Result {
  const { path } = unit.source;
  const before = run.results.get(path);
  // The unit of a project that was changed has the changed text; edits are counted from the one that was read.
  const original = before ? { ...unit, source: before.before } : unit;
  const result = fixUnit(original, run.options, before);
  const kept = before?.isNew ? { ...result, isNew: before.isNew } : result;
  run.results.set(path, kept);
  run.seen.set(path, run.version);
  return kept;
}

function change(run: Run, project: Project): void {
  run.project = project;
  run.version += 1;
}

/** Shared fixes, each tried by itself, worst finding first. */
function makeShared(run: Run): void {
  for (const path of [...run.results.keys()]) {
    const result = withShared(path, run);
    for (const { finding } of result?.refused ?? []) {
      if (!result || run.stale.has(path)) break;
      const fix = nextShared(finding, result, run);
      if (!fix) continue;
      const why = tryShared(finding, fix, result, run);
      if (why !== undefined) run.refusals.set(keyOf(finding, fix), why);
    }
  }
}

/** The file's result when it has a shared fix to try, as the project is now. */
function withShared(path: string, run: Run): Result | undefined {
  const result = run.results.get(path);
  if (!result?.refused.some(({ finding }) => nextShared(finding, result, run))) return undefined;
  if (run.seen.get(path) === run.version) return result;
  const unit = run.project.unit(path);
  if (!unit) return undefined;
  const fresh = fixOwn(unit, run);
  if (fresh.after !== unit.source.text) change(run, run.project.with(new Map([[path, fresh.after]])));
  run.seen.set(path, run.version);
  return fresh;
}

function nextShared(finding: Finding, result: Result, run: Run): Fix | undefined {
  return finding.fixes.find(
    (fix) => isShared(fix, result) && isAllowed(fix, run.options) && !run.refusals.has(keyOf(finding, fix)),
  );
}

function isShared(fix: Fix, { before }: FixedFile): boolean {
  return fix.edits.some(({ path }) => path !== undefined && path !== before.path);
}

/** Makes the fix, or says why not. */
function tryShared(finding: Finding, fix: Fix, from: Result, run: Run): string | undefined {
  if (run.trials >= trialLimit) return `the project needs more than ${trialLimit} trials; run fix again`;
  run.trials++;
  const edits = byPath(fix.edits, from.before.path);
  for (const path of edits.keys()) if (run.options.leave?.has(path)) return `${path} cannot be written as it is`;
  const texts = new Map<string, string>();
  try {
    for (const [path, list] of edits) texts.set(path, applyEdits(run.project.textOf(path) ?? "", list));
  } catch (error) {
    if (error instanceof RangeError) return "its edits overlap each other or lie outside the file";
    throw error;
  }
  const next = run.project.with(texts);
  const around = neighbours(next, [from.before.path, ...edits.keys()]);
  const why = objection(tallyAround(run.project, around, run), tallyAround(next, around, run), [finding]);
  if (why !== undefined) return why;
  for (const [path, list] of edits) addShared(path, list, { finding, fix }, run);
  change(run, next);
  run.stale = new Set([...run.stale, ...around]);
  return undefined;
}

function byPath(edits: readonly FileEdit[], own: string): Map<string, FileEdit[]> {
  const groups = new Map<string, FileEdit[]>();
  for (const edit of edits) {
    const path = edit.path ?? own;
    groups.set(path, [...(groups.get(path) ?? []), edit]);
  }
  return groups;
}

/** The files themselves, and those of the project that stand in the same folders or below: what links them lies there. */
function neighbours(project: Project, paths: readonly string[]): readonly string[] {
  const folders = paths.map((path) => path.slice(0, path.lastIndexOf("/") + 1));
  const near = project.units
    .map(({ source }) => source.path)
    .filter((path) => folders.some((folder) => path.startsWith(folder)));
  return [...new Set([...paths, ...near])].slice(0, neighbourLimit);
}

function tallyAround(project: Project, paths: readonly string[], { options }: Run): Tally {
  return joinTallies(
    paths.flatMap((path) => {
      const unit = project.unit(path);
      return unit ? [tallyOf(examine(unit, options.rules.known))] : [];
    }),
  );
}

function addShared(path: string, edits: readonly FileEdit[], applied: AppliedFix, run: Run): void {
  const known = run.results.get(path);
  const text = run.project.textOf(path);
  const before = known?.before ?? createSource(path, text ?? "");
  const done = known?.applied ?? [];
  const patch = applyToPatch(
    known?.patch ?? createPatch(before.text),
    edits.map((edit) => ({ ...edit, owner: done.length })),
  );
  run.results.set(path, {
    refused: known?.refused ?? [],
    left: known?.left ?? [],
    passes: known?.passes ?? 0,
    before,
    after: patch.current,
    applied: [...done, applied],
    changes: patchChanges(patch),
    patch,
    ...(known?.isNew || text === undefined ? { isNew: true } : {}),
  });
}

/** The file with the reasons why its shared fixes were not taken. */
function explained({ patch: _, ...file }: Result, run: Run): FixedFile {
  const refused = file.refused.map(({ finding, why }) => {
    const reason = finding.fixes.map((fix) => run.refusals.get(keyOf(finding, fix))).find((one) => one !== undefined);
    return { finding, why: reason === undefined ? why : `The fix was taken back: ${reason}.` };
  });
  return { ...file, refused };
}

function keyOf({ fingerprint }: Finding, { title }: Fix): string {
  return `${fingerprint} ${title}`;
}
