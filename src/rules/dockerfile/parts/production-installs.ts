import type { Command } from "../../../dockerfile/command.ts";
import { argValues, flagValues, hasFlag } from "../../../dockerfile/command-queries.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";

/**
 * True when a command of npm, yarn, pnpm or bun leaves the development dependencies out, by a flag or by what ENV and the
 * command's own assignments say. An unknown value counts as true: nothing is said about it then.
 */
export function leavesOutDevDependencies(stage: Stage, instruction: Instruction, command: Command): boolean {
  return omitsByFlag(command) || omitsByVariable(stage, instruction, command);
}

function omitsByFlag(command: Command): boolean {
  const words = argValues(command);
  // `npm ci $FLAGS`, `npm ci --${X}`: may hold the flag.
  if (words.some((word) => word.includes("\u0000"))) return true;
  if (hasFlag(command, "--production", "--prod", "--no-dev")) return !words.includes("--production=false");
  if (command.name === "pnpm" && hasFlag(command, "-P")) return true;
  const omitted = flagValues(command, "--omit", "--only");
  return omitted.some((value) => /^(?:dev|prod|production)$/.test(value));
}

/** What npm, yarn and pnpm read from the environment. */
const variables: readonly (readonly [name: string, values: RegExp])[] = [
  ["NODE_ENV", /^production$/],
  ["NPM_CONFIG_PRODUCTION", /^(?:true|1)$/],
  ["npm_config_production", /^(?:true|1)$/],
  ["NPM_CONFIG_OMIT", /^dev$/],
  ["npm_config_omit", /^dev$/],
  ["NPM_CONFIG_ONLY", /^prod/],
  ["npm_config_only", /^prod/],
  ["YARN_PRODUCTION", /^(?:true|1)$/],
];

function omitsByVariable(stage: Stage, instruction: Instruction, command: Command): boolean {
  const scope = stage.before(instruction);
  const words = argValues(command);
  const asksForDev = words.some((word) => /^--(?:include=dev|production=false|prod=false|dev|also=dev)$/.test(word));
  if (asksForDev) return false;
  return variables.some(([name, values]) => {
    const own = command.assignments.find((one) => one.name === name);
    if (own) return own.value?.value === undefined || values.test(own.value.value);
    const set = scope.env.get(name)?.value ?? scope.args.get(name)?.value;
    if (set === undefined) return false;
    return !set.known || values.test(set.text);
  });
}
