import type { Command, ShellWord } from "../../dockerfile/command.ts";
import { operandsOf, readArguments, runs, toolName } from "../../dockerfile/command-queries.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { whyUntouchable } from "./parts/command-edits.ts";
import { hostOf, isPrivateHost, readDownload } from "./parts/downloads.ts";
import { servesHttps } from "./parts/https-hosts.ts";
import { type RunStep, runSteps } from "./parts/run-steps.ts";
import { isVerified } from "./parts/verified-downloads.ts";
import { findPiped } from "./pipe-to-shell.ts";

const base = "FROM node:24.19-trixie-slim\n";

export const plaintextHttp: Rule<"dockerfile"> = {
  id: "plaintext-http",
  title: "Something is fetched over plain http",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: it takes somebody on the network path, but then nothing stops them.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "http:// addresses that curl and wget fetch, git clones, pip, npm, Yarn and gem install from, and rpm or yum install packages from, in RUNs of stages that reach the image. Left alone: private hosts and addresses, hosts in variables, files that are compared with a checksum or a signature, package repositories of the distribution (apt, apk and yum check signatures), and ADD, which add-remote-url looks at.",
  why: "Anyone on the network path can change what arrives, and it ends up in your image.",
  remedy: "Use the https address, or compare the file with a checksum in the same RUN.",
  whenToIgnore: "The server offers no https and what it delivers is checked by other means.",
  fix: "unsafe",
  bad: [
    {
      title: "a download",
      dockerfile: `${base}RUN curl -fsSL -o /tmp/tool.tar.gz http://github.com/example/tool/releases/download/v1/tool.tar.gz\nUSER 1000\n`,
    },
    { title: "a package index", dockerfile: `${base}RUN npm config set registry http://npm.example.com/\nUSER 1000\n` },
  ],
  good: [
    { title: "https", dockerfile: `${base}RUN curl -fsSL -o /tmp/a.tgz https://example.com/a.tgz\nUSER 1000\n` },
    {
      title: "compared with its checksum",
      dockerfile: `${base}RUN curl -fsSL -o a.tgz http://example.com/a.tgz && sha256sum -c a.tgz.sha256\nUSER 1000\n`,
    },
    { title: "the machine itself", dockerfile: `${base}RUN curl -fs http://localhost:8080/ready\nUSER 1000\n` },
  ],
  *check({ dockerfile }) {
    if (!/http:\/\//i.test(dockerfile.source.text)) return;
    const steps = runSteps(dockerfile);
    for (const step of steps) {
      const piped = new Set(findPiped(step).map(({ download }) => download.command));
      for (const command of step.list.commands) {
        if (piped.has(command)) continue;
        const addresses = fetched(command).filter((word) => isOpen(word) && !isVerified(step, steps, word.raw));
        for (const word of addresses) yield problemOf(step, command, word);
      }
    }
  },
};

/** Words of a command that it fetches from; `--index-url=http://…` as a whole. */
function fetched(command: Command): readonly ShellWord[] {
  const download = readDownload(command);
  if (download) return isUpload(command) ? [] : download.urls;
  const tool = toolName(command);
  if (tool === "git") return runs(command, ["git"], ["clone", "submodule", "fetch", "pull"]) ? operandsOf(command) : [];
  if (tool === "rpm") return operandsOf(command);
  if (/^(?:yum|dnf|microdnf|tdnf)$/.test(tool))
    return operandsOf(command).filter((word) => /\.rpm$/.test(word.pattern));
  const flags = indexFlags.get(tool);
  if (!flags) return [];
  const given = readArguments(command).flags.flatMap((flag) =>
    flags.includes(flag.name) && flag.valueWord ? [flag.valueWord] : [],
  );
  return [...given, ...operandsOf(command).slice(1)];
}

const indexFlags: ReadonlyMap<string, readonly string[]> = new Map([
  ["pip", ["-i", "--index-url", "--extra-index-url", "-f", "--find-links"]],
  ["npm", ["--registry"]],
  ["yarn", ["--registry"]],
  ["pnpm", ["--registry"]],
  ["gem", ["-s", "--source"]],
]);

/** A request with a method or a body, or for the headers alone, brings no file. */
function isUpload(command: Command): boolean {
  return readArguments(command).flags.some(({ name }) => uploads.has(name)) && command.name === "curl";
}
const uploads: ReadonlySet<string> = new Set([
  ...[
    "-d",
    "--data",
    "--data-raw",
    "--data-binary",
    "-X",
    "--request",
    "-T",
    "--upload-file",
    "-F",
    "--form",
    "-I",
    "--head",
  ],
]);

function addressOf(word: ShellWord): string {
  return word.pattern.slice(Math.max(0, word.pattern.search(/http:\/\//i)));
}

/** A literal `http://` to a host out in the world. An address without a scheme is http to curl as well. */
function isOpen(word: ShellWord): boolean {
  if (!/^(?:-[^=]*=|registry=|-[if])?http:\/\//i.test(word.pattern)) return false;
  const host = hostOf(addressOf(word));
  return host !== undefined && host !== "" && !isPrivateHost(host);
}

function problemOf(step: RunStep, command: Command, word: ShellWord): Problem {
  const host = hostOf(addressOf(word)) ?? "";
  return {
    at: word.span,
    message: `${toolName(command)} fetches from ${host} over plain http: anyone on the way can change what arrives.`,
    ...repair(step, command, word, host),
  };
}

function repair(step: RunStep, command: Command, word: ShellWord, host: string): Pick<Problem, "fixes" | "refusal"> {
  const refusal = whyUntouchable(step, command);
  if (refusal !== undefined) return { refusal };
  const at = word.raw.search(/http:\/\//i);
  const plain = at !== -1 && word.raw.length === word.span.end - word.span.start;
  if (!plain || /http:\/\/[^/]*:\d/i.test(word.raw) || !servesHttps(host))
    return {
      refusal: `Whether ${host} serves the same over https cannot be told from the file: try it, then change the address.`,
    };
  const offset = word.span.start + at + "http".length;
  const fix: Fix = { title: "Use https", safety: "unsafe", edits: [{ start: offset, end: offset, text: "s" }] };
  return { fixes: [fix] };
}
