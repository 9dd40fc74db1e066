import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { type ShippedCompilation, shippedCompilation } from "./parts/shipped-compilation.ts";

export const missingMultiStage: Rule<"dockerfile"> = {
  id: "missing-multi-stage",
  title: "The image is built in the stage that ships",
  habit: "slim",
  severity: "medium",
  confidence: "medium",
  severityReason:
    "Medium for compilers and SDKs, which the running program never needs; low for JavaScript bundles, where what stays behind are the sources and development dependencies.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "A RUN of the target's own chain that compiles or bundles (go build, cargo build, mvn package, dotnet publish, npm run build and their like), or a CMD that compiles at each start (go run), on a base that carries that toolchain. Only where the image starts a program of its own; development images, build tools, and node builds that end by pruning are left alone.",
  why: "Compiler, sources and build tools go out with the program: a larger image, more to patch, and a workshop for whoever gets in.",
  remedy:
    "Build in a first stage (FROM … AS build) and copy only the result into a small last one (COPY --from=build /app /app).",
  whenToIgnore: "The program compiles at run time as part of its job.",
  bad: [
    {
      title: "Go compiled where it ships",
      dockerfile:
        'FROM golang:1.27-alpine3.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nUSER 1000\nCMD ["/app"]\n',
    },
  ],
  good: [
    {
      title: "a stage to build in",
      dockerfile:
        'FROM golang:1.27-alpine3.24 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nFROM alpine:3.24\nCOPY --from=build /app /app\nUSER 1000\nCMD ["/app"]\n',
    },
    {
      title: "a toolbox without a program",
      dockerfile: "FROM golang:1.27-alpine3.24\nRUN go install example.com/tool@v1.2.3\nUSER 1000\n",
    },
  ],
  *check({ dockerfile }) {
    const found = shippedCompilation(dockerfile);
    if (!found) return;
    const problem: Problem = {
      at: found.at,
      message: messageOf(found),
      severity: found.toolchain === "node" ? "low" : "medium",
      refusal: "Which files the program needs at run time is not in the Dockerfile: only you can say what to copy.",
    };
    yield problem;
  },
};

function messageOf({ what, when, toolchain }: ShippedCompilation): string {
  if (when === "start") return `${what} compiles at each start: the image has to carry the compiler and the sources.`;
  const kept = toolchain === "node" ? "the sources and the development dependencies" : "the compiler and the sources";
  return `${what} runs in the stage that ships: the image keeps ${kept}.`;
}
