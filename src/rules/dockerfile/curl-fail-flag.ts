import type { Command } from "../../dockerfile/command.ts";
import { flagValue, hasFlag } from "../../dockerfile/command-queries.ts";
import { insertAt } from "../../dockerfile/edits.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { whyUntouchable } from "./parts/command-edits.ts";
import { failsOnError, hostOf, readDownload, schemeOf } from "./parts/downloads.ts";
import { refuses } from "./parts/pipelines.ts";
import { type RunStep, runSteps } from "./parts/run-steps.ts";
import { stepVerifies } from "./parts/verified-downloads.ts";
import { findPiped } from "./pipe-to-shell.ts";

const base = "FROM node:24.19-trixie-slim\n";

export const curlFailFlag: Rule<"dockerfile"> = {
  id: "curl-fail-flag",
  title: "curl takes an error page for the file",
  habit: "build",
  severity: "low",
  confidence: "high",
  severityReason: "Low: it shows only on the day the download fails.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [],
  scope:
    "curl without -f, --fail or --fail-with-body whose answer is kept: in a file, a redirect or a pipe, in RUNs of stages that reach the image. Left alone: requests that send something, ask for headers or print the status, answers thrown away, scripts run as they come in (pipe-to-shell speaks of those), files compared with a checksum in the same RUN, archives and packages that are unpacked further down (a web page does not unpack), ftp and file addresses, and flags in a variable.",
  why: "On a 404 or 503 curl writes the error page into your file and reports success, so the build goes on and the image carries a web page instead of the program.",
  remedy: "Add -f: curl then fails, and the build with it.",
  whenToIgnore: "The error page is what you want to look at.",
  fix: "unsafe",
  bad: [
    {
      title: "into a file",
      dockerfile: `${base}RUN curl -sSL -o /usr/local/bin/tool https://example.com/tool\nUSER 1000\n`,
    },
    { title: "no other flags", dockerfile: `${base}RUN curl https://example.com/tool > /tool\nUSER 1000\n` },
  ],
  good: [
    { title: "with -f", dockerfile: `${base}RUN curl -fsSL -o /tool https://example.com/tool\nUSER 1000\n` },
    {
      title: "only the status",
      dockerfile: `${base}RUN curl -s -o /dev/null -w '%{http_code}' https://example.com/\nUSER 1000\n`,
    },
  ],
  *check({ dockerfile }) {
    const steps = runSteps(dockerfile);
    for (const step of steps) {
      for (const command of step.list.commands) {
        if (command.name !== "curl" || isRunAsItComes(step, command)) continue;
        const problem = problemIn(steps, step, command);
        if (problem) yield problem;
      }
    }
  },
};

/** `curl … | sh`, `bash <(curl …)`: there the error page is the smaller trouble. */
function isRunAsItComes(step: RunStep, command: Command): boolean {
  return findPiped(step).some(({ download }) => download.command === command);
}

const otherUses = [
  ...["-I", "--head", "-w", "--write-out", "-d", "--data", "--data-raw", "--data-binary", "-F", "--form"],
  ...["-X", "--request", "-T", "--upload-file", "-K", "--config", "-i", "--include", "-v", "--verbose", "-D"],
  ...["--telnet-option", "-G", "--get", "--dump-header"],
];

function problemIn(steps: readonly RunStep[], step: RunStep, command: Command): Problem | undefined {
  const download = readDownload(command);
  if (!download || failsOnError(command) || hasFlag(command, ...otherUses)) return undefined;
  if (!download.urls.every((url) => /^https?$/.test(schemeOf(url) ?? ""))) return undefined;
  // Flags in a variable may hold -f; a checksum in the same RUN refuses the page.
  if (command.args.some((word) => /^\$\{?\w+\}?$/.test(word.raw) && !download.urls.includes(word))) return undefined;
  if (!isKept(command, download.toStdout) || stepVerifies(step) || isUnpacked(steps, step, command)) return undefined;
  const host = hostOf(download.urls[0]?.pattern ?? "\u0000");
  const from = host === undefined ? "" : ` of ${host}`;
  const refusal = whyUntouchable(step, command);
  return {
    at: command.words[0]?.span ?? command.span,
    message: `curl takes an error page${from} for the file: -f is missing.`,
    ...(refusal === undefined ? { fixes: [fixOf(command)] } : { refusal }),
  };
}

function isKept(command: Command, toStdout: boolean): boolean {
  const isNull = (path: string | undefined) => path === "/dev/null";
  if (isNull(flagValue(command, "-o", "--output"))) return false;
  const redirect = command.redirects.find(({ operator }) => /^(?:1|&)?>{1,2}$/.test(operator));
  if (redirect) return !isNull(redirect.target?.pattern);
  return !toStdout || (command.pipe.length > 1 && command.pipe.stage < command.pipe.length - 1);
}

const unpackers: ReadonlySet<string> = new Set([
  ...["tar", "bsdtar", "unzip", "gunzip", "bunzip2", "unxz", "gzip", "xz", "zcat", "7z", "jar"],
  ...["dpkg", "rpm", "apt-get", "apt", "yum", "dnf", "apt-key", "gpg"],
]);

/** A program that refuses a web page gets the file, through the pipe or by its name, here or in a later RUN. */
function isUnpacked(steps: readonly RunStep[], step: RunStep, command: Command): boolean {
  const { commands } = step.list;
  const next = commands.find((one) => one.pipe.id === command.pipe.id && one.pipe.stage === command.pipe.stage + 1);
  if (command.pipe.length > 1 && next && refuses(next)) return true;
  const file = fileName(command);
  if (file.length < 3) return false;
  const after = steps.filter(({ stage, run }) => stage === step.stage && run.index >= step.run.index);
  return after.some(({ list }) =>
    list.commands.some((one) => unpackers.has(one.name) && one.args.some(({ pattern }) => baseName(pattern) === file)),
  );
}

/** Last part of the path it is written to; "" when that is not on the line. */
function fileName(command: Command): string {
  const output = flagValue(command, "-o", "--output");
  const redirect = command.redirects.find(({ operator }) => operator === ">")?.target?.pattern;
  return baseName(output ?? redirect ?? readDownload(command)?.urls[0]?.pattern ?? "");
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Unsafe: a build that went on with an error page, or without the file, now stops. */
function fixOf(command: Command): Fix {
  const [program, first] = command.words;
  const isCluster = first !== undefined && /^-[sSLkgO]+o?$/.test(first.raw);
  const edit = isCluster
    ? insertAt(first.span.start + 1, "f")
    : insertAt(program?.span.end ?? command.span.start, " -f");
  return { title: "Add -f", safety: "unsafe", edits: [edit] };
}
