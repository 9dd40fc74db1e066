import { rules } from "../../rules/catalog.ts";
import { type CommandSpec, commands, optionsOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { dbActions } from "./db-actions.ts";
import { asChoice, parseOptions } from "./options.ts";

const shells = ["bash", "zsh", "fish"] as const;

/** `seaworthy completion SHELL`: a script made from the command table, so that it knows every option. */
export async function runCompletion(words: readonly string[], context: CommandContext): Promise<number> {
  const { positionals } = parseOptions(words, optionsOf("completion"), "completion");
  const shell = asChoice(positionals[0] ?? "", "shell", shells);
  context.write(shell === "fish" ? fishScript() : bashScript(shell));
  return 0;
}

/** Words an option's value can be; undefined when it is a file or free text. */
function choicesOf(option: CommandSpec["options"][number]): readonly string[] | undefined {
  return option.name === "only" || option.name === "skip" ? rules.map(({ id }) => id) : option.choices;
}

function bashScript(shell: "bash" | "zsh"): string {
  const cases = commands.map((command) => {
    const flags = command.options.flatMap(({ name, short }) => [`--${name}`, ...(short ? [`-${short}`] : [])]);
    return `    ${command.name}) words="${[...flags, ...argumentsOf(command)].join(" ")}" ;;`;
  });
  const values = new Map<string, string>();
  for (const { options } of commands)
    for (const option of options) {
      const choices = choicesOf(option);
      if (choices) values.set(`--${option.name}`, choices.join(" "));
    }
  return [
    `# seaworthy completion. Put \`source <(seaworthy completion ${shell})\` into your shell's start-up file.`,
    ...(shell === "zsh" ? ["autoload -U +X bashcompinit && bashcompinit"] : []),
    "_seaworthy() {",
    '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" words=""',
    '  case "$previous" in',
    ...[...values].map(
      ([flag, choices]) => `    ${flag}) COMPREPLY=($(compgen -W "${choices}" -- "$current")); return ;;`,
    ),
    "  esac",
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    `    *) words="${commands.map(({ name }) => name).join(" ")}" ;;`,
    "  esac",
    '  COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))',
    "}",
    "complete -o filenames -F _seaworthy seaworthy",
    "",
  ].join("\n");
}

function argumentsOf(command: CommandSpec): readonly string[] {
  if (command.name === "explain") return rules.map(({ id }) => id);
  if (command.name === "db") return dbActions;
  return command.name === "completion" ? shells : [];
}

function fishScript(): string {
  const lines = ["# seaworthy completion for fish."];
  for (const command of commands) {
    lines.push(`complete -c seaworthy -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.describe)}`);
    const here = `-n '__fish_seen_subcommand_from ${command.name}'`;
    for (const option of command.options) {
      const choices = choicesOf(option);
      const value = choices ? ` -x -a ${quoted(choices.join(" "))}` : option.value ? " -r" : "";
      const short = option.short ? ` -s ${option.short}` : "";
      lines.push(`complete -c seaworthy ${here} -l ${option.name}${short}${value} -d ${quoted(option.describe)}`);
    }
    const words = argumentsOf(command);
    if (words.length > 0) lines.push(`complete -c seaworthy ${here} -a ${quoted(words.join(" "))}`);
  }
  return `${lines.join("\n")}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
