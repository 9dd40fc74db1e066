/**
 * What the instructions of a Dockerfile take of the context. A resolved Dockerfile and the sifted files come in; one transfer
 * for each source goes out. Nothing is walked before the files of a transfer are asked for.
 */
import type { Dockerfile, Stage } from "../dockerfile/dockerfile.ts";
import { parseMounts } from "../dockerfile/mounts.ts";
import type { Instruction } from "../dockerfile/tree.ts";
import type { FileTree } from "../files/file-tree.ts";
import { isArchive } from "./archive-file.ts";
import type { SiftedFiles } from "./context-files.ts";
import { indexOfFile } from "./context-listing.ts";
import {
  type CopyInstruction,
  type CopySource,
  destinationOf,
  readCopy,
  readSource,
  type SourceMatch,
  takesNothing,
} from "./copy-instruction.ts";
import type { ContextFile, Missing, Reach, Transfer } from "./effective-context.ts";
import { findSource } from "./find-source.ts";
import type { PatternTest } from "./folder-memory.ts";
import { createPlacedFolders, instructionsOf } from "./placed-folders.ts";
import { type StageFlow, traceReach, type Ways } from "./reach.ts";
import { hasWildcard } from "./source-match.ts";

/** What transfers look at, shared by all of one context. */
export interface TransferWorld {
  readonly tree: FileTree;
  readonly root: string;
  readonly flow: StageFlow;
  files(): SiftedFiles;
}

/** Those of all stages, in the order of the file; triggers of ONBUILD where a stage of the file sets them off. */
export function readTransfers(dockerfile: Dockerfile, world: TransferWorld): Transfer[] {
  const all: ContextTransfer[] = [];
  const shared = { world, ways: { flow: world.flow, folders: createPlacedFolders(world) }, all };
  for (const stage of dockerfile.stages)
    for (const instruction of instructionsOf(stage)) all.push(...transfersOf(stage, instruction, shared));
  return all;
}

/** What the transfers of one build have in common. */
interface Shared {
  readonly world: TransferWorld;
  readonly ways: Ways;
  readonly all: readonly ContextTransfer[];
}

function transfersOf(stage: Stage, instruction: Instruction, shared: Shared): ContextTransfer[] {
  if (instruction.name === "run") return mountsOf(stage, instruction, shared);
  if (instruction.name !== "copy" && instruction.name !== "add") return [];
  // An empty --from is the context, as in BuildKit.
  if (instruction.flags.some(({ name, value }) => name === "from" && value !== undefined && value !== "")) return [];
  const copy = readCopy(stage, instruction);
  return copy
    ? copy.sources.map(
        (source) => new ContextTransfer(instruction.name === "add" ? "add" : "copy", copy, source, shared),
      )
    : [];
}

function mountsOf(stage: Stage, instruction: Instruction, shared: Shared): ContextTransfer[] {
  return parseMounts(instruction).flatMap((mount) => {
    if (mount.type !== "bind" || mount.from) return [];
    const value = stage.expand(instruction, mount.source ?? "/");
    const source = { ...readSource(mount.flag.span, value, false), isGlob: false };
    const copy = { stage, instruction, sources: [source], destination: undefined, excludes: undefined };
    return [new ContextTransfer("bind", copy, source, shared)];
  });
}

/** A class, for there are many of them and what they know is worked out when asked for: decision 0012. */
class ContextTransfer implements Transfer {
  readonly kind: Transfer["kind"];
  readonly stage: Stage;
  readonly instruction: Instruction;
  readonly at: Transfer["at"];
  readonly pattern: Transfer["pattern"];
  readonly destination: string | undefined;
  readonly isWhole: boolean;
  readonly isGlob: boolean;
  private readonly copy: CopyInstruction;
  private readonly source: CopySource;
  private readonly shared: Shared;
  private matches: readonly SourceMatch[] | undefined;
  private taken: readonly ContextFile[] | undefined;
  private gap: { readonly found: Transfer["missing"] } | undefined;

  constructor(kind: Transfer["kind"], copy: CopyInstruction, source: CopySource, shared: Shared) {
    this.kind = kind;
    this.stage = copy.stage;
    this.instruction = copy.instruction;
    this.at = source.at;
    this.pattern = source.value;
    this.destination = copy.destination?.path;
    this.isWhole = source.parts?.length === 0 && !source.parents;
    this.isGlob = source.isGlob || source.parents !== undefined;
    this.copy = copy;
    this.source = source;
    this.shared = shared;
  }

  files(): readonly ContextFile[] {
    this.taken ??= this.take();
    return this.taken;
  }

  get missing(): Transfer["missing"] {
    this.gap ??= { found: this.findGap() };
    return this.gap.found;
  }

  unpacks(file: ContextFile): boolean {
    if (this.kind !== "add" || file.kind !== "file") return false;
    if (!this.found().some((match) => !match.isFolder && match.path === file.path)) return false;
    return isArchive(this.shared.world, this.instruction, file.path);
  }

  reach(file: ContextFile): Reach | undefined {
    if (this.kind === "bind") return undefined;
    for (const match of this.found()) {
      const { stage, instruction, shared } = this;
      const isLink = file.kind === "link";
      const copy = match.isFolder ? this.copy : shared.ways.folders.settle(this.copy);
      const placed = destinationOf(copy, this.source, match, file.path);
      if (placed) return traceReach(shared.ways, { stage, instruction, path: placed.path, isLink });
    }
    return undefined;
  }

  private found(): readonly SourceMatch[] {
    const { parts } = this.source;
    const { world } = this.shared;
    this.matches ??= parts ? findSource(world.tree, world.files(), parts, "sent") : [];
    return this.matches;
  }

  private take(): readonly ContextFile[] {
    const { all, listing } = this.shared.world.files();
    const takesAll = !this.copy.excludes && !this.source.parents;
    const taken: ContextFile[] = [];
    const matches = this.found();
    for (const match of matches) {
      const folder = match.isFolder ? listing.folders.get(match.path) : undefined;
      const file = indexOfFile(all, match.path);
      const { start, end } = folder ?? { start: file, end: file + 1 };
      for (let at = start; at < end; at++) {
        const candidate = all[at];
        if (!candidate || candidate.ignoredBy) continue;
        if (takesAll || destinationOf(this.copy, this.source, match, candidate.path)) taken.push(candidate);
      }
    }
    // A link and what it leads to may both be matched.
    return matches.length > 1 ? [...new Set(taken)] : taken;
  }

  private findGap(): Missing | undefined {
    const { parts, parents } = this.source;
    if (!parts || this.brings().length > 0) return undefined;
    const { world } = this.shared;
    const files = world.files();
    const there = findSource(world.tree, files, parts, "all");
    const [hidden] = parents ? there.flatMap((match) => firstBelow(files, match, parents, "ignored")) : there;
    const fails = !this.isGlob || !this.isBaseSent(parts);
    return hidden
      ? { why: "ignored", by: files.ignoredBy(hidden.path), fails }
      : { why: "absent", by: undefined, fails };
  }

  /**
   * The builder is sent what its instructions name, no more. It looks for a glob in the folder before the first wildcard,
   * which is there only when something in it, above it or it itself is taken by some line.
   */
  private isBaseSent(parts: readonly string[]): boolean {
    const { world, all } = this.shared;
    const wild = parts.findIndex(hasWildcard);
    const fixed = wild === -1 ? parts : parts.slice(0, wild);
    if (fixed.length === 0) return true;
    const [base] = findSource(world.tree, world.files(), fixed, "sent");
    if (!base) return false;
    return all.some((other) => other.stage.reachesTarget && other.hasSent(base.path));
  }

  /** True when the builder has the folder because of this line: for what is in it, for itself or for one above it. */
  private hasSent(folder: string): boolean {
    const { parents } = this.source;
    const isNear = ({ path }: { readonly path: string }) =>
      path === "" || path === folder || path.startsWith(`${folder}/`) || folder.startsWith(`${path}/`);
    if (!parents || parents === takesNothing) return this.found().some(isNear);
    // A folder that the pattern matches comes along without a file in it.
    const isMatched = ({ path }: SourceMatch) =>
      path === "" ? parents(folder) : folder.startsWith(`${path}/`) && parents(folder.slice(path.length + 1));
    return this.found().some(isMatched) || [...this.brings(), ...this.files()].some(isNear);
  }

  /** What the builder is sent for it; `--exclude` takes nothing off that. */
  private brings(): readonly { readonly path: string }[] {
    const { parents } = this.source;
    const found = this.found();
    if (!parents || parents === takesNothing) return found;
    const [first] = found.flatMap((match) => firstBelow(this.shared.world.files(), match, parents, "sent"));
    return first ? [first] : [];
  }
}

/** The first file below the match that `--parents` takes, or would take if it were sent. */
function firstBelow(
  { listing, all }: SiftedFiles,
  { path }: SourceMatch,
  parents: PatternTest,
  which: "sent" | "ignored",
): readonly ContextFile[] {
  const folder = listing.folders.get(path);
  const skipped = path === "" ? 0 : path.length + 1;
  for (let at = folder?.start ?? 0; at < (folder?.end ?? 0); at++) {
    const file = all[at];
    if (file && (which === "sent") === !file.ignoredBy && parents(file.path.slice(skipped))) return [file];
  }
  return [];
}
