import type { Rule } from "../rule.ts";

export const copyFromSelf: Rule<"dockerfile"> = {
  id: "copy-from-self",
  title: "A stage copies from itself",
  habit: "build",
  severity: "high",
  confidence: "high",
  severityReason: "High: the build cannot start.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "hadolint/DL3023",
    "trivy/DS-0006",
    "kics/COPY '--from' References Current FROM Alias",
    "semgrep/copy-from-own-alias",
  ],
  scope: "COPY --from or RUN --mount=from= that names the stage it stands in, by name or number.",
  why: "A stage cannot be built from its own result: the build stops with 'circular dependency'.",
  remedy:
    "Name the stage the files come from, or drop the flag to copy from the build context; within one stage use RUN cp.",
  whenToIgnore: "Never: no builder accepts it.",
  bad: [
    { title: "its own name", dockerfile: "FROM golang:1.26 AS build\nCOPY --from=build /a /b\n" },
    { title: "its own number", dockerfile: "FROM golang:1.26\nCOPY --from=0 /a /b\n" },
  ],
  good: [
    {
      title: "another stage",
      dockerfile: "FROM golang:1.26 AS build\nFROM scratch\nCOPY --from=build /a /b\n",
    },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      for (const use of stage.uses) {
        if (use.used !== stage || use.kind === "from") continue;
        const what = use.kind === "copy" ? "COPY --from" : "RUN --mount";
        yield {
          at: use.instruction.span,
          message: `${what} takes its files from ${stage.label}, the very stage it stands in.`,
        };
      }
    }
  },
};
