import type { Dockerfile } from "../../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import { positionAt } from "../../../text/source.ts";

/** The line an instruction begins on, for messages. */
export function lineOf({ source }: Dockerfile, instruction: Instruction): number {
  return positionAt(source, instruction.span.start).line;
}
