import type { Command } from "../../dockerfile/command.ts";
import { commandsOf } from "../../dockerfile/commands.ts";
import { resolveDockerfile } from "../../dockerfile/stages.ts";
import { createSource, type Span } from "../../text/source.ts";

/** A shell command line that stands in no Dockerfile, read into its simple commands. */
export interface TextCommands {
  readonly commands: readonly Command[];
  /** A span of a command as a span of the text. */
  inText(span: Span): Span;
}

/** A here-document keeps the text as it is, and its offsets with it. */
const opening = "FROM scratch\nRUN <<'END-OF-COMMAND-TEXT'\n";
const closing = "\nEND-OF-COMMAND-TEXT\n";

/** Reads a command line as the shell would: of a Compose service, a health check, a script. Empty where it is no POSIX shell. */
export function readCommandText(text: string): TextCommands {
  const none = { commands: [], inText: (span: Span) => span };
  if (text.includes(closing.trim())) return none;
  const { stages } = resolveDockerfile(createSource("command", opening + text + closing));
  const run = stages[0]?.instructions[0];
  if (!stages[0] || !run) return none;
  const { commands } = commandsOf(stages[0], run);
  return {
    commands,
    inText: ({ start, end }) => ({ start: start - opening.length, end: end - opening.length }),
  };
}
