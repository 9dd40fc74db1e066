import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Flag } from "../../dockerfile/tree.ts";
import type { Rule } from "../rule.ts";
import { removeFlag } from "./parts/remove-flag.ts";

export const platformConstant: Rule<"dockerfile"> = {
  id: "platform-constant",
  title: "FROM is nailed to one processor type",
  habit: "build",
  severity: "low",
  confidence: "high",
  severityReason: "Low: the image works, but only on one kind of machine, or slowly through emulation on others.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [
    "hadolint/DL3029",
    "buildkit/FromPlatformFlagConstDisallowed",
    "kics/Using Platform Flag with FROM",
    "semgrep/avoid-platform-with-from",
  ],
  scope:
    "A FROM with --platform set to a fixed Linux platform, such as linux/amd64. Left alone: values with a variable, stages or images whose name says the processor type (build-arm64, arm64v8/alpine), and Windows.",
  why: "Whoever builds for another processor, an ARM laptop or server for one, gets an image of the wrong kind: it crawls in emulation or dies with 'exec format error'.",
  remedy:
    "Drop the flag and choose the platform when building (docker build --platform …), or use $BUILDPLATFORM in a stage that only compiles.",
  whenToIgnore: "The program exists for that one platform only.",
  fix: "unsafe",
  bad: [{ title: "a fixed platform", dockerfile: "FROM --platform=linux/amd64 node:24.19-trixie-slim\nUSER 1000\n" }],
  good: [
    {
      title: "the platform of the machine that builds",
      dockerfile: "FROM --platform=$BUILDPLATFORM golang:1.26 AS build\n",
    },
    {
      title: "a stage named for its platform",
      dockerfile: "FROM --platform=linux/arm64 alpine:3.24 AS tools-arm64\n",
    },
    { title: "an image for one processor", dockerfile: "FROM --platform=linux/arm64 arm64v8/alpine:3.24\n" },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      const flag = stage.platform;
      const architecture = flag && fixedArchitecture(flag);
      if (!flag || !architecture || isNamed(stage, architecture)) continue;
      yield {
        at: flag.span,
        message: `${sentenceStart(stage.label)} is always built for ${flag.value}, whatever platform the build is asked for.`,
        fixes: [
          {
            title: "Build for the platform that is asked for",
            safety: "unsafe",
            edits: [removeFlag(dockerfile.source, flag)],
          },
        ],
      };
    }
  },
};

/** Names each processor type goes by, in platforms and in image names. */
const architectures: readonly (readonly string[])[] = [
  ["amd64", "x86_64", "x86-64", "x64"],
  ["arm64", "aarch64"],
  ["arm", "armhf", "armel"],
  ["386", "i386"],
  ["ppc64le"],
  ["s390x"],
  ["riscv64"],
  ["mips64le"],
];

function fixedArchitecture(flag: Flag): readonly string[] | undefined {
  const parts = (flag.value ?? "").toLowerCase().split("/");
  const [first = "", second] = parts;
  if (second !== undefined && first !== "linux") return undefined;
  return architectures.find((names) => names.includes(second ?? first));
}

function isNamed(stage: Stage, architecture: readonly string[]): boolean {
  const image = stage.base.kind === "image" ? stage.base.name.toLowerCase() : "";
  const name = stage.name?.text.toLowerCase() ?? "";
  return name.includes("linux") || architecture.some((one) => name.includes(one) || image.includes(one));
}

function sentenceStart(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
