import type { Dockerfile } from "../../dockerfile/dockerfile.ts";
import type { Problem } from "../../finding/finding.ts";
import { parseReference } from "../../image/reference.ts";
import { nearest } from "../../text/nearest.ts";
import type { Rule } from "../rule.ts";
import { isKnownImage } from "./parts/known-image.ts";
import { type StageSource, stageSources } from "./parts/stage-sources.ts";

export const copyFromUnknown: Rule<"dockerfile"> = {
  id: "copy-from-unknown",
  title: "--from names a stage that does not exist",
  habit: "build",
  severity: "high",
  confidence: "high",
  severityReason:
    "High where the build is sure to stop (a number past the last stage, a name no image can have); medium for a name that is almost a stage's.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "hadolint/DL3022",
    "kics/COPY '--from' Without FROM Alias Defined Previously",
    "kics/Using Unnamed Build Stages",
  ],
  scope:
    "COPY --from and RUN --mount=from= with a number past the last stage, a name that is neither a stage nor a possible image name, or a bare name one slip away from a stage's. Images, and bare names unlike any stage (an image or a named context), are left alone; so are stages further down.",
  why: "A name that is no stage is looked up as an image on Docker Hub: the build stops, or copies files from something you did not mean.",
  remedy: "Write the stage's name as it stands after AS, or the image with its tag.",
  whenToIgnore: "The name is a named context you pass with --build-context.",
  bad: [
    {
      title: "a slip of the pen",
      dockerfile: "FROM golang:1.26 AS builder\nFROM scratch\nCOPY --from=bulider /a /a\n",
    },
    { title: "a number past the last stage", dockerfile: "FROM golang:1.26\nFROM scratch\nCOPY --from=2 /a /a\n" },
  ],
  good: [
    { title: "a stage", dockerfile: "FROM golang:1.26 AS builder\nFROM scratch\nCOPY --from=builder /a /a\n" },
    { title: "an image", dockerfile: "FROM scratch\nCOPY --from=nginx:1.31 /etc/nginx/mime.types /a\n" },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      // A trigger runs in another file, with that file's stages.
      const own = stage.instructions.filter((instruction) => instruction.trigger === undefined);
      for (const source of own.flatMap(stageSources)) {
        if (source.name.includes("$")) continue;
        const problem = /^\d+$/.test(source.name) ? numberProblem(dockerfile, source) : nameProblem(dockerfile, source);
        if (problem) yield problem;
      }
    }
  },
};

function numberProblem(dockerfile: Dockerfile, { name, option, at }: StageSource): Problem | undefined {
  const count = dockerfile.stages.length;
  if (Number(name) < count) return undefined;
  const range = count === 1 ? "there is only stage 0" : `the stages are numbered 0 to ${count - 1}`;
  return { at, message: `${option}=${name} names no stage: ${range}.` };
}

function nameProblem(dockerfile: Dockerfile, { name, option, at }: StageSource): Problem | undefined {
  const names = dockerfile.stages.flatMap((stage) => stage.name?.text ?? []);
  if (names.some((one) => one.toLowerCase() === name.toLowerCase()) || name === "scratch") return undefined;
  const reference = parseReference(name);
  const near = nearest(name, names);
  const hint = near === undefined ? "" : `: did you mean ${near}?`;
  if (!reference) {
    const message = `${option}=${name} is neither a stage nor a possible image name${hint || "."}`;
    return { at, message };
  }
  const bare = /^[a-z0-9_-]+$/.test(name);
  if (!bare || near === undefined || name.length < 4 || isKnownImage(reference)) return undefined;
  return { at, message: `${option}=${name} names no stage${hint}`, severity: "medium", confidence: "medium" };
}
