import type { Dockerfile, Stage } from "../../../dockerfile/dockerfile.ts";
import { removeInstruction } from "../../../dockerfile/edits.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import type { Fix, Problem } from "../../../finding/finding.ts";

/** Every instruction of this name that a later one of the same stage replaces. `effect` ends the sentence. */
export function* repeatedInstructions(dockerfile: Dockerfile, name: string, effect: string): Iterable<Problem> {
  for (const stage of dockerfile.stages) {
    const same = stage.instructions.filter((instruction) => instruction.name === name);
    const last = same.at(-1);
    if (!last) continue;
    for (const instruction of same.slice(0, -1)) yield problem(dockerfile, stage, instruction, last, effect);
  }
}

function problem(
  dockerfile: Dockerfile,
  stage: Stage,
  instruction: Instruction,
  last: Instruction,
  effect: string,
): Problem {
  const name = instruction.name.toUpperCase();
  const found = {
    at: instruction.span,
    message: `This ${name} of ${stage.label} is replaced by a later one: ${effect}.`,
    related: [{ at: last.span, message: `This ${name} is the one that counts.` }],
  };
  if (instruction.lines.some((line) => line.kind === "comment"))
    return { ...found, refusal: `Comments stand between the lines of this ${name} and would be lost with it.` };
  return { ...found, fixes: [removal(dockerfile, instruction, name)] };
}

/** Safe: the build overwrites the setting before anything reads it. */
function removal(dockerfile: Dockerfile, instruction: Instruction, name: string): Fix {
  const edits = [removeInstruction(dockerfile.tree, instruction)];
  return { title: `Remove the ${name} that never counts`, safety: "safe", edits };
}
