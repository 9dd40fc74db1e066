import type { SyntaxNode } from "unbash";
import type { Span } from "../text/source.ts";
import type { Command, Redirect, ShellWord } from "./command.ts";
import type { TextMap } from "./shell-text.ts";
import type { Instruction } from "./tree.ts";

/** Substitutions and nested scripts (`sh -c "…"`) inside each other; deeper ones are an error entry, not read. */
export const maxNesting = 16;
/** What a script in a script counts for: it is parsed anew, and nobody writes five inside each other. */
export const scriptDepth = 4;
/** Names kept for one word: enough for any real one, and a bound on the work for hostile ones. */
export const maxVariables = 200;
/** Syntax errors noted for one instruction. */
export const maxErrors = 100;
/** Redirects of enclosing groups kept for one command. */
export const maxGroupRedirects = 8;

/** What is known about the shell process at one point. Subshells and branches work on a copy. */
export interface ShellState {
  cwd: string | undefined;
}

/** What surrounds a script, and holds for every command in it. */
export interface Place {
  readonly text: TextMap;
  readonly wrappers: readonly string[];
  readonly conditional: boolean;
  readonly editable: boolean;
  /** Of the groups around: `{ …; } > file`. */
  readonly redirects: readonly Redirect[];
  readonly depth: number;
  /** True where the script is all there is in the instruction: its leading `set -e` counts for the whole. */
  readonly body: boolean;
  readonly shell: ShellState;
}

/** How a command is tied to its neighbours. */
export interface Joint {
  readonly joinedBy: Command["joinedBy"];
  /** Undefined outside pipelines. */
  readonly pipe?: Command["pipe"] | undefined;
  /** The keyword `time` before it: where it starts in the text. */
  readonly timedFrom?: number | undefined;
}

/** Collects the commands of one instruction. */
export interface Reader {
  readonly instruction: Instruction;
  readonly commands: Command[];
  readonly errors: { readonly at: Span; readonly message: string }[];
  readonly options: Set<string>;
  /** A number no other pipeline of the instruction has. */
  nextPipe(): number;
  /** Parses `place.text` and lists its commands. A script that is one simple command takes over `joint`. */
  readScript(place: Place, joint?: Joint): void;
  /** Lists the commands of substitutions in `node` and notes the variables used in it on `word`. */
  visitWord(node: SyntaxNode, place: Place, word?: ShellWord): void;
}
