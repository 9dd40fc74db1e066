import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Rule } from "../rule.ts";

export const stageNameDuplicate: Rule<"dockerfile"> = {
  id: "stage-name-duplicate",
  title: "Two stages have the same name",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: the file builds, but COPY --from and --target may take the other stage than you read.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "hadolint/DL3024",
    "buildkit/DuplicateStageName",
    "trivy/DS-0012",
    "kics/Same Alias In Different Froms",
    "checkov/CKV_DOCKER_11",
    "semgrep/alias-must-be-unique",
  ],
  scope: "A stage named as one above it; upper and lower case are the same to the build.",
  why: "The name then means the first stage in some lines and the last in others, so the image can be made of files you did not mean to ship.",
  remedy: "Give every stage a name of its own.",
  whenToIgnore: "Never worth it: renaming one stage costs a line.",
  bad: [
    {
      title: "the same name twice",
      dockerfile:
        "FROM golang:1.26 AS build\nFROM node:24.19-trixie-slim AS build\nFROM scratch\nCOPY --from=build /a /a\n",
    },
  ],
  good: [
    {
      title: "a name each",
      dockerfile: "FROM golang:1.26 AS go\nFROM node:24.19-trixie-slim AS web\nFROM scratch\nCOPY --from=go /a /a\n",
    },
  ],
  *check({ dockerfile }) {
    const seen = new Map<string, Stage>();
    for (const stage of dockerfile.stages) {
      const { name } = stage;
      if (!name) continue;
      const earlier = seen.get(name.text.toLowerCase());
      if (!earlier) seen.set(name.text.toLowerCase(), stage);
      else {
        yield {
          at: name.span,
          message: `Stage ${stage.index} and stage ${earlier.index} are both called ${name.text.toLowerCase()}.`,
          related: [{ at: earlier.name?.span ?? earlier.from.span, message: "the first one" }],
        };
      }
    }
  },
};
