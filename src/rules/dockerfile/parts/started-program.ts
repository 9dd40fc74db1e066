import type { Assignment, ShellWord } from "../../../dockerfile/command.ts";
import { commandsOf } from "../../../dockerfile/commands.ts";
import type { Setting, Stage } from "../../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";

/** One command that a container started from a stage runs. */
export interface StartedCommand {
  readonly instruction: Instruction;
  /** Base name of the program; "" when it is dynamic. */
  readonly program: string;
  /** The program's word and its arguments; where CMD gives arguments to ENTRYPOINT, those of both. */
  readonly words: readonly ShellWord[];
  /** Values of the arguments; dynamic parts as "\u0000". */
  readonly args: readonly string[];
  readonly assignments: readonly Assignment[];
  readonly conditional: boolean;
}

/** What ENTRYPOINT and CMD run together; empty when the file sets neither, or its shell is not read. */
export function startedCommands(stage: Stage): readonly StartedCommand[] {
  const { entrypoint, cmd } = stage.end;
  const main = entrypoint ? readStart(entrypoint) : [];
  const given = cmd ? readStart(cmd) : [];
  if (!entrypoint) return given;
  // The shell form of ENTRYPOINT never sees CMD.
  if (entrypoint.value.form === "text" || given.length === 0) return main;
  const [only, ...more] = main;
  const [first] = given;
  if (!only || more.length > 0 || !first) return main;
  const joined = withArguments(only, first);
  // `docker-entrypoint.sh npm start`: a script that ends by running its arguments.
  return isLauncher(only.program) ? [joined, ...given] : [joined];
}

const shells: ReadonlySet<string> = new Set([
  "sh",
  "bash",
  "ash",
  "dash",
  "zsh",
  "fish",
  "tmux",
  "login",
  "tail",
  "sleep",
]);

/** True when the file says what its image runs, and that is a program: no shell to work in, nothing that only waits. */
export function runsProgram(stage: Stage): boolean {
  const started = startedCommands(stage);
  if (started.length === 0) return (stage.end.cmd ?? stage.end.entrypoint) !== undefined;
  // What a launcher is given counts, not the launcher: `entrypoint.sh bash` is a shell.
  const given = started.length > 1 && isLauncher(started[0]?.program ?? "") ? started.slice(1) : started;
  return given.some(({ program }) => !shells.has(program));
}

/** Base names of all programs in ENTRYPOINT and CMD, the one that CMD gives to ENTRYPOINT among them: `make` of `/dind make`. */
export function startedPrograms(stage: Stage): readonly string[] {
  const { entrypoint, cmd } = stage.end;
  const given = cmd && entrypoint?.value.form !== "text" ? readStart(cmd) : [];
  return [...(entrypoint ? readStart(entrypoint) : []), ...given].map(({ program }) => program);
}

function readStart({ value: instruction, stage }: Setting<Instruction>): StartedCommand[] {
  return commandsOf(stage, instruction).commands.map((command) => ({
    instruction,
    program: command.name,
    words: command.words,
    args: command.args.map((word) => word.pattern),
    assignments: command.assignments,
    conditional: command.conditional,
  }));
}

function withArguments(main: StartedCommand, given: StartedCommand): StartedCommand {
  return {
    ...main,
    words: [...main.words, ...given.words],
    args: [...main.args, ...given.words.map((one) => one.pattern)],
  };
}

function isLauncher(program: string): boolean {
  return /\.(?:sh|bash)$/.test(program) || /entrypoint|entry-point|start|init|run/.test(program);
}
