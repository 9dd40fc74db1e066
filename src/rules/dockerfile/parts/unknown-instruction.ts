import type { Instruction } from "../../../dockerfile/tree.ts";
import type { Problem } from "../../../finding/finding.ts";
import { nearest } from "../../../text/nearest.ts";
import { instructionNames } from "./instruction-names.ts";

const longestShown = 30;

/** A line whose first word is no instruction: what it is, and what was most likely meant. */
export function unknownInstruction(instruction: Instruction, previous: Instruction | undefined): Problem {
  const { text, span } = instruction.keyword;
  const shown = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
  return { at: span, message: `${shown} is no instruction${hintFor(instruction, previous)}` };
}

function hintFor({ keyword, name }: Instruction, previous: Instruction | undefined): string {
  if (/^(?:\{\{|\{%|<%|%%|@@?\w|__\w)/.test(keyword.text))
    return ": the file looks like a template, check what it becomes.";
  const isLetters = /^[a-z]+$/.test(name);
  const near = isLetters ? nearest(name, instructionNames) : undefined;
  if (near !== undefined) return `: did you mean ${near.toUpperCase()}?`;
  if (previous && continues.has(previous.name))
    return `: if it belongs to the ${previous.name.toUpperCase()} above, that line must end in a continuation mark.`;
  return ".";
}

/** Instructions people write over several lines. */
const continues: ReadonlySet<string> = new Set([
  ...["run", "env", "label", "copy", "add", "cmd", "entrypoint", "expose", "volume", "healthcheck", "arg"],
]);
