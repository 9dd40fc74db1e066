/**
 * What decides about a package manager's options outside its own words: variables that may hold flags, and
 * configuration written earlier. In doubt the answer is that they do.
 */

import type { Assignment, Command, CommandList } from "../../../dockerfile/command.ts";
import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import { dynamicPart } from "../../../dockerfile/shell-word.ts";
import type { Heredoc, Instruction } from "../../../dockerfile/tree.ts";
import type { RunStep } from "./run-steps.ts";

/** A variable whose name speaks of packages does not hold flags. */
const packageName = /pack|pkg|dep|lib|tool|version|requires|list/i;

/**
 * True when a word that is nothing but variables may hold a flag `wanted` matches: a value holds one, or nobody knows
 * the value and the name does not speak of packages. Substitutions (`$(cat list)`) are taken for packages.
 */
export function mayHoldFlag(step: RunStep, command: Command, wanted: RegExp): boolean {
  return command.args.some((word) => {
    if (word.pattern.replaceAll(dynamicPart, "") !== "" || /^"?(?:\$\(|`)/.test(word.raw)) return false;
    if (word.variables.length === 0) return true;
    return word.variables.some((name) => {
      const value = variableValue(step, name);
      return value === undefined ? !packageName.test(name) : value.split(/\s+/).some((text) => wanted.test(text));
    });
  });
}

/** As the shell would see it there: assigned in the same script, else by ENV or ARG. */
function variableValue(step: RunStep, name: string): string | undefined {
  const given = assignedIn(step.list).get(name);
  if (given) return given.value?.value;
  const scope = step.stage.before(holderOf(step));
  const { value } = scope.env.get(name) ?? scope.args.get(name) ?? {};
  return value?.known ? value.text : undefined;
}

const assigned = derivedStore<CommandList, ReadonlyMap<string, Assignment>>();

/** The first assignment of each name. */
function assignedIn(list: CommandList): ReadonlyMap<string, Assignment> {
  const known = assigned.get(list);
  if (known) return known;
  const found = new Map<string, Assignment>();
  for (const { assignments } of list.commands)
    for (const one of assignments) if (!found.has(one.name)) found.set(one.name, one);
  assigned.set(list, found);
  return found;
}

/** The instruction of the stage that holds the step: the ONBUILD for a trigger. */
export function holderOf({ stage, run }: RunStep): Instruction {
  return stage.instructions[run.index - stage.from.index - 1] ?? run;
}

/** A way to set an option outside the command. One constant each: answers are kept by it. */
export interface Setting {
  /** What a RUN, ENV or ARG says that sets it. */
  readonly text: RegExp;
  /** What a COPY or ADD names that may set it. */
  readonly folder?: RegExp;
}

const firsts = derivedStore<Stage, Map<Setting, number>>();

/** True when something before or in the step may set it. */
export function isConfigured({ run, stage }: RunStep, setting: Setting): boolean {
  return stage.chain.some((one) => {
    const first = firstConfiguring(one, setting);
    return one === stage ? first <= run.index : first !== Number.POSITIVE_INFINITY;
  });
}

/** The index of a stage's first instruction that may set it; infinity when none does. */
function firstConfiguring(stage: Stage, setting: Setting): number {
  const known = firsts.get(stage) ?? new Map<Setting, number>();
  firsts.set(stage, known);
  const found = known.get(setting);
  if (found !== undefined) return found;
  const first = stage.instructions.find((instruction) => mayConfigure(instruction, setting));
  known.set(setting, first?.index ?? Number.POSITIVE_INFINITY);
  return first?.index ?? Number.POSITIVE_INFINITY;
}

function mayConfigure({ name, body, heredocs }: Instruction, { text, folder }: Setting): boolean {
  const mentions = ({ content }: Heredoc) => text.test(content.text);
  if (name === "copy" || name === "add") return folder?.test(body.text) || heredocs.some(mentions);
  if (name === "run") return text.test(body.text) || heredocs.some(mentions);
  return (name === "env" || name === "arg") && text.test(body.text);
}

/** The external image at the bottom of the step's FROM chain; "" when it is not known. */
export function baseName({ stage }: RunStep): string {
  const { base } = stage.chain.at(-1) ?? stage;
  return base.kind === "image" ? base.name : "";
}
