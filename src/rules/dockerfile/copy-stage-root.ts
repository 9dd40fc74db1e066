import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Rule } from "../rule.ts";

export const copyStageRoot: Rule<"dockerfile"> = {
  id: "copy-stage-root",
  title: "The whole file system of another stage or image is copied",
  habit: "slim",
  severity: "low",
  confidence: "high",
  severityReason: "Low: the image works, but it ships everything the other one held.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: ["hadolint/DL3067"],
  scope:
    "COPY --from with `/` as a source, in a stage that reaches the target. Left alone where the stage is FROM scratch and this is its first instruction that brings files: that flattens an image on purpose.",
  why: "Tools, caches and credentials of the build come along, and files of this image's base are overwritten without a word.",
  remedy: "Copy just the files or folders the program needs.",
  whenToIgnore: "The other stage was made to hold nothing but what is to be shipped.",
  bad: [
    {
      title: "a build stage copied as a whole",
      dockerfile:
        "FROM golang:1.27-trixie AS build\nRUN go build -o /app /src\nFROM debian:13.6-slim\nCOPY --from=build / /\nUSER 10001:10001\n",
    },
  ],
  good: [
    {
      title: "one file",
      dockerfile: "FROM golang:1.27-trixie AS build\nFROM debian:13.6-slim\nCOPY --from=build /app /app\n",
    },
    {
      title: "flattened on purpose",
      dockerfile: "FROM debian:13.6-slim AS full\nFROM scratch\nCOPY --from=full / /\n",
    },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      for (const instruction of stage.instructions) {
        const from = instruction.name === "copy" && instruction.flags.find(({ name }) => name === "from")?.value;
        const root = from && instruction.args.slice(0, -1).find(({ text }) => text === "/" || text === "/.");
        if (!root || flattens(stage, instruction)) continue;
        yield {
          at: root.span,
          message: `COPY takes the whole file system of ${from}, its build tools and caches included.`,
        };
      }
    }
  },
};

function flattens(stage: Stage, copy: Instruction): boolean {
  const first = stage.instructions.find(({ name }) => name === "copy" || name === "add" || name === "run");
  return stage.base.kind === "scratch" && first === copy;
}
