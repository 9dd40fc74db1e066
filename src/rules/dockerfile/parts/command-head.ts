import type { Command, ShellWord } from "../../../dockerfile/command.ts";
import { operandsOf } from "../../../dockerfile/command-queries.ts";
import type { Span } from "../../../text/source.ts";

/** Longer ones would show half the RUN. */
const longestHead = 60;

/** `apt-get install`: from the program to its verb where they stand close together, else the program. */
export function commandHead(command: Command, verb: ShellWord | undefined = operandsOf(command)[0]): Span {
  const program = command.words[0]?.span ?? command.span;
  const isClose = verb !== undefined && verb.span.start > program.start && verb.span.end - program.start < longestHead;
  return isClose ? { start: program.start, end: verb.span.end } : program;
}
