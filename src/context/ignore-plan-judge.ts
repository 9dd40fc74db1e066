/**
 * Whether the builds can do without what a pattern matches. A candidate and the ground come in; out comes that it may be
 * written, and how safe that is, or why it may not. In doubt it may not: an image that lacks a file is worse than one
 * that has one too many.
 */
import type { Safety } from "../finding/finding.ts";
import type { ContextFile } from "./effective-context.ts";
import type { Candidate } from "./ignore-plan-candidate.ts";
import { allRuns, buildsOutput, ignoresRepository, installsPackages, type PlannedRun } from "./ignore-plan-commands.ts";
import { type Ground, type LineMatcher, namedPath, type Taker } from "./ignore-plan-ground.ts";
import { mentionOf } from "./ignore-plan-mentions.ts";

/** What became of a candidate. */
export type Verdict =
  | {
      readonly kind: "accepted";
      readonly safety: Safety;
      /** Files that are sent today and would no longer be. */
      readonly hits: readonly ContextFile[];
      /** A COPY, ADD or bind mount takes some of them. */
      readonly isTaken: boolean;
    }
  /** `why` is a clause: "COPY on line 4 names it". */
  | { readonly kind: "refused"; readonly why: string; readonly hits: readonly ContextFile[] };

/** What earlier patterns of the plan took already. */
export interface Taken {
  readonly paths: Set<string>;
  /** How many files each COPY still has. */
  readonly left: Map<Taker, number>;
}

/** Hits whose mentions are looked for; a pattern with more is not one for single files. */
export const maxMentionedHits = 5_000;

/** Judges one candidate. `secrets` are paths known to hold a secret; others are not taken from an image for being called one. */
export function judgeCandidate(
  candidate: Candidate,
  ground: Ground,
  taken: Taken,
  secrets: ReadonlySet<string>,
): Verdict {
  const { matcher, files } = ground.leftOutBy(candidate.lines);
  const hits = files.filter(({ path }) => !taken.paths.has(path));
  const refuse = (why: string): Verdict => ({ kind: "refused", why, hits });
  const named = whoNames(ground.takers, matcher, hits);
  if (named !== undefined) return refuse(`${named} names it`);
  const counts = new Map<Taker, number>();
  for (const taker of ground.takers) {
    const count = countTaken(taker, hits);
    if (count > 0) counts.set(taker, count);
  }
  const takers = [...counts.keys()];
  const leftOf = (taker: Taker) => (taken.left.get(taker) ?? taker.count) - (counts.get(taker) ?? 0);
  const emptied = takers.find((taker) => leftOf(taker) <= 0);
  if (emptied) return refuse(`nothing would be left for ${emptied.label}`);
  const needed = whyNeeded(candidate, ground, matcher, hits, takers, secrets);
  if (needed !== undefined) return refuse(needed);
  for (const taker of takers) taken.left.set(taker, leftOf(taker));
  for (const { path } of hits) taken.paths.add(path);
  return { kind: "accepted", safety: safetyOf(candidate, ground, hits, takers), hits, isTaken: takers.length > 0 };
}

/** A COPY that names what the pattern takes, whether it is there today or not. */
function whoNames(takers: readonly Taker[], matcher: LineMatcher, hits: readonly ContextFile[]): string | undefined {
  for (const taker of takers) {
    const { parts, takesContents, label } = taker;
    if (!parts || parts.length === 0) continue;
    const own = takesContents ? parts.slice(0, -1) : parts;
    if (own.length > 0 && matcher.isIgnored(namedPath(own))) return label;
    if (takesContents) continue;
    const taken = hits.find(
      (hit) => taker.takes(hit) && matcher.isIgnored(hit.path.split("/", parts.length).join("/")),
    );
    if (taken) return label;
  }
  return undefined;
}

function countTaken(taker: Taker, hits: readonly ContextFile[]): number {
  let count = 0;
  for (const hit of hits) if (taker.takes(hit)) count += 1;
  return count;
}

/** Why a build needs what the pattern takes, as far as can be told. */
function whyNeeded(
  candidate: Candidate,
  ground: Ground,
  matcher: LineMatcher,
  hits: readonly ContextFile[],
  takers: readonly Taker[],
  secrets: ReadonlySet<string>,
): string | undefined {
  const { subject, madeBy, gitignored } = candidate;
  const hidden = ground.takers.find(({ parts }) => parts === undefined);
  if (hidden && !isInert(candidate)) return `${hidden.label} takes what a variable names`;
  if (subject === "vcs" && ground.repositoryReader !== undefined) return `${ground.repositoryReader} reads it`;
  // What no COPY takes need not be made in the image; but what is not there today may be taken tomorrow.
  if (madeBy && (takers.length > 0 || hits.length === 0) && !isMade(ground, madeBy))
    return madeBy.how === "install" ? "no RUN is seen to install packages" : "no RUN is seen to make it";
  if (takers.length === 0) return undefined;
  if (gitignored === false && !hits.some(({ path }) => candidate.marker?.test(path)))
    return "no .gitignore lists it, so it may be written by hand";
  const shipped = hits.filter((hit) => takers.some((taker) => taker.takes(hit)));
  if (subject === "secrets") {
    const plain = shipped.find(({ path }) => !secrets.has(path));
    if (plain) return `${plain.path} holds no secret that is recognised, and a COPY takes it: the program may read it`;
  }
  if (candidate.lines[0] === "**/*.pyc") {
    const sourceless = shipped.find(
      ({ path }) => !path.includes("__pycache__/") && !ground.places.has(path.slice(0, -1)),
    );
    if (sourceless) return `${sourceless.path} has no source beside it`;
  }
  return madeBy ? undefined : whoMentions(ground, matcher, shipped, subject === "secrets");
}

/** Packages and output are left to what makes them; anything else that is named stays. */
function whoMentions(
  { mentions }: Ground,
  matcher: LineMatcher,
  shipped: readonly ContextFile[],
  isSecret: boolean,
): string | undefined {
  for (const { path } of shipped.slice(0, maxMentionedHits)) {
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
      const part = path.slice(0, end);
      if (!matcher.isIgnored(part)) break;
      for (const one of mentions) {
        const mention = mentionOf(one, part);
        // What the program reads when it starts can be given to it then: that is what is asked for with a secret.
        if (mention && !(isSecret && (mention.kind === "start" || mention.kind === "manifest")))
          return `${mention.by} names ${part}`;
      }
    }
  }
  return undefined;
}

function isMade({ contexts }: Ground, { ecosystem, how }: NonNullable<Candidate["madeBy"]>): boolean {
  // Each of the builds has to make its own.
  return contexts.every(({ dockerfile, transfers }) => {
    if (transfers.length === 0) return true;
    const isMaker = how === "install" ? installsPackages : buildsOutput;
    return allRuns(dockerfile).some(({ commands }) => commands.some((command) => isMaker(command, ecosystem)));
  });
}

/**
 * Safe is what cannot change the image: nothing is taken today, or no COPY takes it. Beyond that, what an editor, a file
 * manager or a cache leaves behind: no program is run by it, and a RUN or start that names it made `whoMentions` refuse.
 * Version control data is read by build tools without being named, so it is safe only where no such tool runs behind
 * the COPY. A listing with gaps proves nothing.
 */
function safetyOf(
  candidate: Candidate,
  ground: Ground,
  hits: readonly ContextFile[],
  takers: readonly Taker[],
): Safety {
  if (ground.isPartial) return "unsafe";
  if (hits.length === 0 || takers.length === 0) return "safe";
  if (candidate.subject === "vcs")
    return takers.every(({ transfer, context }) => runsAfter(transfer, context.dockerfile).every(ignoresRepository))
      ? "safe"
      : "unsafe";
  return isInert(candidate) ? "safe" : "unsafe";
}

function isInert({ subject }: Candidate): boolean {
  return subject === "editor" || subject === "system" || subject === "cache" || subject === "vcs";
}

/** The RUNs that can see what a COPY brought: those below it in its stage, and all of stages that build on or copy from it. */
function runsAfter(
  { stage, instruction, kind }: Taker["transfer"],
  dockerfile: Taker["context"]["dockerfile"],
): readonly PlannedRun[] {
  const later = new Set([stage]);
  for (const reached of later) for (const { user } of reached.usedBy) later.add(user);
  return allRuns(dockerfile).filter((one) => {
    if (one.stage !== stage) return later.has(one.stage);
    return kind === "bind" ? one.run === instruction : one.run.index > instruction.index;
  });
}
