import type { Rule } from "../rule.ts";
import { repeatedInstructions } from "./parts/repeated-instruction.ts";

export const multipleCmd: Rule<"dockerfile"> = {
  id: "multiple-cmd",
  title: "A stage has more than one CMD",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: nothing fails, but a program that the file seems to start never starts.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "hadolint/DL4003",
    "buildkit/MultipleInstructionsDisallowed",
    "trivy/DS-0016",
    "kics/Multiple CMD Instructions Listed",
    "semgrep/multiple-cmd-instructions",
  ],
  scope:
    "Every CMD of a stage but its last. A CMD inherited from another stage may be replaced, and the triggers of ONBUILD do not count.",
  why: "An image holds one CMD, so only the last is kept, and whoever reads the file believes that the others run too.",
  remedy: "Keep one CMD, and start a second program from a script, a supervisor or, better, a container of its own.",
  whenToIgnore: "Hardly ever: an earlier CMD of the same stage has no effect.",
  fix: "safe",
  bad: [
    {
      title: "two programs, of which one runs",
      dockerfile:
        'FROM node:24.19-trixie-slim\nWORKDIR /app\nUSER 1000\nCMD ["node", "worker.js"]\nCMD ["node", "server.js"]\n',
    },
  ],
  good: [
    { title: "one CMD", dockerfile: 'FROM node:24.19-trixie-slim\nUSER 1000\nCMD ["node", "server.js"]\n' },
    {
      title: "a stage replaces the CMD of the stage it is FROM",
      dockerfile:
        'FROM node:24.19-trixie-slim AS base\nUSER 1000\nCMD ["node", "server.js"]\nFROM base\nCMD ["node", "worker.js"]\n',
    },
  ],
  check: ({ dockerfile }) => repeatedInstructions(dockerfile, "cmd", "it never runs"),
};
