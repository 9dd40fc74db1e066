import { type CommandSpec, commands } from "./commands.ts";
import type { OptionSpec } from "./options.ts";

/** `seaworthy --help`. */
export function generalHelp(): string {
  const width = Math.max(...commands.map(({ usage }) => usage.length));
  return [
    "seaworthy: is my container seaworthy?",
    "Finds what would sink it in your Dockerfiles, explains it in plain words, and repairs it.",
    "",
    ...commands.map(({ usage, describe }) => wrapped(`  ${usage.padEnd(width)}  `, describe)),
    "",
    "Start with `seaworthy` in your project's folder.",
    "`seaworthy COMMAND --help` lists the options of a command.",
    "Exit status: 0 nothing at or above --fail-on, 1 findings, 2 could not look.",
    "",
  ].join("\n");
}

/** `seaworthy COMMAND --help`. */
export function commandHelp(command: CommandSpec): string {
  const labels = command.options.map(optionLabel);
  const width = Math.max(...labels.map((label) => label.length));
  return [
    command.usage,
    `  ${command.describe}`,
    "",
    ...command.options.map((option, index) => wrapped(`  ${(labels[index] ?? "").padEnd(width)}  `, option.describe)),
    "",
    "Examples:",
    ...command.examples.map((example) => `  ${example}`),
    "",
  ].join("\n");
}

function optionLabel({ name, short, value }: OptionSpec): string {
  return `${short ? `-${short}, ` : "    "}--${name}${value ? ` ${value}` : ""}`;
}

/** Fits 80 columns: the text goes on below itself. */
function wrapped(label: string, text: string): string {
  const room = Math.max(24, 80 - label.length);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((part, index) => (index === 0 ? label : " ".repeat(label.length)) + part).join("\n");
}
