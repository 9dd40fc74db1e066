import type { ShellWord } from "../../../dockerfile/command.ts";
import { argValues, flagValues, hasFlag, operandsOf, toolName } from "../../../dockerfile/command-queries.ts";
import { nodeInstallOf } from "./node-installs.ts";
import { leavesOutDevDependencies } from "./production-installs.ts";
import type { StageCommand } from "./stage-commands.ts";

/** An install that also brings what only development needs. */
export interface DevInstall extends StageCommand {
  /** As it is said in a message: `npm ci`. */
  readonly what: string;
  readonly ecosystem: "node" | "php" | "python" | "ruby";
  /** Where the packages go, beside the manifest; undefined where they go into the system. */
  readonly folder: "node_modules" | "vendor" | ".venv" | undefined;
  /** The word a flag goes behind. */
  readonly verb: ShellWord;
}

/** Undefined for every other command, and where a variable or an unknown word may leave them out. */
export function devInstallOf(placed: StageCommand, before: readonly StageCommand[]): DevInstall | undefined {
  const { command, stage, instruction } = placed;
  const [program] = command.words;
  if (!program) return undefined;
  const node = nodeInstallOf(command);
  if (node) {
    if (leavesOutDevDependencies(stage, instruction, command)) return undefined;
    const verb = operandsOf(command)[0] ?? program;
    const what = node.verb === "" ? node.manager : `${node.manager} ${node.verb}`;
    return { ...placed, what, ecosystem: "node", folder: "node_modules", verb };
  }
  if (argValues(command).some((word) => word.includes("\u0000"))) return undefined;
  return phpInstall(placed) ?? rubyInstall(placed, before, program) ?? pythonInstall(placed);
}

function phpInstall(placed: StageCommand): DevInstall | undefined {
  const { command } = placed;
  const verb = operandsOf(command)[0];
  if (!/^composer(?:\.phar)?$/.test(command.name) || (verb?.value !== "install" && verb?.value !== "update"))
    return undefined;
  if (hasFlag(command, "--no-dev") || isSet(placed, "COMPOSER_NO_DEV")) return undefined;
  return { ...placed, what: `composer ${verb.value}`, ecosystem: "php", folder: "vendor", verb };
}

function rubyInstall(
  placed: StageCommand,
  before: readonly StageCommand[],
  program: ShellWord,
): DevInstall | undefined {
  const { command } = placed;
  const verb = operandsOf(command)[0];
  if (!/^bundler?$/.test(command.name) || (verb !== undefined && verb.value !== "install")) return undefined;
  if (verb === undefined && command.args.length > 0) return undefined;
  if (
    hasFlag(command, "--without", "--version", "-v") ||
    isSet(placed, "BUNDLE_WITHOUT") ||
    isSet(placed, "BUNDLE_ONLY")
  )
    return undefined;
  const isConfigured = before.some(
    (one) =>
      /^bundler?$/.test(one.command.name) && argValues(one.command).some((word) => /^(?:without|only)$/.test(word)),
  );
  if (isConfigured) return undefined;
  return {
    ...placed,
    what: "bundle install",
    ecosystem: "ruby",
    folder: undefined,
    verb: verb ?? program,
  };
}

const devWord = /(?:^|[/_.-])(?:dev|devel|develop|development|test|tests|testing|lint)(?:[/_.-]|$)/;

function pythonInstall(placed: StageCommand): DevInstall | undefined {
  const { command } = placed;
  const tool = toolName(command);
  const found = (verb: ShellWord | undefined, folder: DevInstall["folder"] = undefined): DevInstall | undefined =>
    verb && { ...placed, what: `${tool} ${verb.raw}`, ecosystem: "python", folder, verb };
  const verb = operandsOf(command)[0];
  const name = verb?.value ?? "";
  if (tool === "pip" && name === "install") {
    const argument = devArgument(placed);
    return (
      argument &&
      verb && { ...placed, what: `pip install of ${argument.raw}`, ecosystem: "python", folder: undefined, verb }
    );
  }
  if (tool === "uv" && name === "sync") {
    if (hasFlag(command, "--no-dev", "--no-default-groups", "--only-group", "--no-group", "--only-dev"))
      return undefined;
    return isSet(placed, "UV_NO_DEV") || isSet(placed, "UV_NO_DEFAULT_GROUPS") ? undefined : found(verb, ".venv");
  }
  if (tool === "poetry" && (name === "install" || name === "sync"))
    return hasFlag(command, "--only", "--without", "--no-dev", "--only-root") ? undefined : found(verb);
  if (tool === "pdm" && (name === "install" || name === "sync"))
    return hasFlag(command, "--prod", "--production", "-P", "--no-default") ? undefined : found(verb, ".venv");
  if (tool === "pipenv" && (name === "install" || name === "sync"))
    return hasFlag(command, "--dev", "-d") ? found(verb) : undefined;
  return undefined;
}

/** `-r requirements-dev.txt`, `-e .[dev]`: the word that names what is for development. */
function devArgument({ command }: StageCommand): ShellWord | undefined {
  const files = flagValues(command, "-r", "--requirement").filter((file) => devWord.test(file) && /require/.test(file));
  const extras = command.args.find((word) =>
    /^[\w./-]*\[(?:[\w-]+,)*(?:dev|development|test|tests|testing)(?:,[\w-]+)*\]/.test(word.pattern),
  );
  return extras ?? command.args.find((word) => files.some((file) => word.pattern.endsWith(file)));
}

/** By ENV, ARG or an assignment before the command; an unknown value counts. */
function isSet({ command, stage, instruction }: StageCommand, name: string): boolean {
  if (command.assignments.some((one) => one.name === name)) return true;
  const scope = stage.before(instruction);
  const set = scope.env.get(name)?.value ?? scope.args.get(name)?.value;
  return set !== undefined && (!set.known || !/^(?:|0|false)$/i.test(set.text));
}
