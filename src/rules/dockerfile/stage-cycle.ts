import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Related } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";

export const stageCycle: Rule<"dockerfile"> = {
  id: "stage-cycle",
  title: "Stages need each other in a circle",
  habit: "build",
  severity: "high",
  confidence: "high",
  severityReason: "High: the build cannot start.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Two or more stages that are built from one another by FROM, COPY --from or RUN --mount=from=. A stage that copies from itself is copy-from-self.",
  why: "Each stage waits for the other, so the build stops with 'circular dependency' before it runs a line.",
  remedy: "Break the circle: move what both need to a stage above them.",
  whenToIgnore: "Never: no builder accepts it.",
  bad: [
    {
      title: "two stages that copy from each other",
      dockerfile:
        "FROM golang:1.26 AS server\nCOPY --from=client /a /a\nFROM node:24.19-trixie-slim AS client\nCOPY --from=server /b /b\n",
    },
  ],
  good: [
    {
      title: "one direction",
      dockerfile:
        "FROM golang:1.26 AS server\nFROM node:24.19-trixie-slim AS client\nCOPY --from=server /b /b\nUSER 1000\n",
    },
  ],
  *check({ dockerfile }) {
    for (const cycle of dockerfile.cycles) {
      const first = cycle[0];
      if (!first || cycle.length < 2) continue;
      const names = [...cycle, first].map((stage) => stage.name?.text ?? `stage ${stage.index}`);
      yield {
        at: first.name?.span ?? first.from.span,
        message: `These stages need each other in a circle: ${names.join(" → ")}.`,
        related: cycle.flatMap((stage, index) => step(stage, cycle[(index + 1) % cycle.length])),
      };
    }
  },
};

function step(stage: Stage, next: Stage | undefined): Related[] {
  const use = stage.uses.find((one) => one.used === next);
  return use && next ? [{ at: use.instruction.span, message: `${stage.label} needs ${next.label}` }] : [];
}
