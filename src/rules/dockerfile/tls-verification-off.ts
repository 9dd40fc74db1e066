import type { Command } from "../../dockerfile/command.ts";
import { toolName } from "../../dockerfile/command-queries.ts";
import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import { removePair } from "../../dockerfile/edits.ts";
import type { Instruction, Pair } from "../../dockerfile/tree.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import type { Edit } from "../../text/edit.ts";
import type { Rule } from "../rule.ts";
import { removeAssignment, removeCommand, removeLetter, removeWords, whyUntouchable } from "./parts/command-edits.ts";
import { readDownload } from "./parts/downloads.ts";
import { type RunStep, runSteps } from "./parts/run-steps.ts";
import { isTlsVariable, type TlsSwitch, tlsSwitches, whoTrustsAnyone } from "./parts/tls-switches.ts";
import { isVerified } from "./parts/verified-downloads.ts";

const base = "FROM node:24.19-trixie-slim\n";

export const tlsVerificationOff: Rule<"dockerfile"> = {
  id: "tls-verification-off",
  title: "Certificate checks are switched off",
  habit: "build",
  severity: "high",
  confidence: "high",
  severityReason:
    "High: whoever sits between the build and the server decides what gets installed. Low where the same RUN compares the download with a checksum or a signature.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    ...["2", "3", "4", "5", "6", "12", "13", "14", "15", "16"].map((id) => `checkov/CKV2_DOCKER_${id}`),
    "cis/4.11",
  ],
  scope:
    "Flags, settings and variables that make curl, wget, pip, uv, npm, Yarn, pnpm, git, go, conda, composer, bundler, apt, yum, Python or Node.js accept any certificate: in RUN, ENV and ARG of stages that reach the image. Addresses of the machine itself are left alone, and so is what a variable hides.",
  why: "Anyone on the network path can answer in the server's place and put their own code into your image.",
  remedy: "Take the switch out; where the server has a private certificate authority, install its certificate instead.",
  whenToIgnore:
    "Hardly ever. A server with a self-signed certificate is no reason: copy its certificate in and name it (--cacert, NODE_EXTRA_CA_CERTS, PIP_CERT).",
  fix: "unsafe",
  bad: [
    {
      title: "a download that trusts anyone",
      dockerfile: `${base}RUN curl -fsSLk -o /usr/local/bin/tool https://example.com/tool\nUSER 1000\n`,
    },
    {
      title: "for every request of the application",
      dockerfile: `${base}ENV NODE_TLS_REJECT_UNAUTHORIZED=0\nUSER 1000\n`,
    },
    { title: "a setting of npm", dockerfile: `${base}RUN npm config set strict-ssl false\nUSER 1000\n` },
  ],
  good: [
    {
      title: "the check stays on, with the server's own authority",
      dockerfile: `${base}COPY ca.pem /etc/ssl/ca.pem\nRUN curl -fsSL --cacert /etc/ssl/ca.pem -o /tool https://example.com/tool\nUSER 1000\n`,
    },
    { title: "the machine itself", dockerfile: `${base}RUN curl -fk https://localhost:8443/ready\nUSER 1000\n` },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      for (const instruction of stage.instructions) {
        const one = instruction.trigger ?? instruction;
        if (one.name === "env" || one.name === "arg") yield* inVariables(dockerfile, stage, instruction, one);
      }
    }
    const steps = runSteps(dockerfile);
    for (const step of steps) {
      const { commands } = step.list;
      for (let at = 0; at < commands.length; at++) {
        const command = commands[at];
        const switches = command && tlsSwitches(command, commands[at + 1]);
        if (switches && switches.length > 0) yield inCommand(dockerfile, steps, step, command, switches);
      }
    }
  },
};

function* inVariables(
  dockerfile: Dockerfile,
  stage: Stage,
  holder: Instruction,
  instruction: Instruction,
): Iterable<Problem> {
  for (const pair of instruction.pairs) {
    if (!isTlsVariable(pair.key.text) || !pair.value) continue;
    const value = stage.expand(holder, pair.value.text);
    const tool = value.known && whoTrustsAnyone(pair.key.text, value.text);
    if (!tool) continue;
    const lasts = instruction.name === "env" && stage.inTargetChain && instruction === holder;
    const how = lasts ? "in this build and in every container started from the image" : "for the commands that follow";
    const message = `${pair.key.text}=${value.text} makes ${tool} accept any certificate, ${how}.`;
    yield { at: pair.span, message, ...pairRepair(dockerfile, holder, instruction, pair) };
  }
}

function pairRepair(dockerfile: Dockerfile, holder: Instruction, instruction: Instruction, pair: Pair) {
  if (holder !== instruction)
    return { refusal: "It stands in an ONBUILD and holds in other builds: change it by hand." };
  const edit = removePair(dockerfile.tree, instruction, pair);
  if (!edit) return { refusal: "A comment stands between the pairs: take it out by hand." };
  return { fixes: [fixOf(`Take ${pair.key.text} out`, [edit])] };
}

function inCommand(
  dockerfile: Dockerfile,
  steps: readonly RunStep[],
  step: RunStep,
  command: Command,
  switches: readonly TlsSwitch[],
): Problem {
  const [first] = switches as [TlsSwitch];
  const url = readDownload(command)?.urls[0];
  const isGuarded = url !== undefined && isVerified(step, steps, url.raw);
  const written = switches.map((one) => one.written).join(" and ");
  const namesHost = switches.every((one) => /-(?:trusted-host|insecure-host) /.test(one.written));
  const rest = isGuarded ? "; only the comparison afterwards guards the file" : "";
  return {
    at: first.at,
    message: `${written} makes ${first.tool} accept any certificate${namesHost ? " of that host" : ""}${rest}.`,
    ...(isGuarded ? { severity: "low" } : {}),
    ...commandRepair(dockerfile, step, command, switches, written),
  };
}

function commandRepair(
  dockerfile: Dockerfile,
  step: RunStep,
  command: Command,
  switches: readonly TlsSwitch[],
  written: string,
): { fixes: Fix[] } | { refusal: string } {
  const refusal = whyUntouchable(step, command);
  if (refusal !== undefined) return { refusal };
  if (needsTrust(command))
    return {
      refusal: "The package index is plain http, which pip refuses without the flag: give it an https address first.",
    };
  const edits = switches.map((one) => takeOut(dockerfile, step, command, one));
  if (!edits.every((edit) => edit !== undefined))
    return {
      refusal: "It cannot be cut out of this script without touching what stands around it: take it out by hand.",
    };
  return { fixes: [fixOf(`Take ${written} out`, edits.flat())] };
}

function needsTrust(command: Command): boolean {
  return toolName(command) === "pip" && command.args.some((word) => /^(?:-[^=]*=)?http:\/\//.test(word.pattern));
}

function takeOut({ source, tree }: Dockerfile, step: RunStep, command: Command, found: TlsSwitch): Edit[] | undefined {
  const how = found.takeOut;
  if (how.kind === "letter") return removeLetter(source, command, how.word, how.letter);
  if (how.kind === "words") return removeWords(source, command, how.words);
  if (how.kind === "command") return removeCommand(tree, step, command);
  const edit = removeAssignment(source, how.assignment);
  return edit && [edit];
}

/** Unsafe: where the server's certificate really cannot be checked, the build now stops. */
function fixOf(title: string, edits: readonly Edit[]): Fix {
  return { title, safety: "unsafe", edits };
}
