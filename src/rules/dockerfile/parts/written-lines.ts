import type { Command } from "../../../dockerfile/command.ts";

/** What `echo`, `printf` or a `cat <<EOF` writes, and the file it goes to. */
export interface WrittenLine {
  /** The words joined by blanks, dynamic parts as "\u0000". */
  readonly text: string;
  /** Path as written, dynamic parts as "\u0000". */
  readonly file: string;
}

/** Undefined for other commands and where the text does not go to a file (`>`, `>>`, `| tee`). */
export function readWrittenLine(command: Command, next: Command | undefined): WrittenLine | undefined {
  if (command.name !== "echo" && command.name !== "printf") return undefined;
  const redirect = command.redirects.find(({ operator }) => /^1?>{1,2}$/.test(operator));
  const file = redirect?.target?.pattern ?? teeTarget(command, next);
  if (file === undefined) return undefined;
  return { text: command.args.map((word) => word.pattern).join(" "), file };
}

function teeTarget(command: Command, next: Command | undefined): string | undefined {
  if (next?.name !== "tee" || next.pipe.id !== command.pipe.id || next.joinedBy !== "|") return undefined;
  return next.args.find((word) => !word.pattern.startsWith("-"))?.pattern;
}
