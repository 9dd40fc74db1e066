import type { Span } from "../text/source.ts";
import type { Instruction } from "./tree.ts";

/** One simple command of a RUN body (also of CMD, ENTRYPOINT, HEALTHCHECK), wherever it is nested. */
export interface Command {
  /** Base name of the program: `apt-get` for `/usr/bin/apt-get`; "" when it is dynamic or there are only assignments. */
  readonly name: string;
  /** The program word first, then its arguments. Wrappers are looked through: see `wrappers`. */
  readonly words: readonly ShellWord[];
  /** Arguments only: `words` without the first. */
  readonly args: readonly ShellWord[];
  /** `A=b` before the program. */
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  /** As written in the source, from the first assignment or wrapper to the last argument or redirect. */
  readonly span: Span;
  /** Programs looked through to reach this one: `sudo`, `env`, `exec`, `time`, `nice`, `xargs`, `sh -c`, … outermost first. */
  readonly wrappers: readonly string[];
  /** Commands of one pipeline share `pipeline`; `stage` is the place in it, from 0. Alone: `{ id, stage: 0, length: 1 }`. */
  readonly pipe: { readonly id: number; readonly stage: number; readonly length: number };
  /** What joins it to the command before it on the same level; "" for the first. */
  readonly joinedBy: "" | "&&" | "||" | ";" | "&" | "|";
  /** True inside if, for, while, case, a function, a subshell, a substitution or after `||`: it may not run, or not here. */
  readonly conditional: boolean;
  /** Directory set by `cd DIR &&` before it in the same body, as written; undefined when none or when it cannot be told. */
  readonly cwd: string | undefined;
  readonly instruction: Instruction;
  /** False when the words are not written literally at `span` (inside a JSON string or nested quotes): do not edit. */
  readonly editable: boolean;
}

export interface ShellWord {
  /** As written, quotes kept. */
  readonly raw: string;
  /** The word's value when it is literal, else undefined (`$X`, `$(…)`, globs stay literal text). */
  readonly value: string | undefined;
  /** Value with each dynamic part replaced by "\u0000": for matching prefixes and suffixes of partly dynamic words. */
  readonly pattern: string;
  /** Names of variables used in it, also inside substitutions. */
  readonly variables: readonly string[];
  readonly span: Span;
}

export interface Assignment {
  readonly name: string;
  readonly value: ShellWord | undefined;
  readonly span: Span;
}

export interface Redirect {
  /** `>`, `>>`, `<`, `<<`, `2>`, `&>` … */
  readonly operator: string;
  readonly target: ShellWord | undefined;
  readonly span: Span;
}

/** The commands of one instruction, in source order, nested ones included. */
export interface CommandList {
  readonly commands: readonly Command[];
  /** Why the body was left alone (`SHELL` is PowerShell; heredoc is run by python); undefined when it was read. */
  readonly skipped: string | undefined;
  /** True when it was skipped for its size: a part of the input that should have been read was not. */
  readonly tooLarge: boolean;
  /** Shell options switched on by `set -…` at the start, or by the SHELL: `e`, `u`, `x`, `pipefail`. */
  readonly options: ReadonlySet<string>;
  /** Syntax errors the shell would stop at. */
  readonly errors: readonly { readonly at: Span; readonly message: string }[];
}
