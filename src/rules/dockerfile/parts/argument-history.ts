/**
 * Whether a build argument ends in the history of the image that is built. A Dockerfile and the name of an argument go in; out
 * comes the ARG whose RUN records it. Docker writes the arguments in force at a RUN into the history of its layer.
 */
import type { Dockerfile, Stage } from "../../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import type { Declaration } from "./secret-lift.ts";

/** The ARG through which a value of that name comes into the history of the image; undefined when it does not. */
export function shippedArgument(dockerfile: Dockerfile, name: string): Declaration | undefined {
  for (const stage of dockerfile.target?.chain ?? []) {
    const found = declarationsOf(stage, name).find(({ instruction }) => entersHistory(dockerfile, stage, instruction));
    if (found) return found;
  }
  return undefined;
}

/** Every ARG of the name in a stage. */
export function declarationsOf(stage: Stage, name: string): Declaration[] {
  return stage.instructions
    .filter((instruction) => instruction.name === "arg")
    .flatMap((instruction) => instruction.pairs.map((pair) => ({ instruction, pair })))
    .filter(({ pair }) => pair.key.text === name);
}

/** A RUN records the arguments declared above it: in this stage, or in one that is FROM it on the way to the target. */
export function entersHistory({ target }: Dockerfile, stage: Stage, instruction: Instruction): boolean {
  const isRun = ({ name }: Instruction) => name === "run";
  const { instructions } = stage;
  if (instructions.slice(instructions.indexOf(instruction)).some(isRun)) return true;
  const chain = target?.chain ?? [];
  return chain.slice(0, Math.max(0, chain.indexOf(stage))).some((child) => child.instructions.some(isRun));
}
