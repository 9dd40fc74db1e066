import type { Command } from "../../dockerfile/command.ts";
import type { Rule } from "../rule.ts";
import { type RunStep, runSteps } from "./parts/run-steps.ts";

export const cdInRun: Rule<"dockerfile"> = {
  id: "cd-in-run",
  title: "RUN changes the directory by itself",
  habit: "build",
  severity: "info",
  confidence: "high",
  severityReason: "Info: a matter of taste. Low where the cd stands alone, as it then does nothing at all.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: [
    "hadolint/DL3003",
    "trivy/DS-0013",
    "kics/RUN Instruction Using 'cd' Instead of WORKDIR",
    "semgrep/use-workdir",
  ],
  scope:
    "A RUN whose first command is cd with a directory written out, or whose last is: then the change is lost. A cd in the middle, in a subshell or in a condition is left alone.",
  why: "The change ends with the line: who adds a RUN below easily believes to be in that directory still.",
  remedy: "Set the directory with WORKDIR.",
  whenToIgnore: "Only this one line works there, and everything after it elsewhere.",
  bad: [
    {
      title: "cd before a command",
      dockerfile: "FROM node:24.19-trixie-slim\nCOPY . /app\nRUN cd /app && npm run build\nUSER 1000\n",
    },
    {
      title: "cd that does nothing",
      dockerfile: "FROM node:24.19-trixie-slim\nCOPY . /app\nRUN cd /app\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "WORKDIR",
      dockerfile: "FROM node:24.19-trixie-slim\nWORKDIR /app\nCOPY . .\nRUN npm run build\nUSER 1000\n",
    },
  ],
  *check({ dockerfile }) {
    for (const step of runSteps(dockerfile)) {
      const lost = lostCd(step);
      const first = step.list.commands[0];
      if (lost)
        yield {
          at: lost.span,
          ...(step.list.commands.length === 1 ? { severity: "low" as const } : {}),
          message: `This ${textOf(lost)} changes nothing: the next line starts in the WORKDIR again.`,
        };
      else if (first && isPlainCd(first))
        yield {
          at: first.span,
          message: `${textOf(first)} holds for this line only; WORKDIR holds for those below too.`,
        };
    }
  },
};

/** The last command, when it is a cd that runs in the RUN's own shell. */
function lostCd({ list, run }: RunStep): Command | undefined {
  const last = list.commands.at(-1);
  return last && isPlainCd(last) && run.heredocs.length === 0 ? last : undefined;
}

function isPlainCd({ args, conditional, name, pipe, wrappers }: Command): boolean {
  const target = args[0]?.value;
  return (
    name === "cd" &&
    !conditional &&
    pipe.length === 1 &&
    wrappers.length === 0 &&
    target !== undefined &&
    target !== "-"
  );
}

function textOf({ args }: Command): string {
  return `cd ${args[0]?.pattern ?? ""}`;
}
