import type { Instruction, SyntaxProblem } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { expansionProblems, isExpanded } from "./parts/expansion-syntax.ts";
import { flagProblems } from "./parts/flag-syntax.ts";
import { isInstructionName } from "./parts/instruction-names.ts";
import { argumentProblems } from "./parts/instruction-syntax.ts";
import { unknownInstruction } from "./parts/unknown-instruction.ts";

export const syntaxError: Rule<"dockerfile"> = {
  id: "syntax-error",
  title: "The builder cannot read this",
  habit: "build",
  severity: "high",
  confidence: "high",
  severityReason:
    "High: the build stops there. Medium for a flag that looks like a slip of the pen, as newer builders may know it, and for a RUN without a command.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["hadolint/DL1000"],
  scope:
    "What BuildKit refuses: unknown instructions (the first of a run of such lines), missing or surplus arguments, flags without a value, given twice or on an instruction that takes none, bad durations, signals and ports, SHELL without JSON, quotes and ${…} that do not close, heredocs without an end, parser directives given twice. Unknown flags of RUN, COPY, ADD, FROM and HEALTHCHECK count only where they are almost a known one.",
  why: "The build stops at this line, so nothing can be built, and no other check of the file can be trusted.",
  remedy: "Correct the line as the message says.",
  whenToIgnore: "The file is a template that becomes a Dockerfile later; check what it becomes instead.",
  bad: [
    { title: "a misspelt instruction", dockerfile: "FROM debian:13-slim\nCOPPY a /a\nUSER 1000\n" },
    { title: "COPY without a target", dockerfile: "FROM debian:13-slim\nCOPY a.txt\nUSER 1000\n" },
    { title: "a comment behind FROM's image", dockerfile: "FROM debian:13-slim # stable\nUSER 1000\n" },
    {
      title: "a flag without its equals sign",
      dockerfile: "FROM golang:1.26 AS build\nFROM debian:13-slim\nCOPY --from build /a /a\nUSER 1000\n",
    },
    {
      title: "a bad duration",
      dockerfile: "FROM debian:13-slim\nUSER 1000\nHEALTHCHECK --interval=30 CMD true\n",
    },
  ],
  good: [
    { title: "everything in its place", dockerfile: "FROM debian:13-slim\nCOPY a.txt /a.txt\nUSER 1000\n" },
    { title: "a flag of a newer builder", dockerfile: "FROM debian:13-slim\nCOPY --new-thing=1 a /a\nUSER 1000\n" },
  ],
  *check({ dockerfile }) {
    const { tree } = dockerfile;
    for (const error of tree.errors) yield fromTree(error);
    let previous: Instruction | undefined;
    for (const instruction of tree.instructions) {
      if (isInstructionName(instruction.name)) yield* problemsOf(instruction);
      // One slip, such as a lost continuation mark, makes many such lines in a row: the first says it all.
      else if (!previous || isInstructionName(previous.name)) yield unknownInstruction(instruction, previous);
      previous = instruction;
    }
    for (const stage of dockerfile.stages)
      for (const instruction of stage.instructions)
        if (isExpanded(instruction)) yield* expansionProblems(stage, instruction, tree.escape);
  },
};

/** Nearly every instruction is sound: no generator is made for it. */
function problemsOf(instruction: Instruction): readonly Problem[] {
  const { trigger, flags } = instruction;
  const own = argumentProblems(instruction);
  if (flags.length === 0 && !trigger) return own;
  return [...own, ...flagProblems(instruction), ...(trigger ? triggerProblems(trigger) : [])];
}

function triggerProblems(trigger: Instruction): readonly Problem[] {
  if (["onbuild", "from", "maintainer"].includes(trigger.name)) return [];
  return isInstructionName(trigger.name) ? problemsOf(trigger) : [unknownInstruction(trigger, undefined)];
}

function fromTree({ at, message }: SyntaxProblem): Problem {
  return { at, message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.` };
}
