/** What runs after a step and installs from the package lists it leaves behind. */

import type { Command } from "../../../dockerfile/command.ts";
import { hasFlag } from "../../../dockerfile/command-queries.ts";
import { commandsOf } from "../../../dockerfile/commands.ts";
import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import { packageCommand, packageCommands } from "./package-managers.ts";
import type { RunStep } from "./run-steps.ts";

/** Whether something that runs later reads the package lists a step leaves. `who` is the first that does. */
export type Need = { readonly kind: "no" | "maybe" } | { readonly kind: "yes"; readonly who: string };

/** Programs that install through apt and do not update first. */
const readers: ReadonlySet<string> = new Set([
  ...["apt-cache", "apt-file", "gdebi", "mk-build-deps", "rosdep", "tasksel", "apt-rdepends"],
]);
const aptVerbs: ReadonlySet<string> = new Set(["source", "download", "show", "policy", "search", "list", "depends"]);
const shells: ReadonlySet<string> = new Set(["sh", "bash", "source", ".", "zsh", "ansible-playbook", "make", "puppet"]);

/** Looks at what follows in the stage and at the stages that are FROM it, up to the next update of the lists. */
export function needsAptLists(step: RunStep, stages: readonly Stage[]): Need {
  let need: Need = { kind: "no" };
  for (const stage of stages) {
    if (!stage.chain.includes(step.stage)) continue;
    const found = needOf(stage, laterIn(stage, step));
    if (found.kind === "yes") return found;
    if (found.kind === "maybe") need = found;
  }
  return need;
}

/** The instructions of a stage that follow the step; all of them in a stage that is FROM the step's. */
function laterIn(stage: Stage, step: RunStep): readonly Instruction[] {
  if (stage !== step.stage) return stage.instructions;
  return stage.instructions.slice(step.run.index - stage.from.index);
}

function needOf(stage: Stage, instructions: readonly Instruction[]): Need {
  let maybe = false;
  for (const instruction of instructions)
    for (const command of commandsOf(stage, instruction.trigger ?? instruction).commands) {
      const read = packageCommand(command);
      if (read?.manager === "apt" && read.action === "refresh" && !command.conditional)
        return { kind: maybe ? "maybe" : "no" };
      if (readsLists(command)) return { kind: "yes", who: `A later ${command.name}` };
      maybe ||= runsScript(command);
    }
  return { kind: maybe ? "maybe" : "no" };
}

function readsLists(command: Command): boolean {
  const read = packageCommand(command);
  if (read?.manager === "apt") return read.action === "install" || read.action === "upgrade";
  if (readers.has(command.name)) return true;
  return /^apt(?:-get|itude)?$/.test(command.name) && command.args.some((word) => aptVerbs.has(word.pattern));
}

/** What a script does is not known from here. */
function runsScript(command: Command): boolean {
  if (command.instruction.name !== "run") return false;
  return shells.has(command.name) || command.name.endsWith(".sh") || command.name === "";
}

const lastAdds = derivedStore<Stage, number>();

/** True when a later `apk add` takes the index as it finds it. */
export function needsApkIndex(step: RunStep, stages: readonly Stage[]): boolean {
  return stages.some(
    (stage) => stage.chain.includes(step.stage) && lastPlainAdd(stage) > (stage === step.stage ? step.run.index : 0),
  );
}

/** The index of the last RUN that adds without fetching an index; 0 when there is none. */
function lastPlainAdd(stage: Stage): number {
  const known = lastAdds.get(stage);
  if (known !== undefined) return known;
  const last = stage.instructions.findLast((instruction) => {
    const list = commandsOf(stage, instruction.trigger ?? instruction).commands;
    const own = packageCommands(list).filter(({ manager }) => manager === "apk");
    const plain = own.some(({ action, command }) => action === "install" && !fetchesIndex(command));
    return plain && !own.some(({ action }) => action === "refresh");
  });
  lastAdds.set(stage, last?.index ?? 0);
  return last?.index ?? 0;
}

function fetchesIndex(command: Command): boolean {
  return hasFlag(command, "--no-cache", "-U", "--update", "--update-cache");
}
