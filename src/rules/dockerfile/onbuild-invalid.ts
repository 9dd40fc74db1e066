import type { Instruction } from "../../dockerfile/tree.ts";
import type { Rule } from "../rule.ts";

export const onbuildInvalid: Rule<"dockerfile"> = {
  id: "onbuild-invalid",
  title: "ONBUILD holds an instruction that it cannot hold",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: the build stops at this line.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["hadolint/DL3043"],
  scope: "ONBUILD followed by ONBUILD, FROM or MAINTAINER, in any stage.",
  why: "Docker refuses these triggers, so the image is not built at all.",
  remedy: "Put the instruction into the Dockerfile of the child image.",
  whenToIgnore: "Never: the file does not build.",
  bad: [
    { title: "FROM as a trigger", dockerfile: "FROM node:24.19-trixie-slim\nUSER 1000\nONBUILD FROM scratch\n" },
    {
      title: "ONBUILD for the grandchild",
      dockerfile: "FROM node:24.19-trixie-slim\nUSER 1000\nONBUILD ONBUILD RUN npm ci\n",
    },
  ],
  good: [{ title: "a command", dockerfile: "FROM node:24.19-trixie-slim\nUSER 1000\nONBUILD RUN npm ci\n" }],
  *check({ dockerfile }) {
    for (const instruction of dockerfile.tree.instructions) {
      if (instruction.name !== "onbuild") continue;
      const message = wrong(instruction);
      if (message !== undefined) yield { at: instruction.span, message };
    }
  },
};

const never: ReadonlySet<string> = new Set(["onbuild", "from", "maintainer"]);

function wrong({ trigger }: Instruction): string | undefined {
  if (!trigger || !never.has(trigger.name)) return undefined;
  return `ONBUILD cannot hold ${trigger.name.toUpperCase()}: the build stops here.`;
}
