/**
 * What the instructions of a Dockerfile take of the context. A resolved Dockerfile and the sifted files come in; one transfer
 * for each source goes out. Nothing is walked before the files of a transfer are asked for.
 */
import type { Dockerfile, Stage } from "../dockerfile/dockerfile.ts";
import { parseMounts } from "../dockerfile/mounts.ts";
import type { Instruction } from "../dockerfile/tree.ts";
import type { FileTree } from "../files/file-tree.ts";
import { archiveHeadBytes, looksLikeArchive } from "./archive.ts";
import type { SiftedFiles } from "./context-files.ts";
import { indexOfFile, pathBelow } from "./context-listing.ts";
import {
  type CopyInstruction,
  type CopySource,
  destinationOf,
  readCopy,
  readSource,
  type SourceMatch,
} from "./copy-instruction.ts";
import type { ContextFile, Reach, Transfer } from "./effective-context.ts";
import { findSource } from "./find-source.ts";
import type { PatternTest } from "./folder-memory.ts";
import { type StageFlow, traceReach } from "./reach.ts";

/** What transfers look at, shared by all of one context. */
export interface TransferWorld {
  readonly tree: FileTree;
  readonly root: string;
  readonly flow: StageFlow;
  files(): SiftedFiles;
}

/** Those of all stages, in the order of the file; triggers of ONBUILD where a stage of the file sets them off. */
export function readTransfers(dockerfile: Dockerfile, world: TransferWorld): Transfer[] {
  return dockerfile.stages.flatMap((stage) =>
    instructionsOf(stage).flatMap((instruction) => transfersOf(stage, instruction, world)),
  );
}

/** Those that run in the stage, the triggers of the stage it is FROM first. */
function instructionsOf(stage: Stage): readonly Instruction[] {
  if (stage.base.kind !== "stage") return stage.instructions;
  const triggers = stage.base.stage.instructions.flatMap(({ trigger }) => (trigger ? [trigger] : []));
  return [...triggers, ...stage.instructions];
}

function transfersOf(stage: Stage, instruction: Instruction, world: TransferWorld): Transfer[] {
  if (instruction.name === "run") return mountsOf(stage, instruction, world);
  if (instruction.name !== "copy" && instruction.name !== "add") return [];
  // An empty --from is the context, as in BuildKit.
  if (instruction.flags.some(({ name, value }) => name === "from" && value !== undefined && value !== "")) return [];
  const copy = readCopy(stage, instruction);
  return copy
    ? copy.sources.map(
        (source) => new ContextTransfer(instruction.name === "add" ? "add" : "copy", copy, source, world),
      )
    : [];
}

function mountsOf(stage: Stage, instruction: Instruction, world: TransferWorld): Transfer[] {
  return parseMounts(instruction).flatMap((mount) => {
    if (mount.type !== "bind" || mount.from) return [];
    const value = stage.expand(instruction, mount.source ?? "/");
    const source = { ...readSource(mount.flag.span, value, false), isGlob: false };
    const copy = { stage, instruction, sources: [source], destination: undefined, excludes: undefined };
    return [new ContextTransfer("bind", copy, source, world)];
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
  private readonly world: TransferWorld;
  private matches: readonly SourceMatch[] | undefined;
  private taken: readonly ContextFile[] | undefined;
  private gap: { readonly found: Transfer["missing"] } | undefined;

  constructor(kind: Transfer["kind"], copy: CopyInstruction, source: CopySource, world: TransferWorld) {
    this.kind = kind;
    this.stage = copy.stage;
    this.instruction = copy.instruction;
    this.at = source.at;
    this.pattern = source.value;
    this.destination = copy.destination?.path;
    this.isWhole = source.parts?.length === 0 && !source.parents;
    this.isGlob = source.isGlob;
    this.copy = copy;
    this.source = source;
    this.world = world;
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
    const keepsPacked = this.instruction.flags.some(({ name, value }) => name === "unpack" && value === "false");
    if (this.kind !== "add" || keepsPacked || file.kind !== "file") return false;
    if (!this.found().some((match) => !match.isFolder && match.path === file.path)) return false;
    const bytes = this.world.tree.readBytes(pathBelow(this.world.root, file.path), archiveHeadBytes);
    return !("why" in bytes) && looksLikeArchive(bytes);
  }

  reach(file: ContextFile): Reach | undefined {
    if (this.kind === "bind") return undefined;
    for (const match of this.found()) {
      const placed = destinationOf(this.copy, this.source, match, file.path);
      if (!placed) continue;
      const { stage, instruction } = this;
      return traceReach(this.world.flow, { stage, instruction, path: placed.path });
    }
    return undefined;
  }

  private found(): readonly SourceMatch[] {
    const { parts } = this.source;
    this.matches ??= parts ? findSource(this.world.tree, this.world.files(), parts, "sent") : [];
    return this.matches;
  }

  private take(): readonly ContextFile[] {
    const { all, listing } = this.world.files();
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

  private findGap(): Transfer["missing"] {
    const { parts, parents } = this.source;
    if (!parts || (parents ? this.files().length > 0 : this.found().length > 0)) return undefined;
    const files = this.world.files();
    const there = findSource(this.world.tree, files, parts, "all");
    const hidden = parents ? hiddenBelow(files, there, parents) : there[0]?.path;
    return hidden === undefined ? { why: "absent", by: undefined } : { why: "ignored", by: files.ignoredBy(hidden) };
  }
}

/** The first file that `--parents` would take if it were sent. */
function hiddenBelow(files: SiftedFiles, there: readonly SourceMatch[], parents: PatternTest): string | undefined {
  for (const match of there) {
    const folder = files.listing.folders.get(match.path);
    if (!folder) continue;
    const skipped = match.path === "" ? 0 : match.path.length + 1;
    const inside = files.all.slice(folder.start, folder.end);
    const hidden = inside.find(({ path, ignoredBy }) => ignoredBy && parents(path.slice(skipped)));
    if (hidden) return hidden.path;
  }
  return undefined;
}
