import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import { isPlatformArg } from "../../dockerfile/scope.ts";
import type { Problem } from "../../finding/finding.ts";
import { parseReference } from "../../image/reference.ts";
import { nearest } from "../../text/nearest.ts";
import type { Span } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { neededVariables, variableSpan } from "./parts/needed-variables.ts";

export const argUndefinedInFrom: Rule<"dockerfile"> = {
  id: "arg-undefined-in-from",
  title: "FROM uses a variable that no ARG above it declares",
  habit: "build",
  severity: "high",
  confidence: "high",
  severityReason:
    "High where the image's name cannot be read without the value; medium where it can, and another image is pulled than was meant.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["buildkit/UndefinedArgInFrom"],
  scope:
    "A variable in the image or the --platform of a FROM that no ARG above the first FROM declares. The platform arguments (TARGETARCH, BUILDPLATFORM, …) need no ARG there; a variable with a fallback, ${X:-y}, is left alone.",
  why: "FROM sees only ARGs above the first FROM, so the variable is always empty, even when you pass --build-arg, and the build stops or pulls the wrong image.",
  remedy: "Declare it with ARG, and a default, above the first FROM.",
  whenToIgnore: "Never: the variable cannot get a value.",
  bad: [
    {
      title: "declared inside a stage",
      dockerfile: "FROM debian:13-slim AS a\nARG V=3.24\nFROM alpine:$V\nUSER 1000\n",
    },
    { title: "declared nowhere", dockerfile: "FROM alpine:$V\nUSER 1000\n" },
  ],
  good: [
    { title: "declared on top", dockerfile: "ARG V=3.24\nFROM debian:13-slim AS a\nFROM alpine:$V\nUSER 1000\n" },
    { title: "a platform argument", dockerfile: "FROM --platform=$BUILDPLATFORM golang:1.26\n" },
  ],
  *check({ dockerfile }) {
    const declared = new Set(dockerfile.globalArgs.flatMap((arg) => arg.pairs.map(({ key }) => key.text)));
    for (const stage of dockerfile.stages) {
      if (!stage.from.body.text.includes("$") && !stage.platform?.value?.includes("$")) continue;
      for (const { raw, at } of rawTexts(stage)) {
        for (const name of neededVariables(raw, dockerfile.tree.escape))
          if (!declared.has(name) && !isPlatformArg(name)) yield problem(dockerfile, stage, name, at, declared);
      }
    }
  },
};

function rawTexts(stage: Stage): { readonly raw: string; readonly at: Span }[] {
  const { baseWord, platform } = stage;
  return [
    ...(platform?.value ? [{ raw: platform.value, at: platform.valueSpan }] : []),
    ...(baseWord ? [{ raw: baseWord.text, at: baseWord.span }] : []),
  ];
}

function problem(dockerfile: Dockerfile, stage: Stage, name: string, at: Span, declared: ReadonlySet<string>): Problem {
  const inside = stageArg(dockerfile, name);
  const near = nearest(name, declared);
  const hint = inside
    ? "the ARG inside a stage does not reach it"
    : near === undefined
      ? "no ARG above the first FROM declares it"
      : `no ARG declares it: did you mean $${near}?`;
  return {
    at: variableSpan(dockerfile.source, at, name),
    message: `$${name} is always empty in FROM: ${hint}${hint.endsWith("?") ? "" : "."}`,
    ...(isReadable(stage) ? { severity: "medium" as const } : {}),
    ...(inside ? { related: [{ at: inside, message: "declared here, for this stage only" }] } : {}),
  };
}

function stageArg(dockerfile: Dockerfile, name: string): Span | undefined {
  for (const stage of dockerfile.stages)
    for (const { name: keyword, pairs } of stage.instructions) {
      const pair = keyword === "arg" ? pairs.find(({ key }) => key.text === name) : undefined;
      if (pair) return pair.span;
    }
  return undefined;
}

/** The base has a name even so, or it is not known whether it has one. */
function isReadable({ base, baseWord }: Stage): boolean {
  if (base.kind === "image") return parseReference(base.name) !== undefined;
  return base.kind !== "unknown" || neededVariables(baseWord?.text ?? "", "\\").length > 1;
}
