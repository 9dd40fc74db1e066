import { insertAt } from "../../dockerfile/edits.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";

export const workdirRelative: Rule<"dockerfile"> = {
  id: "workdir-relative",
  title: "WORKDIR is relative and nothing above it says to what",
  habit: "build",
  severity: "low",
  confidence: "high",
  severityReason: "Low: the build works, but files land where the base image's own WORKDIR happens to be.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [
    "hadolint/DL3000",
    "buildkit/WorkdirRelativePath",
    "trivy/DS-0009",
    "kics/WORKDIR Path Not Absolute",
    "checkov/CKV_DOCKER_10",
    "semgrep/use-absolute-workdir",
  ],
  scope:
    "A WORKDIR with a relative path where no WORKDIR above it, in the stage or in the stages it is FROM, gives an absolute one. Paths that hang on an unknown variable are left alone.",
  why: "When the base image changes its working directory, your files move with it and paths in later lines stop working.",
  remedy: "Write the absolute path.",
  whenToIgnore: "The base image documents its working directory and you mean to build on it.",
  fix: "unsafe",
  bad: [{ title: "a first WORKDIR without a slash", dockerfile: "FROM node:24\nWORKDIR app\nCOPY . .\n" }],
  good: [
    { title: "an absolute path", dockerfile: "FROM node:24\nWORKDIR /app\n" },
    { title: "relative to an absolute one above", dockerfile: "FROM node:24\nWORKDIR /srv\nWORKDIR app\n" },
    { title: "inherited from a stage", dockerfile: "FROM node:24 AS base\nWORKDIR /srv\nFROM base\nWORKDIR app\n" },
    {
      title: "a Windows drive",
      dockerfile: "# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2025\nWORKDIR C:\\app\n",
    },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.name !== "workdir" || stage.before(instruction).workdir || stage.base.kind === "scratch")
          continue;
        const path = stage.expand(instruction, instruction.body.text);
        if (!path.known || path.text === "" || /^([/\\]|[A-Za-z]:)/.test(path.text)) continue;
        yield problem(instruction, path.text);
      }
    }
  },
};

function problem(instruction: Instruction, path: string): Problem {
  const word = instruction.args[0]?.span ?? instruction.span;
  const message = `WORKDIR ${path} is relative: where it ends up depends on the base image.`;
  return { at: word, message, fixes: [fixFor(instruction, word.start)] };
}

/** Unsafe: with a base whose WORKDIR is not `/`, the files move. */
function fixFor(instruction: Instruction, start: number): Fix {
  const quoted = /^["']/.test(instruction.body.text);
  return { title: "Make the path absolute", safety: "unsafe", edits: [insertAt(quoted ? start + 1 : start, "/")] };
}
