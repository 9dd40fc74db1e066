import type { Command, ShellWord } from "../../../dockerfile/command.ts";
import { insertAt } from "../../../dockerfile/edits.ts";
import type { Edit } from "../../../text/edit.ts";
import { whyUntouchable } from "./command-edits.ts";
import type { RunStep } from "./run-steps.ts";

/** Why a flag is not put into this command; undefined when it can be. */
export function whyNoFlag(step: RunStep, command: Command): string | undefined {
  const untouchable = whyUntouchable(step, command);
  if (untouchable) return untouchable;
  return command.conditional ? "The command runs only under a condition: change it by hand." : undefined;
}

const otherUsers: ReadonlySet<string> = new Set([
  "sudo",
  "doas",
  "su",
  "su -c",
  "gosu",
  "su-exec",
  "chroot",
  "runuser",
]);

/** Why a clean-up after this command cannot simply be appended to the RUN; undefined when it can. */
export function whyNoCleanUp({ conditional, wrappers }: Command): string | undefined {
  if (conditional) return "The command runs only under a condition: clean up by hand.";
  const other = wrappers.find((name) => otherUsers.has(name) || name.startsWith("$"));
  return other && `The command runs through ${other}, and the clean-up would have to as well: add it by hand.`;
}

/** Puts a flag behind a word. */
export function flagAfter(word: ShellWord, flag: string): Edit {
  return insertAt(word.span.end, ` ${flag}`);
}
