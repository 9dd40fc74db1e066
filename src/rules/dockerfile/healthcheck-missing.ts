import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import { insertAfter } from "../../dockerfile/edits.ts";
import type { DockerfileTree, Instruction } from "../../dockerfile/tree.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import type { Edit } from "../../text/edit.ts";
import { lineEndOf } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { findHealthProbe, type KnownBase, knownBase } from "./parts/health-probe.ts";
import { inKeywordCase } from "./parts/keyword-case.ts";

export const healthcheckMissing: Rule<"dockerfile"> = {
  id: "healthcheck-missing",
  title: "Nothing checks whether the program still answers",
  habit: "health",
  severity: "info",
  confidence: "medium",
  severityReason:
    "Info: Kubernetes has probes of its own and ignores HEALTHCHECK; plain Docker, Compose and Swarm use it.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [
    "hadolint/DL3057",
    "trivy/DS-0026",
    "dockle/CIS-DI-0006",
    "kics/Healthcheck Instruction Missing",
    "checkov/CKV_DOCKER_2",
    "cis/4.6",
  ],
  scope:
    "A final image that exposes a port, by EXPOSE or by its base image, and has no HEALTHCHECK, not even HEALTHCHECK NONE; once a file. Images for AWS Lambda and Azure Functions are left alone, and those on Jupyter's bases, which have one.",
  why: "A program that hangs looks alive to Docker: nothing restarts it, and what depends on it starts too early.",
  remedy: "Add a HEALTHCHECK that asks the program itself, or HEALTHCHECK NONE where the platform probes.",
  whenToIgnore: "It runs on Kubernetes or another platform with probes of its own.",
  fix: "unsafe",
  bad: [
    {
      title: "a web server",
      dockerfile: 'FROM node:24.19-trixie-slim\nWORKDIR /app\nUSER 1000\nEXPOSE 3000\nCMD ["node", "server.js"]\n',
    },
  ],
  good: [
    {
      title: "a probe that works without curl",
      dockerfile:
        'FROM node:24.19-trixie-slim\nWORKDIR /app\nUSER 1000\nEXPOSE 3000\nHEALTHCHECK --timeout=3s CMD ["node", "-e", "fetch(\'http://127.0.0.1:3000/\').catch(()=>process.exit(1))"]\nCMD ["node", "server.js"]\n',
    },
    {
      title: "the platform probes",
      dockerfile: 'FROM node:24.19-trixie-slim\nUSER 1000\nEXPOSE 3000\nHEALTHCHECK NONE\nCMD ["node", "server.js"]\n',
    },
    { title: "no port, no server", dockerfile: 'FROM node:24.19-trixie-slim\nUSER 1000\nCMD ["node", "report.js"]\n' },
  ],
  *check({ dockerfile }) {
    const { target } = dockerfile;
    if (!target || target.end.healthcheck) return;
    const base = knownBase(target);
    if (base && /^(?:docker|quay)\.io\/jupyter\//.test(base.reference.name)) return;
    if (base && /(?:^|\/)(?:aws-)?lambda(?:[/-]|$)|\/azure-functions\//.test(base.reference.name)) return;
    const settings = target.end.exposed;
    // A word nobody knows is a port all the same: it only keeps the fix away.
    const own = settings.flatMap(({ value }) => (value.known ? value.text.split(/\s+/).filter(Boolean) : ["$"]));
    const exposed = own.length > 0 ? own : portsOf(base);
    if (exposed.length === 0) return;
    const known = base?.facts !== undefined || target.chain.at(-1)?.base.kind === "scratch";
    const probe = findHealthProbe(target, base, exposed);
    yield {
      at: target.from.span,
      message: `${target.label === "stage 0" ? "The image" : `The image of ${target.label}`} serves a port, and no HEALTHCHECK asks whether it still answers.`,
      // Official images have no HEALTHCHECK; what others have is not known.
      confidence: known ? "high" : "low",
      ...("why" in probe ? { refusal: probe.why } : proposal(dockerfile, target, probe.words)),
    };
  },
};

/** Of the image `docker` most tags bring the client, and only dind the server behind the ports. */
function portsOf(base: KnownBase | undefined): readonly string[] {
  if (base?.official === "docker" && !/dind/.test(base.reference.tag ?? "")) return [];
  return base?.facts?.ports ?? [];
}

/** Unsafe: a container that answers later, elsewhere or with an error will be called unhealthy. */
function proposal({ tree }: Dockerfile, target: Stage, words: readonly string[]): Pick<Problem, "fixes" | "refusal"> {
  const command = `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
  const options = "--interval=30s --timeout=3s --start-period=20s --retries=3";
  const text = `${inKeywordCase(tree, "HEALTHCHECK")} ${options} ${tree.escape}\n    ${inKeywordCase(tree, "CMD")} ${command}`;
  const edit = placed(tree, target, text);
  if (!edit) return { refusal: "The stage ends in the middle of an instruction." };
  const fix: Fix = {
    title: "Add a HEALTHCHECK that the image can run",
    safety: "unsafe",
    edits: [edit],
    followUp: [
      "Let the HEALTHCHECK ask your own health route instead of /, if the program has one, and try it once in the built image.",
    ],
  };
  return { fixes: [fix] };
}

/** Above the closing ENTRYPOINT and CMD with their comments, else at the end of the stage. */
function placed(tree: DockerfileTree, { from, instructions }: Stage, text: string): Edit | undefined {
  const first = firstOfClosing(instructions);
  if (!first) {
    const last = instructions.at(-1) ?? from;
    const open = last.lines.at(-1)?.text.trimEnd().endsWith(tree.escape);
    return open ? undefined : insertAfter(tree, last, text);
  }
  let at = tree.nodes.indexOf(first);
  while (tree.nodes[at - 1]?.kind === "comment") at -= 1;
  const start = tree.nodes[at]?.lines[0]?.start ?? first.span.start;
  const eol = lineEndOf(tree.source.text);
  return { start, end: start, text: text.replaceAll("\n", eol) + eol };
}

/** The first of the last run of ENTRYPOINT and CMD. */
function firstOfClosing(instructions: readonly Instruction[]): Instruction | undefined {
  const starts = ({ name }: Instruction) => name === "cmd" || name === "entrypoint";
  let at = instructions.findLastIndex(starts);
  while (at > 0 && starts(instructions[at - 1] as Instruction)) at -= 1;
  return instructions[at];
}
