import type { Command } from "../../dockerfile/command.ts";
import type { Dockerfile } from "../../dockerfile/dockerfile.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { insertFirstLine, loneHeredoc } from "./parts/lone-heredoc.ts";
import { type RunStep, runSteps } from "./parts/run-steps.ts";

const base = "FROM node:24.19-trixie-slim\nWORKDIR /srv\n";

export const heredocWithoutErrexit: Rule<"dockerfile"> = {
  id: "heredoc-without-errexit",
  title: "A RUN heredoc goes on after a command that failed",
  habit: "build",
  severity: "low",
  confidence: "high",
  severityReason: "Low: it shows only on the day a command fails, but then nobody notices.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [],
  scope:
    "RUN with a heredoc as its script, several lines of it for a POSIX shell, where neither set -e nor SHELL nor the shebang makes it stop. Left alone: lines that hardly fail (echo, export, cd to the like), lines guarded by ||, scripts in other languages, ONBUILD, and stages that do not reach the image.",
  why: "Only the last line's status counts: an install that failed in the middle still makes a finished image.",
  remedy: "Write set -e as the first line.",
  whenToIgnore: "Every line but the last may fail, and you mean it.",
  fix: "unsafe",
  bad: [
    { title: "two commands", dockerfile: `${base}COPY . .\nRUN <<EOF\nnode build.js\nnode check.js\nEOF\nUSER 1000\n` },
  ],
  good: [
    {
      title: "set -e",
      dockerfile: `${base}COPY . .\nRUN <<EOF\nset -e\nnode build.js\nnode check.js\nEOF\nUSER 1000\n`,
    },
    { title: "one command", dockerfile: `${base}COPY . .\nRUN <<EOF\nnode build.js\nEOF\nUSER 1000\n` },
    { title: "another language", dockerfile: `${base}RUN <<EOF\n#!/usr/bin/env node\nfoo()\nbar()\nEOF\nUSER 1000\n` },
  ],
  *check({ dockerfile }) {
    for (const step of runSteps(dockerfile)) {
      if (step.isTrigger || step.run.heredocs.length !== 1) continue;
      const problem = problemIn(dockerfile, step);
      if (problem) yield problem;
    }
  },
};

function problemIn({ source }: Dockerfile, { run, list }: RunStep): Problem | undefined {
  const heredoc = loneHeredoc(run);
  if (!heredoc || list.options.has("e") || list.commands.some(setsErrexit)) return undefined;
  const first = firstUnnoticed(list.commands);
  if (!first) return undefined;
  const name = first.name === "" ? "this command" : first.name;
  return {
    at: first.span,
    message: `When ${name} fails here, the script goes on and the build ends well: only its last line counts.`,
    fixes: [
      {
        title: "Stop at the first command that fails",
        // A line that always failed unnoticed now stops the build.
        safety: "unsafe",
        edits: [insertFirstLine(source, heredoc, "set -e")],
      },
    ],
  };
}

function setsErrexit(command: Command): boolean {
  const words = command.args.map((word) => word.pattern);
  return command.name === "set" && words.some((word) => /^-[a-df-z]*e|^errexit$/.test(word));
}

/** A command whose failure nothing sees: it may fail, is not guarded, and another statement follows. */
function firstUnnoticed(commands: readonly Command[]): Command | undefined {
  let open: Command | undefined;
  for (const command of commands) {
    if (command.joinedBy === "||") open = undefined;
    if (command.conditional) continue;
    const isNewStatement = command.joinedBy === "" || command.joinedBy === ";";
    if (isNewStatement && open) return open;
    if (command.joinedBy === "&") open = undefined;
    const isLastOfPipe = command.pipe.stage === command.pipe.length - 1;
    if (!open && isLastOfPipe && !harmless.has(command.name) && (command.name !== "" || command.words.length > 0))
      open = command;
  }
  return undefined;
}

const harmless: ReadonlySet<string> = new Set([
  ...["echo", "printf", "export", "set", "shopt", "unset", "umask", "true", ":", "trap", "alias", "exit", "local"],
  ...["declare", "readonly", "wait"],
]);
