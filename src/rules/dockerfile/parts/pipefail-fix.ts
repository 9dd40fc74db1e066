/**
 * How a stage gets pipefail: in the RUNs themselves where their shell knows it, by SHELL where sh is dash and bash is at
 * hand. Both are unsafe: a pipe that always failed unnoticed now stops the build, and SHELL also holds for CMD and for
 * stages built on this one.
 */
import { defaultShell } from "../../../bases/os-family.ts";
import type { Command } from "../../../dockerfile/command.ts";
import type { Dockerfile, Stage } from "../../../dockerfile/dockerfile.ts";
import { insertAt } from "../../../dockerfile/edits.ts";
import type { DockerfileTree, Instruction } from "../../../dockerfile/tree.ts";
import type { Fix, Problem } from "../../../finding/finding.ts";
import { parseReference } from "../../../image/reference.ts";
import type { Edit } from "../../../text/edit.ts";
import { lineEndOf } from "../../../text/source.ts";
import { insertFirstLine, loneHeredoc } from "./lone-heredoc.ts";
import type { Pipeline } from "./pipelines.ts";
import { type RunStep, runSteps } from "./run-steps.ts";

type Piped = { readonly step: RunStep; readonly pipes: readonly Pipeline[] };

export function pipefailRepair(
  dockerfile: Dockerfile,
  stage: Stage,
  piped: readonly Piped[],
): Pick<Problem, "fixes" | "refusal"> {
  const refusal = whyNot(piped);
  if (refusal !== undefined) return { refusal };
  const shells = new Set(piped.map(({ step }) => shellOf(stage, step.run)));
  const [shell] = shells;
  if (shells.size > 1) return { refusal: "The shell changes within the stage: set pipefail by hand." };
  if (shell === "knows") return { fixes: [inRuns(dockerfile, piped)] };
  if (shell !== "dash")
    return {
      refusal: "Which shell the base image has is not known here: where it is bash, write set -o pipefail in the RUN.",
    };
  return byShell(dockerfile, stage, piped);
}

/** Readers that stop early kill the writer, which pipefail then counts as a failure. */
function whyNot(piped: readonly Piped[]): string | undefined {
  for (const { step, pipes } of piped) {
    const { commands } = step.list;
    const early = commands.find((one) => one.name === "yes" || (one.pipe.stage > 0 && stopsEarly(one)));
    if (early)
      return `With pipefail ${early.name} would break this RUN, as it ends before what feeds it: rewrite the pipe by hand.`;
    const unsure = pipes.flatMap((pipe) => pipe.slice(0, -1)).find(({ name }) => failsOrdinarily.has(name));
    if (unsure)
      return `${unsure.name} ends with an error status in the ordinary course too, which pipefail would turn into a failed build: rewrite the pipe by hand.`;
    if (pipes.some((pipe) => pipe.some(({ editable }) => !editable)))
      return "The pipe stands inside quotes: set pipefail by hand.";
    if (step.run.heredocs.length > 0 && !loneHeredoc(step.run))
      return "The script is fed from a heredoc: set pipefail by hand.";
    if (commands.some(({ joinedBy }) => joinedBy === "&"))
      return "The script runs commands in the background: set pipefail by hand.";
  }
  return undefined;
}

/** Found nothing, differs, is no dynamic program. */
const failsOrdinarily: ReadonlySet<string> = new Set(["grep", "egrep", "fgrep", "diff", "cmp", "ldd"]);

function stopsEarly({ name, args }: Command): boolean {
  const has = (pattern: RegExp) => args.some((word) => pattern.test(word.pattern));
  if (name === "head") return true;
  if (/^[ef]?grep$/.test(name)) return has(/^(?:-[a-zA-Z]*[qm]|--quiet|--silent|--max-count)/);
  if (name === "sed") return has(/(?:^|[\d;/}$\s])q\s*\d*;?}?$/);
  return name === "awk" && has(/\bexit\b/);
}

/** What runs this RUN: a shell that knows pipefail, dash on a base that has bash as well, or something unknown. */
function shellOf(stage: Stage, run: Instruction): "knows" | "dash" | "unknown" {
  const words = stage.before(run).shell?.value;
  const name = words?.[0]?.slice(words[0].lastIndexOf("/") + 1);
  if (name === "bash" || name === "zsh" || name === "ksh") return "knows";
  if (name !== undefined && name !== "sh" && name !== "ash") return "unknown";
  const root = stage.chain.at(-1)?.base;
  const reference = root?.kind === "image" ? parseReference(root.name) : undefined;
  const shell = reference && defaultShell(reference);
  if (shell === "dash") return "dash";
  return shell === "bash" || shell === "busybox" ? "knows" : "unknown";
}

function inRuns({ source }: Dockerfile, piped: readonly Piped[]): Fix {
  const edits = piped.map(({ step: { run } }) => {
    const heredoc = loneHeredoc(run);
    if (heredoc) return insertFirstLine(source, heredoc, "set -o pipefail");
    return insertAt(run.body.toSource(0), "set -o pipefail && ");
  });
  return { title: "Set pipefail in the RUN", safety: "unsafe", edits };
}

function byShell(dockerfile: Dockerfile, stage: Stage, piped: readonly Piped[]): Pick<Problem, "fixes" | "refusal"> {
  const first = piped[0] && firstOfRow(stage, piped[0].step.run);
  if (!first) return {};
  // dash turns \n in echo into a line end, bash does not: what later RUNs write would change.
  const later = runSteps(dockerfile).filter(
    (step) => step.stage.chain.includes(stage) && !(step.stage === stage && step.run.index < first.index),
  );
  const speaksDash = later.some(({ list }) =>
    list.commands.some(({ name, args }) => name === "echo" && args.some(({ raw }) => raw.includes("\\"))),
  );
  if (speaksDash)
    return {
      refusal: "echo with a backslash writes something else under bash: use printf there, then set pipefail by SHELL.",
    };
  const edits = [insertAboveComments(dockerfile.tree, first, 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]')];
  return { fixes: [{ title: "Run the stage's commands by bash with pipefail", safety: "unsafe", edits }] };
}

/** The first of the RUNs that stand in a row, so that SHELL does not part them. */
function firstOfRow({ instructions }: Stage, run: Instruction): Instruction {
  let at = instructions.indexOf(run);
  while (instructions[at - 1]?.name === "run") at -= 1;
  return instructions[at] ?? run;
}

/** Above the comments that belong to the instruction: they may hold ignore marks for it. */
function insertAboveComments(tree: DockerfileTree, instruction: Instruction, line: string): Edit {
  let at = tree.nodes.indexOf(instruction);
  while (tree.nodes[at - 1]?.kind === "comment") at -= 1;
  const start = tree.nodes[at]?.lines[0]?.start ?? instruction.span.start;
  return insertAt(start, line + lineEndOf(tree.source.text));
}
