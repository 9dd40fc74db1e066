import type { Command, ShellWord } from "../../dockerfile/command.ts";
import { operandsOf, readArguments, toolName } from "../../dockerfile/command-queries.ts";
import type { Dockerfile } from "../../dockerfile/dockerfile.ts";
import type { Problem, Severity } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { removeWords, whyUntouchable } from "./parts/command-edits.ts";
import { type RunStep, runSteps } from "./parts/run-steps.ts";
import { stepVerifies } from "./parts/verified-downloads.ts";
import { readWrittenLine } from "./parts/written-lines.ts";

const base = "FROM debian:13.5-slim\n";

export const unsignedPackages: Rule<"dockerfile"> = {
  id: "unsigned-packages",
  title: "Packages are installed without checking their signature",
  habit: "build",
  severity: "high",
  confidence: "high",
  severityReason:
    "High: install scripts of packages run as root. Medium where only files named on the line are installed, low where the same RUN compares something with a checksum or a signature.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [...["7", "8", "9", "10", "11"].map((id) => `checkov/CKV2_DOCKER_${id}`), "cis/4.11"],
  scope:
    "Flags that switch signature checks off (apk --allow-untrusted, apt-get --allow-unauthenticated and --force-yes, yum, dnf and zypper --nogpgcheck, rpm --nosignature and their spellings), [trusted=yes] in an apt source and gpgcheck=0 in a repository file, in RUNs of stages that reach the image. Repositories of the image's own files (file:) are left alone.",
  why: "Whoever can change what a mirror or the network delivers gets to run commands as root in your image.",
  remedy: "Take the flag out and add the repository's or the vendor's key first.",
  whenToIgnore: "The package was built in the same Dockerfile, or its checksum was compared in an earlier step.",
  fix: "unsafe",
  bad: [
    {
      title: "apt told not to ask",
      dockerfile: `${base}RUN apt-get update && apt-get install -y --no-install-recommends --allow-unauthenticated ca-certificates && rm -rf /var/lib/apt/lists/*\nUSER 1000\n`,
    },
    {
      title: "a package file without a key",
      dockerfile:
        "FROM alpine:3.23\nCOPY tool.apk /tmp/\nRUN apk add --no-cache --allow-untrusted /tmp/tool.apk\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "the key of the repository is named",
      dockerfile: `${base}COPY vendor.gpg /etc/apt/keyrings/\nRUN echo "deb [signed-by=/etc/apt/keyrings/vendor.gpg] https://example.com/apt stable main" > /etc/apt/sources.list.d/vendor.list\nUSER 1000\n`,
    },
  ],
  *check({ dockerfile }) {
    for (const step of runSteps(dockerfile)) {
      for (const [index, command] of step.list.commands.entries()) {
        const problem = inFlags(dockerfile, step, command) ?? inFiles(step, command, step.list.commands[index + 1]);
        if (problem) yield problem;
      }
    }
  },
};

interface Switch {
  readonly name: string;
  readonly value?: RegExp;
}

const isOff = /^(?:[^=]*\.)?(?:repo_|localpkg_)?gpgcheck=(?:0|false|no)$/i;
const apt: readonly Switch[] = [
  { name: "--allow-unauthenticated" },
  { name: "--force-yes" },
  { name: "--allow-insecure-repositories" },
  ...["-o", "--option"].map((name) => ({
    name,
    value:
      /^(?:APT::Get::(?:AllowUnauthenticated|force-yes)|Acquire::Allow(?:Insecure|Weak)Repositories)=(?:true|yes|1)$/i,
  })),
];
const rpmTools: readonly Switch[] = [
  { name: "--nogpgcheck" },
  { name: "--no-gpgchecks" },
  { name: "--setopt", value: isOff },
];
const switches: ReadonlyMap<string, readonly Switch[]> = new Map([
  ["apk", [{ name: "--allow-untrusted" }]],
  ["apt", apt],
  ["apt-get", apt],
  ["yum", rpmTools],
  ["dnf", rpmTools],
  ["dnf5", rpmTools],
  ["microdnf", rpmTools],
  ["tdnf", rpmTools],
  ["yum-config-manager", [{ name: "--setopt", value: isOff }]],
  [
    "zypper",
    [
      { name: "--no-gpg-checks" },
      { name: "--nogpgcheck" },
      { name: "--no-gpgcheck" },
      { name: "--allow-unsigned-rpm" },
    ],
  ],
  ["rpm", [{ name: "--nosignature" }, { name: "--nogpg" }]],
]);

function inFlags(dockerfile: Dockerfile, step: RunStep, command: Command): Problem | undefined {
  const tool = toolName(command);
  const wanted = switches.get(tool);
  if (!wanted || (tool === "apk" && !installsWithApk(command))) return undefined;
  const words: ShellWord[] = [];
  const names: string[] = [];
  for (const flag of readArguments(command).flags) {
    const known = wanted.find(({ name }) => name === flag.name);
    if (!known || (known.value && !known.value.test(flag.value ?? ""))) continue;
    names.push(known.value ? `${known.name} ${flag.value}` : known.name);
    words.push(flag.word, ...(known.value && flag.valueWord ? [flag.valueWord] : []));
  }
  const [first] = words;
  if (!first) return undefined;
  const written = names.join(" and ");
  return {
    at: first.span,
    message: `${written} makes ${tool} install packages whose signature nobody checked.`,
    severity: severityOf(step, command, tool),
    ...repair(dockerfile, step, command, words, written),
  };
}

/** `apk index` and `apk verify` take the flag too, and install nothing. */
function installsWithApk(command: Command): boolean {
  return operandsOf(command).some((word) => /^(?:add|upgrade|fix)$/.test(word.pattern));
}

/** A file on the line was chosen by its author; a repository delivers what it likes. */
function severityOf(step: RunStep, command: Command, tool: string): Severity {
  const operands = operandsOf(command).slice(tool === "rpm" ? 0 : 1);
  const isFile = (word: ShellWord) => /\.(?:apk|deb|rpm)$/.test(word.pattern) && !/^(?:http|ftp):/.test(word.pattern);
  if (operands.length === 0 || !operands.every(isFile)) return "high";
  return stepVerifies(step) ? "low" : "medium";
}

/** Unsafe: where the key is not there, the build now stops. */
function repair(
  dockerfile: Dockerfile,
  step: RunStep,
  command: Command,
  words: readonly ShellWord[],
  written: string,
): Pick<Problem, "fixes" | "refusal"> {
  const refusal = whyUntouchable(step, command);
  if (refusal !== undefined) return { refusal };
  const edits = removeWords(dockerfile.source, command, words);
  if (!edits) return { refusal: "A comment or a redirect stands beside the flag: take it out by hand." };
  return { fixes: [{ title: `Take ${written} out`, safety: "unsafe", edits }] };
}

const byHand =
  "Which key signs these packages is for their publisher to say: add it, then take the setting out by hand.";

function inFiles(step: RunStep, command: Command, next: Command | undefined): Problem | undefined {
  const line = readWrittenLine(command, next);
  const found = line && settingIn(line.file, line.text);
  if (found) return { at: command.span, message: messageOf(found), refusal: byHand };
  const document = command.redirects.find(({ operator }) => operator === "<<" || operator === "<<-");
  if (!document || command.conditional) return undefined;
  const file = command.redirects.find(({ operator }) => /^>{1,2}$/.test(operator))?.target?.pattern;
  const body = step.run.heredocs.find(({ name }) => name === document.target?.value)?.content.text;
  const inDocument = file !== undefined && body !== undefined ? settingIn(file, body) : undefined;
  return inDocument ? { at: command.span, message: messageOf(inDocument), refusal: byHand } : undefined;
}

function messageOf(setting: string): string {
  return `${setting} makes every package of this repository install without a signature check.`;
}

/** The setting that switches checks off in a file of that name. */
function settingIn(file: string, text: string): string | undefined {
  if (/baseurl ?= ?file:|\bfile:\//.test(text)) return undefined;
  if (/^\/etc\/apt\/(?:sources|.*\.list)/.test(file)) {
    if (/^deb\S* +\[[^\]]*trusted=yes/m.test(text)) return "[trusted=yes]";
    return /^Trusted: *yes/im.test(text) ? "Trusted: yes" : undefined;
  }
  if (/^\/etc\/apt\/apt\.conf/.test(file))
    return /AllowUnauthenticated"? ?"?(?:true|1|yes)/i.test(text) ? "AllowUnauthenticated" : undefined;
  const isRepository = /\.repo$|^\/etc\/(?:yum|dnf)/.test(file);
  return isRepository && /(?:^|\\n|\n| )gpgcheck ?= ?(?:0|false|no)/i.test(text) ? "gpgcheck=0" : undefined;
}
