import type { Command } from "../../dockerfile/command.ts";
import { operandsOf, toolName } from "../../dockerfile/command-queries.ts";
import { derivedStore } from "../../dockerfile/derived.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { type Download, hostOf, isPrivateHost, readDownload, schemeOf } from "./parts/downloads.ts";
import { type RunStep, runSteps } from "./parts/run-steps.ts";

const base = "FROM node:24.19-trixie-slim\n";

export const pipeToShell: Rule<"dockerfile"> = {
  id: "pipe-to-shell",
  title: "A script from the network is run as it comes in",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium over https, where the server itself has to be taken over; high over http and ftp, where anyone on the path can answer.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["cis/4.11"],
  scope:
    "curl or wget whose output goes straight into sh, bash, python, perl, ruby, php or node as its program: through a pipe, <(…), $(…) given to -c, eval or source. Also well-known installers. Pipes into gpg, apt-key, tar, jq and interpreters that have their own script (python -c, -m) are left alone, and so is localhost.",
  why: "Whoever controls that address, today or at any later build, runs commands in your image; a connection that breaks leaves it half run.",
  remedy: "Download to a file, compare its checksum, then run it; or install a pinned release or package instead.",
  whenToIgnore: "The vendor offers nothing else and you accept that each build trusts the address anew.",
  bad: [
    { title: "an installer", dockerfile: `${base}RUN curl -fsSL https://example.com/install.sh | sh\nUSER 1000\n` },
    {
      title: "by substitution",
      dockerfile: `${base}RUN bash -c "$(wget -qO- https://example.com/install.sh)"\nUSER 1000\n`,
    },
  ],
  good: [
    {
      title: "downloaded, compared, run",
      dockerfile: `${base}RUN curl -fsSL -o /tmp/install.sh https://example.com/install.sh && echo "\${SUM}  /tmp/install.sh" > /tmp/sum && sha256sum -c /tmp/sum && sh /tmp/install.sh\nUSER 1000\n`,
    },
    {
      title: "data for a program of its own",
      dockerfile: `${base}SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/list.json | python3 -m json.tool\nUSER 1000\n`,
    },
  ],
  *check({ dockerfile }) {
    for (const step of runSteps(dockerfile)) {
      for (const found of findPiped(step)) yield problemOf(found);
    }
  },
};

/** A download and the program that runs what comes. */
export interface PipedScript {
  readonly download: Download;
  readonly shell: string;
  readonly at: { readonly start: number; readonly end: number };
}

const cache = derivedStore<RunStep, readonly PipedScript[]>();

/** Every download of a step that is run as it comes in. */
export function findPiped(step: RunStep): readonly PipedScript[] {
  const known = cache.get(step);
  if (known) return known;
  const { commands } = step.list;
  const found = commands.flatMap((command, index) => {
    const download = readDownload(command);
    if (!download?.toStdout || isOnThisMachine(download)) return [];
    return runnerInPipe(commands, index, download) ?? runnerAround(commands, command, download) ?? [];
  });
  cache.set(step, found);
  return found;
}

function isOnThisMachine(download: Download): boolean {
  return download.urls.every((url) => {
    const host = hostOf(url.pattern);
    return host !== undefined && /^(?:localhost|127\.|\[::1\])/.test(host);
  });
}

/** `curl … | sudo bash`; also behind filters such as sed or tee. */
function runnerInPipe(commands: readonly Command[], index: number, download: Download): PipedScript | undefined {
  const { pipe, span } = download.command;
  if (pipe.length < 2) return undefined;
  const runner = commands
    .slice(index + 1)
    .find((one) => one.pipe.id === pipe.id && one.pipe.length > 1 && readsProgram(one));
  return runner && { download, shell: runner.name, at: { start: span.start, end: runner.span.end } };
}

const shells: ReadonlySet<string> = new Set(["sh", "bash", "dash", "ash", "ksh", "zsh"]);
const interpreters: ReadonlySet<string> = new Set(["python", "perl", "ruby", "php", "node"]);

/** True when the program takes what it runs from standard input: no script of its own on the line. */
function readsProgram(command: Command): boolean {
  if (command.wrappers.includes("xargs") || command.redirects.some(({ operator }) => operator.startsWith("<")))
    return false;
  const words = command.args.map((word) => word.pattern);
  if (shells.has(command.name)) return shellReadsStdin(words);
  const tool = toolName(command);
  if (!interpreters.has(tool)) return false;
  const first = words.find((word) => word === "-" || word === "--" || !word.startsWith("-"));
  if (first !== undefined && first !== "-" && first !== "--" && first !== "/dev/stdin") return false;
  return !words.some((word) => /^-(?:[a-zA-Z]*[cemrnp]|-eval|-version|-help)/.test(word) && word !== "-");
}

function shellReadsStdin(words: readonly string[]): boolean {
  for (const [at, word] of words.entries()) {
    if (/^-[a-z]*s[a-z]*$/.test(word) || word === "-" || word === "--" || word === "/dev/stdin") return true;
    if (/^-[a-z]*c$/.test(word)) return false;
    if (word.startsWith("-") || word.startsWith("+")) continue;
    // The value of `-o`: `bash -eo pipefail`.
    if (!/^-[a-z]*o$/.test(words[at - 1] ?? "")) return false;
  }
  return true;
}

/** `bash <(curl …)`, `eval "$(curl …)"`, `sh -c "$(curl …)"`, `python3 -c "$(curl …)"`. */
function runnerAround(commands: readonly Command[], command: Command, download: Download): PipedScript | undefined {
  if (!command.conditional) return undefined;
  const { span } = command;
  const around = commands.findLast(
    (one) => one !== command && one.span.start <= span.start && span.end <= one.span.end,
  );
  if (!around) return undefined;
  const shell = runnerName(around, span.start);
  return shell === undefined ? undefined : { download, shell, at: around.span };
}

function runnerName(around: Command, inside: number): string | undefined {
  const index = around.words.findIndex((word) => word.span.start <= inside && inside < word.span.end);
  const word = around.words[index];
  if (!word) return undefined;
  const isFile = /^<\(/.test(word.raw);
  const isText = /^["']?(?:\$\(|`)/.test(word.raw);
  if (
    isFile &&
    (around.name === "source" || around.name === "." || shells.has(around.name) || interpreters.has(toolName(around)))
  )
    return operandsOf(around)[0] === word ? around.name : undefined;
  if (!isText) return undefined;
  if (/^(?:-[a-z]*c|-e|-r)$/.test(around.words[index - 1]?.pattern ?? "") && index > 0)
    return shells.has(around.name) || interpreters.has(toolName(around)) ? around.name : undefined;
  // The script of `eval` and `sh -c` is read as commands of its own: one that begins with the substitution runs it.
  const wrapper = around.wrappers.at(-1);
  if (around.name === "eval" && index === 1) return "eval";
  return index === 0 && wrapper !== undefined && /^(?:eval|\w+ -c)$/.test(wrapper) ? wrapper : undefined;
}

function problemOf({ download, shell, at }: PipedScript): Problem {
  const [url] = download.urls;
  const host = url && hostOf(url.pattern);
  const from = host === undefined || host === "" ? "an address in a variable" : host;
  const scheme = url && schemeOf(url);
  const isOpen = (scheme === "http" || scheme === "ftp") && !(host !== undefined && isPrivateHost(host));
  const how = isOpen ? ` over plain ${scheme}` : "";
  return {
    at,
    message: `What ${from} answers${how} is run by ${shell} unseen: nothing compares it with what you once read.`,
    ...(isOpen ? { severity: "high" } : {}),
    refusal: refusalFor(download),
  };
}

/** Whoever publishes the script has to say what it should be: no checksum is made up here. */
function refusalFor(download: Download): string {
  const raw = download.urls[0]?.raw ?? "";
  const address = /^https?:\/\/[\w./-]+$/.test(raw) ? raw : "URL";
  const get = download.tool === "curl" ? `curl -fsSL -o install.sh ${address}` : `wget -qO install.sh ${address}`;
  return `The script's checksum is not ours to guess: read it once, note its sha256sum, and write \`${get} && echo "SUM  install.sh" | sha256sum -c - && sh install.sh\`.`;
}
