/**
 * How a file that stands in one stage comes into the image that is shipped: because the stage is part of it, or along COPY
 * --from. A place comes in; the way goes out, with a word on whether a RUN may have taken the file away before it was
 * copied on. What stands in a layer of the image stays in it, so nothing that runs later is asked there.
 */
import type { Stage } from "../dockerfile/dockerfile.ts";
import type { Instruction } from "../dockerfile/tree.ts";
import { type CopyInstruction, type CopySource, destinationOf, readCopy } from "./copy-instruction.ts";
import type { Reach } from "./effective-context.ts";
import type { PlacedFolders } from "./placed-folders.ts";
import { type Fate, fateIn } from "./removal.ts";
import { type PathTest, pathTest } from "./source-match.ts";

/** Places that are looked at for one file before the search gives up: circles of stages could make more. */
export const maxPlaces = 1_000;

/** The stages of one Dockerfile as far as files move between them. Made once, for all files. */
export interface StageFlow {
  /** The lines that copy from a stage, by its index. */
  takenFrom(stage: Stage): readonly StageCopy[];
}

interface StageCopy {
  readonly copy: CopyInstruction;
  readonly sources: readonly { readonly source: CopySource; readonly test: PathTest }[];
}

/** Where a file was put. */
export interface Landing {
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** Absolute; undefined where it cannot be known. */
  readonly path: string | undefined;
  /** A symbolic link: COPY --from of it takes what it leads to. */
  readonly isLink?: boolean;
}

/** Reads the copies between stages when they are first asked for. `replaced`: stages that a named context stands in for. */
export function createStageFlow(replaced: readonly string[] = []): StageFlow {
  const known = new Map<Stage, readonly StageCopy[]>();
  const names = new Set(replaced.map((name) => name.toLowerCase()));
  return {
    takenFrom(stage) {
      const isReplaced = stage.name !== undefined && names.has(stage.name.text.toLowerCase());
      const copies = known.get(stage) ?? (isReplaced ? [] : readStageCopies(stage));
      known.set(stage, copies);
      return copies;
    },
  };
}

function readStageCopies(stage: Stage): readonly StageCopy[] {
  return stage.usedBy.flatMap(({ kind, user, instruction }): StageCopy[] => {
    const copy = kind === "copy" ? readCopy(user, instruction) : undefined;
    if (!copy) return [];
    const sources = copy.sources.flatMap((source) => (source.parts ? [{ source, test: pathTest(source.parts) }] : []));
    return [{ copy, sources }];
  });
}

interface Place {
  readonly stage: Stage;
  /** The last instruction that was already done; undefined: the stage begins with the file. */
  readonly after: Instruction | undefined;
  readonly path: string;
  readonly isLink: boolean;
  readonly sure: boolean;
  readonly steps: Reach["steps"];
}

/** What moves files on, and where to. */
export interface Ways {
  readonly flow: StageFlow;
  readonly folders: PlacedFolders;
}

/** The best way into the target; undefined when there is none. */
export function traceReach(ways: Ways, landing: Landing): Reach | undefined {
  const { stage, instruction, path, isLink = false } = landing;
  const steps = [{ stage, instruction }];
  if (stage.inTargetChain) return { path, steps, sure: true };
  if (path === undefined || !stage.reachesTarget) return undefined;
  const open = onward(ways, { stage, after: instruction, path, isLink, sure: true, steps });
  // Nearly all files are through after one step: nothing has to be remembered for them.
  const through = open.find((place) => place.stage.inTargetChain && place.sure);
  return through ? reachOf(through) : search(ways, open);
}

function reachOf({ path, steps, sure }: Place): Reach {
  return { path, steps, sure };
}

/** Breadth first, so that the way found is a short one; a sure way is better than any other. */
function search(ways: Ways, open: Place[]): Reach | undefined {
  const seen = new Set<string>();
  let unsure: Reach | undefined;
  for (let place = open.shift(); place && seen.size < maxPlaces; place = open.shift()) {
    if (place.stage.inTargetChain) {
      if (place.sure) return reachOf(place);
      unsure ??= reachOf(place);
      continue;
    }
    const key = `${place.stage.index} ${place.sure} ${place.path}`;
    if (seen.has(key)) continue;
    seen.add(key);
    open.push(...onward(ways, place));
  }
  return unsure;
}

function onward({ flow, folders }: Ways, place: Place): Place[] {
  const { stage, path, isLink } = place;
  const fate = fateAfter(place);
  if (fate === "gone") return [];
  const sure = place.sure && fate === "kept";
  const next: Place[] = [];
  for (const { kind, user } of stage.usedBy) {
    if (kind !== "from" || !user.reachesTarget) continue;
    next.push({
      stage: user,
      after: undefined,
      path,
      isLink,
      sure,
      steps: [...place.steps, { stage: user, instruction: user.from }],
    });
  }
  for (const taken of flow.takenFrom(stage)) {
    const { stage: user, instruction } = taken.copy;
    const placed = user.reachesTarget ? placeOf(taken, folders, place) : undefined;
    if (placed === undefined) continue;
    next.push({
      stage: user,
      after: instruction,
      path: placed,
      isLink,
      sure,
      steps: [...place.steps, { stage: user, instruction }],
    });
  }
  return next;
}

function fateAfter({ stage, after, path }: Place): Fate {
  const start = after
    ? stage.instructions.findIndex((instruction) => instruction === after || instruction.trigger === after) + 1
    : 0;
  let fate: Fate = "kept";
  for (const instruction of stage.instructions.slice(start)) {
    if (instruction.name !== "run") continue;
    const here = fateIn(stage, instruction, path);
    if (here === "gone") return "gone";
    if (here === "unsure") fate = "unsure";
  }
  return fate;
}

/** Where the line puts the file that stands at the place in the stage it copies from. */
function placeOf({ copy, sources }: StageCopy, folders: PlacedFolders, { path, isLink }: Place): string | undefined {
  for (const { source, test } of sources) {
    const end = test(path);
    if (end === -1 || (isLink && end === path.length)) continue;
    const named = path.slice(1, Math.max(1, end));
    const name = named.slice(named.lastIndexOf("/") + 1);
    const isFolder = end < path.length;
    const to = isFolder ? copy : folders.settle(copy);
    const placed = destinationOf(to, source, { path: named, name, isFolder }, path.slice(1));
    if (placed?.path !== undefined) return placed.path;
  }
  return undefined;
}
