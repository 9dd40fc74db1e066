/**
 * Questions rules ask about a command: its tool, subcommand, flags and operands. What comes out points at words of the
 * command, so that a fix knows where to write. Nothing here guesses: a dynamic word answers no question.
 */

import type { Command, ShellWord } from "./command.ts";
import { type ValueFlags, valueFlagsOf } from "./command-flags.ts";
import { derivedStore } from "./derived.ts";

/** One flag of a command. `-qqy` is three of them. */
export interface CommandFlag {
  /** With its dashes: `-y`, `--yes`. */
  readonly name: string;
  /** Its value with dynamic parts as "\u0000"; undefined when it has none. */
  readonly value: string | undefined;
  /** The word the flag stands in. */
  readonly word: ShellWord;
  /** The word the value stands in: the flag's own for `--opt=value`, else the next. */
  readonly valueWord: ShellWord | undefined;
}

/** A command's arguments told apart. */
export interface CommandArguments {
  readonly flags: readonly CommandFlag[];
  /** Words that are neither flags nor their values; after `--` all words. */
  readonly operands: readonly ShellWord[];
}

const cache = derivedStore<Command, CommandArguments>();

/** The tool without its version: `pip` for `pip3.11`, `python` for `python3`; any other name as it is. */
export function toolName(command: Command): string {
  const versioned = /^(pip|python|pypy|php|ruby|gem|node)[0-9][0-9.]*$/.exec(command.name);
  return versioned?.[1] ?? (command.name === "nodejs" ? "node" : command.name);
}

/** The arguments' values in order, dynamic parts as "\u0000". */
export function argValues(command: Command): readonly string[] {
  return command.args.map((word) => word.pattern);
}

/**
 * True when one of `names` is given: alone, in a cluster of short flags (`-yq` holds `-y` and `-q`), or with `=value`.
 * Words after `--` and values of other flags do not count.
 */
export function hasFlag(command: Command, ...names: readonly string[]): boolean {
  return findFlag(command, ...names) !== undefined;
}

/** The first flag that is one of `names`, for its place. */
export function findFlag(command: Command, ...names: readonly string[]): CommandFlag | undefined {
  return readArguments(command).flags.find((flag) => names.includes(flag.name) || names.includes(flag.word.pattern));
}

/** The value of the first of `names` given, in any form: `--opt value`, `--opt=value`, `-o value`, `-ovalue`. */
export function flagValue(command: Command, ...names: readonly string[]): string | undefined {
  return flagValues(command, ...names)[0];
}

/** All values given to `names`, in order: for flags that repeat. Flags of unknown tools take the word that follows. */
export function flagValues(command: Command, ...names: readonly string[]): readonly string[] {
  const values: string[] = [];
  for (const flag of readArguments(command).flags) {
    if (!names.includes(flag.name)) continue;
    const value = flag.value ?? followingValue(command, flag);
    if (value !== undefined) values.push(value);
  }
  return values;
}

/** `install` of `apt-get -o x=y -q install`; undefined when there is none or it is dynamic. */
export function subcommand(command: Command): string | undefined {
  return operandsOf(command)[0]?.value;
}

/** True when the tool is one of `tools` and its subcommand one of `names`: `runs(command, ["apt", "apt-get"], ["install"])`. */
export function runs(command: Command, tools: readonly string[], names: readonly string[]): boolean {
  if (!tools.includes(toolName(command))) return false;
  const name = subcommand(command);
  return name !== undefined && names.includes(name);
}

/** Operands after the subcommand: the packages of an install, the address of a clone. Dynamic words are among them. */
export function packageOperands(command: Command): readonly ShellWord[] {
  return operandsOf(command).slice(1);
}

/** The words that are neither flags nor values of flags. */
export function operandsOf(command: Command): readonly ShellWord[] {
  return readArguments(command).operands;
}

/** Flags and operands of a command, by what is known of its tool. */
export function readArguments(command: Command): CommandArguments {
  return cache.of(command, splitArguments);
}

function splitArguments(command: Command): CommandArguments {
  const tool = toolName(command);
  const taking = valueFlagsOf(tool);
  const flags: CommandFlag[] = [];
  const operands: ShellWord[] = [];
  const { args } = command;
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (!word) break;
    const text = word.pattern;
    if (text === "--") {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (tool === "cargo" && text.startsWith("+") && operands.length === 0) continue;
    if (!text.startsWith("-") || text === "-") {
      operands.push(word);
      continue;
    }
    if (addFlags(flags, word, args[at + 1], taking)) at++;
  }
  return { flags, operands };
}

/** Adds the flags a word holds; true when the last one takes `next` as its value. */
function addFlags(flags: CommandFlag[], word: ShellWord, next: ShellWord | undefined, taking: ValueFlags): boolean {
  const text = word.pattern;
  const equals = text.indexOf("=");
  const whole = equals === -1 ? text : text.slice(0, equals);
  const isLong = text.startsWith("--") || taking.long.has(whole);
  if (isLong && equals !== -1) {
    flags.push({ name: whole, value: text.slice(equals + 1), word, valueWord: word });
    return false;
  }
  if (isLong) {
    const takes = taking.long.has(text) && next !== undefined;
    flags.push({ name: text, value: takes ? next.pattern : undefined, word, valueWord: takes ? next : undefined });
    return takes;
  }
  return addShortFlags(flags, word, next, taking);
}

function addShortFlags(
  flags: CommandFlag[],
  word: ShellWord,
  next: ShellWord | undefined,
  taking: ValueFlags,
): boolean {
  const text = word.pattern;
  for (let at = 1; at < text.length; at++) {
    const letter = text[at] ?? "";
    if (letter === "\u0000") break;
    const name = `-${letter}`;
    const rest = text.slice(at + 1);
    if (rest.startsWith("=")) {
      flags.push({ name, value: rest.slice(1), word, valueWord: word });
      return false;
    }
    if (!taking.short.includes(letter)) {
      flags.push({ name, value: undefined, word, valueWord: undefined });
      continue;
    }
    const takes = rest === "" && next !== undefined;
    const value = takes ? next.pattern : rest === "" ? undefined : rest;
    flags.push({ name, value, word, valueWord: takes ? next : rest === "" ? undefined : word });
    return takes;
  }
  return false;
}

/** Of a tool whose flags we do not know, the word after the flag, unless that is a flag too. */
function followingValue(command: Command, flag: CommandFlag): string | undefined {
  if (!flag.word.pattern.endsWith(flag.name.replace(/^-/, ""))) return undefined;
  const next = command.args[command.args.indexOf(flag.word) + 1];
  return next && !next.pattern.startsWith("-") ? next.pattern : undefined;
}
