/**
 * Folders that COPY and ADD make in an image: a file that a later line copies to one goes into it, not in its place. A copy
 * comes in; the same copy goes out, with what is known of its destination. Only what is sure counts: what stands in a base
 * image or is made by a RUN is not seen, and neither is what a glob takes of another stage.
 */
import type { Stage } from "../dockerfile/dockerfile.ts";
import type { Instruction } from "../dockerfile/tree.ts";
import type { FileTree } from "../files/file-tree.ts";
import { isArchive } from "./archive-file.ts";
import type { SiftedFiles } from "./context-files.ts";
import {
  type CopyInstruction,
  type CopySource,
  type Destination,
  readCopy,
  type SourceMatch,
} from "./copy-instruction.ts";
import { findSource, isSent } from "./find-source.ts";
import { isKnownFolder } from "./known-folders.ts";
import { hasWildcard } from "./source-match.ts";

/** Lines that are looked at for the folders of one Dockerfile: each may have to be compared with all others. */
export const maxLooks = 1_000_000;

/** What the folders are made of. */
export interface FolderWorld {
  readonly tree: FileTree;
  readonly root: string;
  files(): SiftedFiles;
}

/** Made once for one build. */
export interface PlacedFolders {
  /** The copy with `isFolder` set where its destination is a folder by the time a file of it arrives there. */
  settle(copy: CopyInstruction): CopyInstruction;
}

/** Those that run in the stage, the triggers of the stage it is FROM first. */
export function instructionsOf(stage: Stage): readonly Instruction[] {
  if (stage.base.kind !== "stage") return stage.instructions;
  const triggers = stage.base.stage.instructions.flatMap(({ trigger }) => (trigger ? [trigger] : []));
  return [...triggers, ...stage.instructions];
}

/** Nothing is looked at before it is asked for. */
export function createPlacedFolders(world: FolderWorld): PlacedFolders {
  const look: Look = { world, copies: new Map(), matches: new Map(), known: new Map(), left: maxLooks };
  const settled = new Map<CopyInstruction, CopyInstruction>();
  return {
    settle(copy) {
      const known = settled.get(copy);
      if (known) return known;
      const made = settleCopy(look, copy);
      settled.set(copy, made);
      return made;
    },
  };
}

interface Look {
  readonly world: FolderWorld;
  readonly copies: Map<Stage, readonly CopyInstruction[]>;
  readonly matches: Map<CopySource, readonly SourceMatch[]>;
  /** By stage, place in it and path. */
  readonly known: Map<string, boolean>;
  left: number;
}

function settleCopy(look: Look, copy: CopyInstruction): CopyInstruction {
  const { destination, stage, instruction } = copy;
  if (!destination || destination.isFolder) return copy;
  // With --link the copy is made where nothing stands yet; a file then takes the place of a folder.
  const isFolder =
    bringsFolder(look, copy, "") ||
    (!isLinked(instruction) && isMadeBefore(look, stage, instruction, destination.path));
  return isFolder ? { ...copy, destination: { ...destination, isFolder } } : copy;
}

function isLinked({ flags }: Instruction): boolean {
  return flags.some(({ name, value }) => name === "link" && value !== "false");
}

/** Before the instruction, or by the end of the stage. */
function isMadeBefore(look: Look, stage: Stage, before: Instruction | undefined, path: string): boolean {
  const key = `${stage.index} ${before?.index} ${before?.keyword.span.start} ${path}`;
  const known = look.known.get(key);
  if (known !== undefined) return known;
  // Stages that copy from each other in a circle find this.
  look.known.set(key, false);
  const isMade = stage.chain.some((at) => {
    for (const copy of copiesOf(look, at)) {
      if (at === stage && copy.instruction === before) return false;
      look.left -= 1;
      if (look.left < 0) return false;
      if (makesFolder(look, copy, path)) return true;
    }
    return false;
  });
  look.known.set(key, isMade);
  return isMade;
}

function copiesOf(look: Look, stage: Stage): readonly CopyInstruction[] {
  const known = look.copies.get(stage);
  if (known) return known;
  const copies = instructionsOf(stage).flatMap((instruction) => {
    const copy = instruction.name === "copy" || instruction.name === "add" ? readCopy(stage, instruction) : undefined;
    return copy ? [copy] : [];
  });
  look.copies.set(stage, copies);
  return copies;
}

function makesFolder(look: Look, copy: CopyInstruction, path: string): boolean {
  const { destination } = copy;
  if (!destination) return false;
  if (destination.path === path && bringsFolder(look, copy, "")) return true;
  if (isBelow(path, destination.path))
    return bringsFolder(look, copy, path.slice(destination.path.length).replace(/^\//, ""));
  return isParent(destination, path) && bringsAnything(look, copy);
}

/** The builder makes the folders above a destination, and one that is written with a `/` at its end. */
function isParent({ path, isFolder }: Destination, folder: string): boolean {
  return isBelow(path, folder) || (path === folder && isFolder);
}

function isBelow(path: string, folder: string): boolean {
  return folder === "/" ? path !== "/" : path.startsWith(`${folder}/`);
}

/** A glob that matches nothing makes no folder either. */
function bringsAnything(look: Look, copy: CopyInstruction): boolean {
  const { sources, instruction } = copy;
  if (instruction.heredocs.length > 0 || sources.length === 0) return true;
  if (sources.some(({ isGlob, parents, parts }) => parts && !isGlob && !parents)) return true;
  return !isFromStage(instruction) && sources.some((source) => matchesOf(look, source).length > 0);
}

/** True when the copy puts a folder at `rest` below its destination, "" for the destination itself. */
function bringsFolder(look: Look, copy: CopyInstruction, rest: string): boolean {
  const { stage, instruction, sources, excludes } = copy;
  if (rest !== "" && excludes?.(rest)) return false;
  if (!isFromStage(instruction)) return sources.some((source) => bringsOfContext(look, copy, source, rest));
  const from = stage.uses.find((use) => use.kind === "copy" && use.instruction === instruction)?.used;
  return sources.some(({ parts, parents }) => {
    if (!from || !parts || parents || parts.some(hasWildcard)) return false;
    const path = `/${[...parts, ...(rest === "" ? [] : [rest])].join("/")}`;
    return isKnownFolder(from, undefined, path) || isMadeBefore(look, from, undefined, path);
  });
}

function bringsOfContext(look: Look, copy: CopyInstruction, source: CopySource, rest: string): boolean {
  const files = look.world.files();
  return matchesOf(look, source).some(({ path, isFolder }) => {
    if (!isFolder)
      return rest === "" && copy.instruction.name === "add" && isArchive(look.world, copy.instruction, path);
    if (rest === "") return true;
    const below = path === "" ? rest : `${path}/${rest}`;
    if (!files.listing.folders.has(below) || !isSent(files, below)) return false;
    return !source.parents || bringsBelow(files, path, below, source.parents);
  });
}

/** With `--parents` a folder comes along for a file in it. */
function bringsBelow(files: SiftedFiles, base: string, path: string, parents: (path: string) => boolean): boolean {
  const folder = files.listing.folders.get(path);
  const skipped = base === "" ? 0 : base.length + 1;
  const inside = folder ? files.all.slice(folder.start, folder.end) : [];
  return inside.some((file) => !file.ignoredBy && parents(file.path.slice(skipped)));
}

function matchesOf(look: Look, source: CopySource): readonly SourceMatch[] {
  const known = look.matches.get(source);
  if (known) return known;
  const matches = source.parts ? findSource(look.world.tree, look.world.files(), source.parts, "sent") : [];
  look.matches.set(source, matches);
  return matches;
}

function isFromStage({ flags }: Instruction): boolean {
  return flags.some(({ name, value }) => name === "from" && value !== undefined && value !== "");
}
