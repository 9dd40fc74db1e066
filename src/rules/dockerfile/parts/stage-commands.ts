import type { Command } from "../../../dockerfile/command.ts";
import { commandsOf } from "../../../dockerfile/commands.ts";
import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";

/** A command of a RUN with the stage it stands in. */
export interface StageCommand {
  readonly stage: Stage;
  readonly instruction: Instruction;
  readonly command: Command;
}

const cache = derivedStore<Stage, readonly StageCommand[]>();

/** Every command that RUN executes to make the stage, in the order of the build: its FROM chain first. */
export function chainCommands(stage: Stage): readonly StageCommand[] {
  const known = cache.get(stage);
  if (known) return known;
  const all: StageCommand[] = stage.base.kind === "stage" ? [...chainCommands(stage.base.stage)] : [];
  for (const instruction of stage.instructions) {
    if (instruction.name !== "run") continue;
    for (const command of commandsOf(stage, instruction).commands) all.push({ stage, instruction, command });
  }
  cache.set(stage, all);
  return all;
}

/** `npm ci || npm install`: what follows runs when the command fails. */
export function hasFallback({ stage, command }: Pick<StageCommand, "stage" | "command">): boolean {
  const all = chainCommands(stage);
  const next = all[all.findIndex((one) => one.command === command) + 1];
  return (
    next?.instruction === command.instruction &&
    next.command.joinedBy === "||" &&
    /^(?:npm|yarn|pnpm|bun)$/.test(next.command.name)
  );
}
