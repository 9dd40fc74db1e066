import type { Rule } from "../rule.ts";
import { stageSources } from "./parts/stage-sources.ts";

export const copyFromVariable: Rule<"dockerfile"> = {
  id: "copy-from-variable",
  title: "--from is given a variable",
  habit: "build",
  severity: "high",
  confidence: "high",
  severityReason: "High: BuildKit refuses to build the file.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope: "A variable in COPY --from= or in from= of RUN --mount, also behind ONBUILD. BuildKit expands neither.",
  why: "Variables are not expanded here, so the build stops with 'variable expansion is not supported for --from'.",
  remedy:
    "Give the image a stage of its own, FROM image:$VERSION AS name with ARG VERSION above the first FROM, and copy --from=name.",
  whenToIgnore: "You only ever build with a tool that does expand it (Buildah, Podman).",
  bad: [
    {
      title: "an image whose tag is a variable",
      dockerfile: "FROM debian:13-slim\nARG V=1\nCOPY --from=ghcr.io/astral-sh/uv:$V /uv /bin/\n",
    },
    {
      title: "a mount from a variable",
      dockerfile: "FROM debian:13-slim\nARG S=build\nRUN --mount=from=$S,target=/in cp /in/a /a\n",
    },
  ],
  good: [
    {
      title: "a stage in between",
      dockerfile: "ARG V=1\nFROM ghcr.io/astral-sh/uv:$V AS uv\nFROM debian:13-slim\nCOPY --from=uv /uv /bin/\n",
    },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      for (const { name, option, at } of stage.instructions.flatMap(stageSources)) {
        if (!/\$[\w{]/.test(name)) continue;
        yield { at, message: `${option}=${name} holds a variable, and the build does not expand variables there.` };
      }
    }
  },
};
