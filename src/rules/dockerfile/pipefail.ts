import type { Command } from "../../dockerfile/command.ts";
import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { pipefailRepair } from "./parts/pipefail-fix.ts";
import { type Pipeline, unguardedPipelines } from "./parts/pipelines.ts";
import { type RunStep, runSteps } from "./parts/run-steps.ts";

const base = "FROM debian:13.5-slim\n";

export const pipefail: Rule<"dockerfile"> = {
  id: "pipefail",
  title: "A command that fails in front of a pipe goes unnoticed",
  habit: "build",
  severity: "low",
  confidence: "high",
  severityReason: "Low: it shows only on the day the command fails, but then nobody notices.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: ["hadolint/DL4006", "kics/Shell Running A Pipe Without Pipefail", "semgrep/set-pipefail"],
  scope:
    "Pipes on the top level of a RUN where neither SHELL nor set -o pipefail is in force, in stages that reach the image; one finding a stage. Left alone: producers that hardly fail (echo, printf, cat, yes), ldd, lists of installed packages that are only printed, pipes guarded by ||, downloads into programs that refuse an empty input (tar, gunzip, gpg), checks at the end of the pipe (grep, sha256sum -c), pipes in conditions and substitutions, and ONBUILD.",
  why: "A shell reports only the last command of a pipe, so a download or a test that failed still makes a finished image.",
  remedy:
    'Set SHELL ["/bin/bash", "-o", "pipefail", "-c"], or write set -o pipefail in the RUN where its shell knows that.',
  whenToIgnore: "What stands in front of the pipe may fail, and you mean it.",
  fix: "unsafe",
  bad: [
    {
      title: "Debian's sh, which has no pipefail",
      dockerfile: `${base}COPY list.sh /srv/\nRUN /srv/list.sh | sort > /srv/list.txt\nUSER 1000\n`,
    },
    {
      title: "Alpine's sh, which has",
      dockerfile: "FROM alpine:3.23\nCOPY list.sh /srv/\nRUN /srv/list.sh | sort > /srv/list.txt\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "SHELL sets it",
      dockerfile: `${base}SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN /srv/list.sh | sort > /srv/list.txt\nUSER 1000\n`,
    },
    { title: "nothing in front that could fail", dockerfile: `${base}RUN echo a b | tr ' ' '-' > /list\nUSER 1000\n` },
  ],
  *check({ dockerfile }) {
    const found = new Map<Stage, { step: RunStep; pipes: readonly Pipeline[] }[]>();
    for (const step of runSteps(dockerfile)) {
      const pipes = step.isTrigger ? [] : unguardedPipelines(step);
      if (pipes.length === 0) continue;
      const known = found.get(step.stage) ?? [];
      known.push({ step, pipes });
      found.set(step.stage, known);
    }
    for (const [stage, steps] of found) {
      const problem = problemOf(steps.flatMap(({ pipes }) => pipes));
      if (problem) yield { ...problem, ...pipefailRepair(dockerfile, stage, steps) };
    }
  },
};

function problemOf(pipes: readonly Pipeline[]): Problem | undefined {
  const [first, ...others] = pipes;
  const [producer] = first ?? [];
  const last = first?.at(-1);
  if (!producer || !last) return undefined;
  const more = others.length === 0 ? "" : ` (and ${others.length} more in this stage)`;
  const who = nameOf(producer);
  return {
    at: { start: producer.span.start, end: last.span.end },
    message: `When ${who} fails, this RUN still ends well: only the last command of the pipe counts${more}.`,
  };
}

function nameOf(command: Command): string {
  return command.name === "" ? "the first command" : command.name;
}
