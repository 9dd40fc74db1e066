/**
 * Plans what an ignore file should hold: a context comes in; the text to write, what leaves the context by it, and what
 * was refused come out. Nothing a COPY of any stage names may leave, and no COPY may end up with nothing: that is worked
 * out again for the finished text, over every file. Pure; writing is the caller's.
 */

import { joinTreePath } from "../files/tree-path.ts";
import type { Safety } from "../finding/finding.ts";
import type { FileEdit } from "../text/edit.ts";
import { lineEndOf } from "../text/source.ts";
import type { ContextFile, ContextFiles, EffectiveContext } from "./effective-context.ts";
import type { Candidate, PatternSubject } from "./ignore-plan-candidate.ts";
import { listCandidates } from "./ignore-plan-candidates.ts";
import { exactCandidates } from "./ignore-plan-exact.ts";
import { type Ground, surveyBuilds, surveyFolder } from "./ignore-plan-ground.ts";
import { judgeCandidate, type Taken } from "./ignore-plan-judge.ts";

/** What the plan is told that the context's own room does not know. */
export interface PlanInput {
  /** Other builds that read the same ignore file: what they need stays too. By default those the context knows of. */
  readonly others?: readonly EffectiveContext[];
  /** Paths of files that are known to hold a secret, ignored ones may be among them. */
  readonly secrets?: ReadonlySet<string>;
  /** Only patterns for these. */
  readonly subjects?: ReadonlySet<PatternSubject>;
}

/** A plan. `safe` and `full` are two ways to carry it out; either may be missing, when it would add nothing. */
export interface IgnorePlan {
  /** The ignore file in force, or the one to make: as in `Source.path`. */
  readonly path: string;
  readonly exists: boolean;
  readonly added: readonly PlannedPattern[];
  readonly refused: readonly RefusedPattern[];
  /** With the safe patterns only. */
  readonly safe: IgnoreChange | undefined;
  /** With all patterns. The same as `safe` when all are safe. */
  readonly full: IgnoreChange | undefined;
}

/** A pattern that is to be written, with its exceptions. */
export interface PlannedPattern {
  readonly lines: readonly string[];
  readonly subject: PatternSubject;
  readonly reason: string;
  readonly safety: Safety;
  /** What leaves the context by it today. */
  readonly files: number;
  readonly bytes: number;
  /** A COPY, ADD or bind mount takes some of them. */
  readonly isTaken: boolean;
}

/** A pattern that would have taken files and is not written. */
export interface RefusedPattern {
  readonly lines: readonly string[];
  readonly subject: PatternSubject;
  /** Clause: "COPY on line 4 names it". */
  readonly why: string;
  readonly files: number;
}

/** An ignore file as it would be, and what that does. */
export interface IgnoreChange {
  readonly safety: Safety;
  readonly patterns: readonly PlannedPattern[];
  /** The whole file. */
  readonly text: string;
  readonly edits: readonly FileEdit[];
  /** What is sent today and would no longer be. */
  readonly leaves: { readonly files: number; readonly bytes: number };
  /** Those of them that hold a secret. */
  readonly secrets: readonly string[];
}

/** Files that get a line of their own where the usual pattern cannot be written. */
export const maxExactPatterns = 20;

/**
 * The subjects of which something is sent that a pattern could leave out: where there is none, nothing hangs on a plan.
 * Worked out once for all builds that are given the files.
 */
export function litterOf({ files }: EffectiveContext): ReadonlySet<PatternSubject> {
  return files.once(subjectsSent);
}

function subjectsSent(files: ContextFiles): ReadonlySet<PatternSubject> {
  const folder = files.once(surveyFolder);
  const candidates = listCandidates({ ...folder, isGitignored: () => true });
  const found = candidates.filter(({ lines }) => folder.leftOutBy(lines).files.length > 0);
  return new Set(found.map(({ subject }) => subject));
}

/** The whole plan: what is on disk and what the ecosystems make. An existing file is extended by what matches today only. */
export function planIgnoreFile(context: EffectiveContext, input: PlanInput = {}): IgnorePlan {
  const ground = surveyBuilds(context, input.others);
  const secrets = input.secrets ?? new Set<string>();
  const taken = nothingTaken();
  const wanted = ({ subject }: Candidate) => input.subjects?.has(subject) ?? true;
  const first = judgeAll(listCandidates(ground).filter(wanted), ground, taken, secrets);
  const left = ground.sent.filter(({ path }) => secrets.has(path) && !taken.paths.has(path)).map(({ path }) => path);
  const exact = exactCandidates(left.slice(0, maxExactPatterns), "secrets", "it holds a secret");
  const second = judgeAll(exact.filter(wanted), ground, taken, secrets);
  // Where nothing is copied, an ignore file has nothing to keep out.
  const isNew = context.ignoreFile === undefined && ground.takers.length > 0;
  const added = [...first.added, ...second.added].filter(
    ({ hits, candidate, isTaken }) =>
      (hits.length > 0 && (isTaken || isLarge(candidate))) || (isNew && candidate.isUsual),
  );
  return finish(ground, added, [...first.refused, ...second.refused], secrets);
}

/** A plan of just these candidates: for a fix that is about one thing. */
export function planPatterns(
  context: EffectiveContext,
  candidates: readonly Candidate[],
  input: PlanInput = {},
): IgnorePlan {
  const ground = surveyBuilds(context, input.others);
  const secrets = input.secrets ?? new Set<string>();
  const { added, refused } = judgeAll(candidates, ground, nothingTaken(), secrets);
  return finish(
    ground,
    added.filter(({ hits }) => hits.length > 0),
    refused,
    secrets,
  );
}

function nothingTaken(): Taken {
  return { paths: new Set(), left: new Map() };
}

interface Accepted {
  readonly candidate: Candidate;
  readonly safety: Safety;
  readonly hits: readonly ContextFile[];
  readonly isTaken: boolean;
}

/** Worth a line even where no COPY takes it: builders other than BuildKit send it, and the next COPY may take it. */
function isLarge({ subject }: Candidate): boolean {
  return /^(?:vcs|secrets|dependencies|output)$/.test(subject);
}

function judgeAll(
  candidates: readonly Candidate[],
  ground: Ground,
  taken: Taken,
  secrets: ReadonlySet<string>,
): { readonly added: readonly Accepted[]; readonly refused: readonly RefusedPattern[] } {
  const added: Accepted[] = [];
  const refused: RefusedPattern[] = [];
  for (const candidate of candidates) {
    // Two ecosystems in one folder can both have a `target`.
    if (added.some((one) => one.candidate.lines.join() === candidate.lines.join())) continue;
    const verdict = judgeCandidate(candidate, ground, taken, secrets);
    const { hits } = verdict;
    if (verdict.kind === "accepted") added.push({ candidate, ...verdict });
    else if (hits.length > 0 || candidate.isUsual)
      refused.push({ lines: candidate.lines, subject: candidate.subject, why: verdict.why, files: hits.length });
  }
  return { added, refused };
}

function finish(
  ground: Ground,
  accepted: readonly Accepted[],
  refused: readonly RefusedPattern[],
  secrets: ReadonlySet<string>,
): IgnorePlan {
  const [context] = ground.contexts;
  const path = context?.ignoreFile?.source.path ?? joinTreePath(context?.root ?? ".", ".dockerignore");
  const added = accepted.map(({ candidate, safety, hits, isTaken }): PlannedPattern => {
    const { lines, subject, reason } = candidate;
    return {
      lines,
      subject,
      reason,
      safety,
      files: hits.length,
      bytes: hits.reduce((sum, { bytes }) => sum + bytes, 0),
      isTaken,
    };
  });
  const exists = context?.ignoreFile !== undefined;
  // An ignore file that is there and could not be read is not for us to write.
  if (!context || (context.unread.length > 0 && !exists))
    return { path, exists, added: [], refused, safe: undefined, full: undefined };
  const safe = changeOf(
    ground,
    added.filter(({ safety }) => safety === "safe"),
    path,
    secrets,
  );
  const full = added.every(({ safety }) => safety === "safe") ? safe : changeOf(ground, added, path, secrets);
  return { path, exists, added, refused, safe, full };
}

function changeOf(
  ground: Ground,
  patterns: readonly PlannedPattern[],
  path: string,
  secrets: ReadonlySet<string>,
): IgnoreChange | undefined {
  if (patterns.length === 0) return undefined;
  const before = ground.contexts[0]?.ignoreFile?.source.text ?? "";
  const added = textToAdd(before, patterns);
  const text = before + added;
  const leaving = ground.leftOutBy([text]).files;
  if (losesSource(ground, leaving)) return undefined;
  return {
    safety: patterns.every(({ safety }) => safety === "safe") ? "safe" : "unsafe",
    patterns,
    text,
    edits: [{ path, start: before.length, end: before.length, text: added }],
    leaves: { files: leaving.length, bytes: leaving.reduce((sum, { bytes }) => sum + bytes, 0) },
    secrets: leaving.filter((file) => secrets.has(file.path)).map((file) => file.path),
  };
}

/** The proof: no COPY, ADD or bind mount of any stage of any build that takes something today takes nothing afterwards. */
function losesSource({ takers }: Ground, leaving: readonly ContextFile[]): boolean {
  return takers.some((taker) => {
    if (taker.count === 0) return false;
    let lost = 0;
    for (const file of leaving) if (taker.takes(file)) lost += 1;
    return lost === taker.count;
  });
}

const headings: readonly (readonly [PatternSubject, string])[] = [
  ["vcs", "Version control"],
  ["secrets", "Secrets"],
  ["dependencies", "Packages of this machine"],
  ["output", "Build output"],
  ["cache", "Caches"],
  ["logs", "Logs"],
  ["editor", "Editors"],
  ["system", "File managers"],
  ["build-files", "What is read before the build"],
];

function textToAdd(before: string, patterns: readonly PlannedPattern[]): string {
  const end = lineEndOf(before);
  const blocks = headings.flatMap(([subject, heading]) => {
    const lines = patterns.filter((pattern) => pattern.subject === subject).flatMap((pattern) => pattern.lines);
    return lines.length === 0 ? [] : [[`# ${heading}`, ...lines].join(end)];
  });
  const gap = before === "" ? "" : before.endsWith("\n") ? end : end + end;
  return `${gap}${blocks.join(end + end)}${end}`;
}
