import type { Rule } from "../rule.ts";
import { removeFlag } from "./parts/remove-flag.ts";

export const platformRedundant: Rule<"dockerfile"> = {
  id: "platform-redundant",
  title: "--platform=$TARGETPLATFORM says what is the default anyway",
  habit: "build",
  severity: "info",
  confidence: "high",
  severityReason: "Info: it changes nothing, it only reads as if it did.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: ["hadolint/DL3065", "buildkit/RedundantTargetPlatform"],
  scope:
    "A FROM whose --platform is exactly $TARGETPLATFORM, unless a global ARG gives that name a value of its own. Other variables are left alone.",
  why: "FROM uses the target platform by itself; the flag makes readers look for a difference that is not there, and older builders fail on it.",
  remedy: "Remove the flag.",
  whenToIgnore: "Your team wants the platform spelled out on every FROM.",
  fix: "safe",
  bad: [
    {
      title: "the default, spelled out",
      dockerfile: "FROM --platform=$TARGETPLATFORM node:24.19-trixie-slim\nUSER 1000\n",
    },
  ],
  good: [
    { title: "the building machine's platform", dockerfile: "FROM --platform=$BUILDPLATFORM golang:1.26\n" },
    {
      title: "a default of its own",
      dockerfile: "ARG TARGETPLATFORM=linux/arm64\nFROM --platform=$TARGETPLATFORM golang:1.26\n",
    },
  ],
  *check({ dockerfile }) {
    const pairs = dockerfile.globalArgs.flatMap((arg) => arg.pairs);
    if (pairs.some(({ key, value }) => key.text === "TARGETPLATFORM" && value)) return;
    for (const { platform: flag } of dockerfile.stages) {
      if (!flag || (flag.value !== "$TARGETPLATFORM" && flag.value !== `\${TARGETPLATFORM}`)) continue;
      yield {
        at: flag.span,
        message: "FROM uses the target platform by itself: the flag changes nothing.",
        fixes: [{ title: "Remove the flag", safety: "safe", edits: [removeFlag(dockerfile.source, flag)] }],
      };
    }
  },
};
