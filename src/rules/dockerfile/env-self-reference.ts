import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { DockerfileTree, Instruction, Pair } from "../../dockerfile/tree.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import { lineEndOf } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { builderNames, mayComeFromBase } from "./parts/base-environment.ts";
import { neededVariables, variableSpan } from "./parts/needed-variables.ts";

export const envSelfReference: Rule<"dockerfile"> = {
  id: "env-self-reference",
  title: "ENV uses a variable that the same ENV sets",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: the build goes on with an empty value, and what is wrong shows later, in another place.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["hadolint/DL3044"],
  scope:
    "In an ENV of several pairs, a value that uses another pair's name, where no line above sets that name. Names a base image may set (PATH, JAVA_HOME, …) are left alone. Once an ENV.",
  why: "All values of one ENV are read before any is set, so the variable is still empty and paths built from it are wrong.",
  remedy: "Set it in an ENV of its own, above.",
  whenToIgnore: "The base image sets the name, and its value is the one you mean.",
  fix: "unsafe",
  bad: [
    {
      title: "a directory and its child",
      dockerfile: "FROM debian:13-slim\nENV APP=/srv/app APP_DATA=$APP/data\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "two lines",
      dockerfile: "FROM debian:13-slim\nENV APP=/srv/app\nENV APP_DATA=$APP/data\nUSER 1000\n",
    },
    { title: "a value to add to", dockerfile: "FROM debian:13-slim\nENV PATH=/app/bin:$PATH A=b\nUSER 1000\n" },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.name !== "env" || instruction.pairs.length < 2 || !instruction.body.text.includes("$"))
          continue;
        const problem = problemIn(dockerfile.tree, stage, instruction);
        if (problem) yield problem;
      }
    }
  },
};

function problemIn(tree: DockerfileTree, stage: Stage, instruction: Instruction): Problem | undefined {
  const root = stage.chain.at(-1)?.base;
  const image = root?.kind === "image" ? root.name : "";
  const before = stage.before(instruction);
  for (const pair of instruction.pairs) {
    for (const name of neededVariables(pair.value?.text ?? "", tree.escape)) {
      const setter = instruction.pairs.find((one) => one !== pair && one.key.text === name);
      if (!setter || pair.key.text === name || builderNames.has(name) || mayComeFromBase(name, image)) continue;
      if (before.env.get(name) || before.args.get(name)) continue;
      const at = pair.value?.span ?? pair.span;
      return {
        at: variableSpan(tree.source, at, name),
        message: `$${name} is still empty here: the ENV that sets it is this one.`,
        related: [{ at: setter.span, message: `${name} is set here` }],
        ...repair(tree, instruction, setter, pair),
      };
    }
  }
  return undefined;
}

/** Unsafe: the variable then has a value where it had none. */
function repair(
  tree: DockerfileTree,
  instruction: Instruction,
  setter: Pair,
  pair: Pair,
): { readonly fixes?: readonly Fix[]; readonly refusal?: string } {
  const { pairs, lines, keyword } = instruction;
  const index = pairs.indexOf(pair);
  const previous = pairs[index - 1];
  if (!previous || pairs.indexOf(setter) > index)
    return { refusal: "The pair that sets it comes later: which order was meant is not for a tool to say." };
  const gap = { start: previous.span.end, end: pair.span.start };
  if (lines.some((line) => line.kind === "comment" && line.start >= gap.start && line.start < gap.end))
    return { refusal: "A comment stands between the pairs and would be lost." };
  const text = `${lineEndOf(tree.source.text)}${keyword.text} `;
  return { fixes: [{ title: "Begin a new ENV before the use", safety: "unsafe", edits: [{ ...gap, text }] }] };
}
