import type { CommandList } from "../../../dockerfile/command.ts";
import { commandsOf } from "../../../dockerfile/commands.ts";
import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Dockerfile, Stage } from "../../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";

/** One RUN with its commands. */
export interface RunStep {
  readonly stage: Stage;
  /** The RUN; for a trigger the one inside the ONBUILD. */
  readonly run: Instruction;
  /** It stands in an ONBUILD: it runs in builds on top of this image, not in this one. */
  readonly isTrigger: boolean;
  readonly list: CommandList;
}

const cache = derivedStore<Dockerfile, readonly RunStep[]>();

/** Every RUN of the stages that reach the target, triggers included, in the order of the file. */
export function runSteps(dockerfile: Dockerfile): readonly RunStep[] {
  return cache.of(dockerfile, () => dockerfile.stages.filter((stage) => stage.reachesTarget).flatMap(stepsOf));
}

function stepsOf(stage: Stage): RunStep[] {
  const steps: RunStep[] = [];
  for (const instruction of stage.instructions) {
    const run = instruction.trigger ?? instruction;
    if (run.name !== "run") continue;
    steps.push({ stage, run, isTrigger: instruction.trigger !== undefined, list: commandsOf(stage, run) });
  }
  return steps;
}
