/**
 * What a RUN does to a file that stands at a path: nothing, take it away, or perhaps. Only commands whose work it is to
 * remove and move count; that a build script may do it too is taken for unlikely.
 */
import type { Command, ShellWord } from "../dockerfile/command.ts";
import { hasFlag, operandsOf, subcommand } from "../dockerfile/command-queries.ts";
import { commandsOf } from "../dockerfile/commands.ts";
import { derivedStore } from "../dockerfile/derived.ts";
import type { Stage } from "../dockerfile/dockerfile.ts";
import type { Instruction } from "../dockerfile/tree.ts";
import { absolute } from "./copy-instruction.ts";
import { type PathTest, pathParts, pathTest } from "./source-match.ts";

/** `gone`: surely removed. `unsure`: it may have been removed or moved. */
export type Fate = "kept" | "unsure" | "gone";

/** A path and all below it, and what becomes of them. */
interface Removal {
  readonly fate: Fate;
  covers(path: string): boolean;
}

const removals = derivedStore<Instruction, readonly Removal[]>();

/** What the RUN, an instruction of the stage, does to the file at the absolute path. */
export function fateIn(stage: Stage, run: Instruction, path: string): Fate {
  const all = removals.of(run, () => readRemovals(stage, run));
  if (all.length === 0) return "kept";
  let fate: Fate = "kept";
  for (const removal of all) {
    if (!removal.covers(path)) continue;
    if (removal.fate === "gone") return "gone";
    fate = "unsure";
  }
  return fate;
}

function readRemovals(stage: Stage, run: Instruction): readonly Removal[] {
  const { commands, skipped, errors } = commandsOf(stage, run);
  if (skipped !== undefined || errors.length > 0) return [{ fate: "unsure", covers: () => true }];
  return commands.flatMap((command) => removalsOf(stage, command));
}

function removalsOf(stage: Stage, command: Command): Removal[] {
  const below = (words: readonly ShellWord[], fate: Fate) =>
    words.flatMap((word) => coverOf(stage, command, word, command.conditional ? "unsure" : fate));
  switch (command.name) {
    case "rm":
    case "unlink":
    case "shred":
      return below(operandsOf(command), "gone");
    case "mv":
      return below(
        operandsOf(command).slice(0, hasFlag(command, "-t", "--target-directory") ? undefined : -1),
        "unsure",
      );
    case "find":
      return command.args.some(({ value }) => value === "-delete" || value === "-exec" || value === "-execdir")
        ? below(startsOfFind(command), "unsure")
        : [];
    case "git":
      return subcommand(command) === "clean" ? [{ fate: "unsure", covers: () => true }] : [];
    default:
      return [];
  }
}

/** The folders that `find` starts at stand before its first test. */
function startsOfFind(command: Command): readonly ShellWord[] {
  const test = command.args.findIndex(({ raw }) => /^[-(!]/.test(raw));
  return test === -1 ? command.args : command.args.slice(0, test);
}

function coverOf(stage: Stage, command: Command, word: ShellWord, fate: Fate): Removal[] {
  const isDynamic = word.value === undefined || /[{]/.test(word.value);
  // A word that is one variable could be any folder; taken seriously it would make every path unsure.
  if (isDynamic && !/[^\0/*]/.test(word.pattern)) return [];
  const text = (word.value ?? word.pattern).replaceAll("\0", "*").replaceAll(/\{[^{}]*\}/g, "*");
  // A variable in front may hold a whole path.
  const path = word.pattern.startsWith("\0") ? undefined : pathIn(stage, command, text);
  const test = pathTest(pathParts(path ?? text), isDynamic ? "go" : "shell");
  if (path === undefined) return [{ fate: "unsure", covers: (file) => standsIn(file, test) }];
  return [{ fate: isDynamic ? "unsure" : fate, covers: (file) => test(file) !== -1 }];
}

function pathIn(stage: Stage, { cwd, instruction }: Command, text: string): string | undefined {
  if (cwd === undefined || text.startsWith("/")) return absolute(stage, instruction, text);
  return /[$`~]/.test(cwd) ? undefined : absolute(stage, instruction, `${cwd}/${text}`);
}

/** For a relative word where the folder is not known: it may stand anywhere. */
function standsIn(path: string, test: PathTest): boolean {
  for (let start = 0; start !== -1; start = path.indexOf("/", start + 1))
    if (test(path.slice(start)) !== -1) return true;
  return false;
}
