/**
 * Passwords of accounts that a command sets: `chpasswd`, `passwd`, `useradd -p`. Out comes what kind of setting it is, for
 * messages, and the words that hold a password, for the masker. The value itself is never part of a text.
 */
import type { Command, ShellWord } from "../../../dockerfile/command.ts";
import { findFlag, flagValue, hasFlag } from "../../../dockerfile/command-queries.ts";

/** How a command changes the password of an account. */
export interface PasswordSetting {
  readonly kind: "set" | "cleared";
  readonly command: Command;
  /** Words with the password in plain sight; empty when it comes from elsewhere. */
  readonly values: readonly ShellWord[];
}

const withFlag: ReadonlySet<string> = new Set(["useradd", "usermod", "groupadd"]);
const writers: ReadonlySet<string> = new Set(["echo", "printf"]);

/** The settings among the commands of one RUN. */
export function passwordSettings(commands: readonly Command[]): readonly PasswordSetting[] {
  const written = wordsByPipe(commands);
  return commands.flatMap((command): PasswordSetting[] => {
    const fed = command.name === "chpasswd" || command.name === "passwd" ? fedWords(written, command) : [];
    if (command.name === "chpasswd" || (command.name === "passwd" && hasFlag(command, "--stdin")))
      return [{ kind: "set", command, values: fed }];
    if (command.name === "passwd" && hasFlag(command, "-d", "--delete"))
      return [{ kind: "cleared", command, values: [] }];
    if (command.name === "passwd" && fed.length > 0) return [{ kind: "set", command, values: fed }];
    if (!withFlag.has(command.name)) return [];
    const flag = findFlag(command, "-p", "--password");
    const value = flagValue(command, "-p", "--password");
    if (!flag || value === undefined || isLock(value)) return [];
    if (value === "") return [{ kind: "cleared", command, values: [] }];
    return [{ kind: "set", command, values: flag.valueWord ? [flag.valueWord] : [flag.word] }];
  });
}

/** `*`, `!`, `x`: no password fits, which keeps an account for keys only. */
function isLock(value: string): boolean {
  return /^[*!x]{1,2}$/.test(value);
}

/** What `echo` and `printf` write into each pipe. */
function wordsByPipe(commands: readonly Command[]): ReadonlyMap<number, readonly ShellWord[]> {
  const written = new Map<number, ShellWord[]>();
  for (const { name, pipe, args } of commands) {
    if (!writers.has(name) || pipe.length === 1) continue;
    const words = written.get(pipe.id) ?? [];
    words.push(...args.filter(({ pattern }) => !pattern.startsWith("-")));
    written.set(pipe.id, words);
  }
  return written;
}

/** What a pipe or `<<<` feeds to a command. */
function fedWords(written: ReadonlyMap<number, readonly ShellWord[]>, { pipe, redirects }: Command): ShellWord[] {
  const here = redirects.flatMap(({ operator, target }) => (operator === "<<<" && target ? [target] : []));
  return [...(pipe.stage > 0 ? (written.get(pipe.id) ?? []) : []), ...here];
}
