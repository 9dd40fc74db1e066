/**
 * The command line. Words come in; a command is chosen and loaded, its exit status goes out. Everything it prints to
 * standard output is the result; standard error has the rest.
 */
import packageFile from "../../../package.json" with { type: "json" };
import { UserError } from "../../engine/errors.ts";
import { type CommandName, commands, plannedCommands } from "./commands.ts";
import type { CommandContext, RunCommand } from "./context.ts";

/** Code of the commands that a program has, each loaded when it is asked for. */
export type Loaders = Partial<Readonly<Record<CommandName, () => Promise<RunCommand>>>>;

/** Runs the command that the process was started for, and sets its exit status. */
export function startProgram(loaders: Loaders): void {
  // A reader that closes early, such as head, is no fault.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
  const words = process.argv.slice(2);
  run(words, loaders).then(
    (status) => {
      process.exitCode = status;
    },
    (error: unknown) => {
      process.stderr.write(explain(error, words));
      process.exitCode = 2;
    },
  );
}

async function run(words: readonly string[], loaders: Loaders): Promise<number> {
  const context = contextOf(packageFile.version);
  if (words.length === 1 && (words[0] === "--help" || words[0] === "-h" || words[0] === "help")) {
    context.write((await import("./help.ts")).generalHelp());
    return 0;
  }
  if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
    context.write(`${packageFile.version}\n`);
    return 0;
  }
  const { command, rest } = chooseCommand(words);
  if (wantsHelp(rest)) {
    context.write((await import("./help.ts")).commandHelp(command));
    return 0;
  }
  const load = loaders[command.name];
  if (!load) throw new Error(`the command ${command.name} stands in another program`);
  const runCommand = await load();
  return runCommand(rest, context);
}

/** The first word when it names a command, else `check` with all of them. */
function chooseCommand(words: readonly string[]): {
  readonly command: (typeof commands)[number];
  readonly rest: readonly string[];
} {
  const [first] = words;
  const named = commands.find(({ name }) => name === first);
  if (named) return { command: named, rest: words.slice(1) };
  if (first !== undefined && plannedCommands.has(first))
    throw new UserError(`This version cannot do \`${first}\` yet`, {
      next: `\`seaworthy --help\` lists what it can; to check a folder of that name, write \`seaworthy check ${first}\`.`,
    });
  const [check] = commands;
  if (!check) throw new Error("there are no commands");
  return { command: check, rest: words };
}

function wantsHelp(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return (end === -1 ? words : words.slice(0, end)).some((word) => word === "--help" || word === "-h");
}

function contextOf(version: string): CommandContext {
  const { stdout, stderr, env } = process;
  const color = env.NO_COLOR
    ? false
    : env.FORCE_COLOR
      ? env.FORCE_COLOR !== "0"
      : stdout.isTTY === true && env.TERM !== "dumb";
  return {
    version,
    today: new Date().toISOString().slice(0, 10),
    write: (text) => void stdout.write(text),
    note: (text) => void stderr.write(text),
    color,
    terminal: stdout.isTTY === true,
    width: Math.max(40, Math.min(stdout.columns ?? 80, 120)),
    interactive: stderr.isTTY === true && !env.CI,
  };
}

function explain(error: unknown, words: readonly string[]): string {
  if (error instanceof UserError) return `seaworthy: ${error.message}.\n  ${error.next}\n`;
  const what = error instanceof Error ? error.message : String(error);
  return `seaworthy: this is a fault of seaworthy itself: ${what}\n  Please report it, with the command: seaworthy ${words[0] ?? ""}\n`;
}
