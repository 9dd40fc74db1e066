import type { Command, CommandList } from "../../../dockerfile/command.ts";

/** True when the RUN fails if the command does: nothing after it runs then, and nothing covers it up. */
export function stopsBuild({ commands, options }: CommandList, command: Command): boolean {
  const index = commands.indexOf(command);
  const inPipe = command.pipe.length > 1 && command.pipe.stage < command.pipe.length - 1;
  if (command.conditional || (inPipe && !options.has("pipefail"))) return false;
  return commands.slice(index + 1).every((next, offset) => {
    const previous = commands[index + offset];
    // Substitutions and `find -exec` stand inside the command before them.
    if (previous && next.span.end <= previous.span.end) return true;
    if (next.joinedBy === "&&" || next.joinedBy === "|") return true;
    return next.joinedBy === ";" && options.has("e");
  });
}
