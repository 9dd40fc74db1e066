import type { Rule } from "../rule.ts";

/** BuildKit's reservedStageNames. */
const reserved: ReadonlyMap<string, string> = new Map([
  ["scratch", "the empty base image"],
  ["context", "the build context"],
]);

export const stageNameReserved: Rule<"dockerfile"> = {
  id: "stage-name-reserved",
  title: "A stage has a name the builder keeps for itself",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: the build works until a line uses the name and gets the wrong thing.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["hadolint/DL3063", "buildkit/ReservedStageName"],
  scope: "A stage called scratch or context, in any case.",
  why: "The name already means something to the builder, so a line that uses it may get the empty image or the build context instead of your stage.",
  remedy: "Choose another name.",
  whenToIgnore: "Never worth it: renaming the stage costs a line.",
  bad: [{ title: "scratch", dockerfile: "FROM debian:13-slim AS scratch\nUSER 1000\n" }],
  good: [{ title: "any other name", dockerfile: "FROM debian:13-slim AS empty\nUSER 1000\n" }],
  *check({ dockerfile }) {
    for (const { name } of dockerfile.stages) {
      const meaning = name && reserved.get(name.text.toLowerCase());
      if (name && meaning) yield { at: name.span, message: `${name.text} already means ${meaning} to the builder.` };
    }
  },
};
