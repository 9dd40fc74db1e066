import type { Rule } from "../rule.ts";
import { repeatedInstructions } from "./parts/repeated-instruction.ts";

export const multipleEntrypoint: Rule<"dockerfile"> = {
  id: "multiple-entrypoint",
  title: "A stage has more than one ENTRYPOINT",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: nothing fails, but a program that the file seems to start never starts.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "hadolint/DL4004",
    "buildkit/MultipleInstructionsDisallowed",
    "trivy/DS-0007",
    "kics/Multiple ENTRYPOINT Instructions Listed",
    "semgrep/multiple-entrypoint-instructions",
  ],
  scope:
    "Every ENTRYPOINT of a stage but its last. An ENTRYPOINT inherited from another stage may be replaced, and the triggers of ONBUILD do not count.",
  why: "An image holds one ENTRYPOINT, so only the last is kept, and set-up that the earlier one should do is silently skipped.",
  remedy: "Keep one ENTRYPOINT, and chain the programs in a script that it starts.",
  whenToIgnore: "Hardly ever: an earlier ENTRYPOINT of the same stage has no effect.",
  fix: "safe",
  bad: [
    {
      title: "the script that prepares the container is skipped",
      dockerfile:
        'FROM node:24.19-trixie-slim\nWORKDIR /app\nUSER 1000\nENTRYPOINT ["./prepare.sh"]\nENTRYPOINT ["node", "server.js"]\n',
    },
  ],
  good: [
    {
      title: "one ENTRYPOINT that hands over to CMD",
      dockerfile:
        'FROM node:24.19-trixie-slim\nWORKDIR /app\nUSER 1000\nENTRYPOINT ["./prepare.sh"]\nCMD ["node", "server.js"]\n',
    },
  ],
  check: ({ dockerfile }) => repeatedInstructions(dockerfile, "entrypoint", "it never runs"),
};
