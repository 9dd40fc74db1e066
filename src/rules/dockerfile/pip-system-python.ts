import { insertAt, insertBefore } from "../../dockerfile/edits.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import type { Edit } from "../../text/edit.ts";
import type { Rule } from "../rule.ts";
import { inKeywordCase } from "./parts/keyword-case.ts";
import { managedPython, pythonImage, type SystemPip } from "./parts/managed-python.ts";

export const pipSystemPython: Rule<"dockerfile"> = {
  id: "pip-system-python",
  title: "pip installs into the Python of the operating system, which refuses it",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: the build stops at this line.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "The first `pip install` of a stage that runs the pip of Debian 12 or later, Ubuntu 23.04 or later, or Alpine 3.19 or later, installed by the Dockerfile itself. Left alone: a PATH or VIRTUAL_ENV set in the file, an activated environment, `--break-system-packages` and its settings, `--target`, `--prefix`, `--root`, and images that bring a Python of their own.",
  why: "These releases keep pip out of their own Python (PEP 668), so the build ends with “externally-managed-environment”.",
  remedy: "Create a virtual environment, or start from an image made for Python.",
  whenToIgnore: "A pip configuration that seaworthy cannot see, such as one in the base image, allows it.",
  fix: "unsafe",
  bad: [
    {
      title: "requirements on today's Ubuntu",
      dockerfile:
        'FROM ubuntu:26.04\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends python3 python3-pip \\\n    && rm -rf /var/lib/apt/lists/*\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip3 install --no-cache-dir -r requirements.txt\nUSER 10001:10001\nCMD ["python3", "app.py"]\n',
    },
    {
      title: "on Alpine",
      dockerfile:
        'FROM alpine:3.24\nRUN apk add --no-cache py3-pip && python3 -m pip install --no-cache-dir flask==3.1.2\nUSER 10001:10001\nCMD ["flask", "run"]\n',
    },
  ],
  good: [
    {
      title: "in a virtual environment",
      dockerfile:
        'FROM debian:13-slim\nRUN apt-get update && apt-get install -y python3-venv python3-pip\nENV PATH="/opt/venv/bin:$PATH"\nRUN python3 -m venv /opt/venv && pip install flask\n',
    },
    { title: "an image made for Python", dockerfile: "FROM python:3.14-slim-trixie\nRUN pip install flask\n" },
    {
      title: "a release from before",
      dockerfile: "FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y python3-pip && pip3 install flask\n",
    },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      const found = stage.reachesTarget ? managedPython(stage) : undefined;
      if (found)
        yield problem(
          found,
          (run, lines) => insertBefore(dockerfile.tree, run, lines),
          (word) => inKeywordCase(dockerfile.tree, word),
        );
    }
  },
};

type InsertAbove = (run: SystemPip["run"], lines: string) => Edit;

function problem(pip: SystemPip, above: InsertAbove, keyword: (word: string) => string): Problem {
  const at = pip.command.span;
  const message = `pip refuses to install into the system Python of ${pip.release} (externally-managed-environment): the build stops here.`;
  const refusal = whyNot(pip);
  if (refusal !== undefined) return { at, message, refusal };
  return { at, message, fixes: [fixFor(pip, above, keyword)] };
}

function whyNot({ command, run }: SystemPip): string | undefined {
  if (run.heredocs.length > 0) return "the commands stand in a heredoc: make the virtual environment by hand";
  if (!command.editable || command.conditional || command.wrappers.length > 0)
    return "the command runs inside another one: make the virtual environment by hand";
  if (command.joinedBy !== "" && command.joinedBy !== "&&")
    return "the command is not one of a plain chain of commands";
  return undefined;
}

function fixFor({ command, run, pipPackage }: SystemPip, above: InsertAbove, keyword: (word: string) => string): Fix {
  // Debian and Ubuntu keep the venv module in a package of its own.
  const needed = pipPackage.value === "python3-pip" ? [insertAt(pipPackage.span.end, " python3-venv")] : [];
  const python = pythonImage();
  return {
    title: "Install into a virtual environment in /opt/venv",
    safety: "unsafe",
    edits: [
      ...needed,
      above(run, `${keyword("env")} PATH="/opt/venv/bin:$PATH"`),
      insertAt(command.span.start, "python3 -m venv /opt/venv && "),
    ],
    followUp: python
      ? [
          `Instead of the virtual environment you can start from an image made for Python (FROM ${python}) and not install python3 and pip.`,
        ]
      : [],
  };
}
