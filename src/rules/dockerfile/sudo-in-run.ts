import type { Command } from "../../dockerfile/command.ts";
import { commandsOf } from "../../dockerfile/commands.ts";
import type { Stage } from "../../dockerfile/dockerfile.ts";
import { replaceSpan } from "../../dockerfile/edits.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Edit } from "../../text/edit.ts";
import type { Source } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { isRootAt } from "./parts/runtime-user.ts";

export const sudoInRun: Rule<"dockerfile"> = {
  id: "sudo-in-run",
  title: "RUN uses sudo",
  habit: "user",
  severity: "low",
  confidence: "high",
  severityReason:
    "Low: sudo does nothing when the build is root already. Medium where the stage runs as another user: then that user becomes root without a password, in the shipped image too.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "hadolint/DL3004",
    "trivy/DS-0010",
    "dockle/DKL-DI-0001",
    "kics/Run Using Sudo",
    "checkov/CKV2_DOCKER_1",
    "semgrep/no-sudo-in-dockerfile",
  ],
  scope:
    "sudo in front of a command of a RUN, once a RUN, in every stage the build uses. Installing sudo, sudo -u to become somebody else, and sudo in a start script are not looked at.",
  why: "A user who can build with sudo can become root in the running container with the same rule, so the non-root USER protects nothing.",
  remedy: "Put RUNs that need root above USER, or between USER root and the final USER, and leave sudo out.",
  whenToIgnore: "The image is a place to work in, where people are meant to become root.",
  fix: "unsafe",
  bad: [{ title: "sudo as root", dockerfile: "FROM debian:13.6-slim\nRUN sudo mkdir /data\nUSER 10001\n" }],
  good: [
    { title: "without it", dockerfile: "FROM debian:13.6-slim\nRUN mkdir /data\nUSER 10001\n" },
    { title: "a word like any other", dockerfile: "FROM debian:13.6-slim\nRUN echo sudo\nUSER 10001\n" },
  ],
  *check({ dockerfile }) {
    if (!dockerfile.source.text.includes("sudo")) return;
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      for (const instruction of stage.instructions) {
        const run = instruction.trigger ?? instruction;
        if (run.name !== "run") continue;
        const commands = commandsOf(stage, run).commands.filter((command) => usesSudo(dockerfile.source, command));
        if (commands.length > 0) yield problem(dockerfile.source, stage, instruction, commands);
      }
    }
  },
};

/** `sudo -u app` is no way up but a way down, as gosu. */
function usesSudo({ text }: Source, { name, wrappers, span }: Command): boolean {
  if (name !== "sudo" && !wrappers.includes("sudo")) return false;
  const from = text.indexOf("sudo", span.start);
  return !/^sudo(?:\s+-[A-Za-z]+)*\s+(?:-[A-Za-z]*u|--user)\b/.test(text.slice(from, Math.min(span.end, from + 120)));
}

function problem(source: Source, stage: Stage, instruction: Instruction, commands: readonly Command[]): Problem {
  const root = instruction.trigger ? undefined : isRootAt(stage, instruction);
  const span = commands[0]?.span ?? instruction.span;
  const at = source.text.startsWith("sudo", span.start) ? { start: span.start, end: span.start + 4 } : span;
  const times = commands.length === 1 ? "sudo" : `sudo (${commands.length} times in this RUN)`;
  if (root === true) {
    const edits = commands.map((command) => withoutSudo(source, command));
    const message = `The build is root here, so ${times} does nothing.`;
    if (edits.some((edit) => edit === undefined))
      return {
        at,
        message,
        refusal: "One of them has options or stands inside quotes, where it cannot simply be left out.",
      };
    return {
      at,
      message,
      fixes: [{ title: "Leave sudo out", safety: "unsafe", edits: unique(edits.filter((edit) => edit !== undefined)) }],
    };
  }
  const refusal = "Whether the stage is root here is not known.";
  if (root === undefined) return { at, message: `RUN uses ${times}.`, refusal };
  const user = stage.before(instruction).user?.by.body.text ?? "the base image's user";
  return {
    at,
    message: `RUN uses ${times} as ${user}, who can thus become root without a password.`,
    severity: "medium",
    refusal: "The RUN has to move above the USER, or between USER root and the USER again.",
  };
}

/** `sudo`, with `-E`, `-H` or `-n`, which change nothing for root. The environment it would clear is kept: hence unsafe. */
function withoutSudo(source: Source, { editable, span, words, wrappers }: Command): Edit | undefined {
  const program = words[0]?.span;
  if (!editable || !program || wrappers[0] !== "sudo") return undefined;
  const before = source.text.slice(span.start, program.start);
  const plain = /^sudo(?:[ \t]+-[EHn]+){0,3}[ \t]+$/.test(before);
  return plain ? replaceSpan({ start: span.start, end: program.start }, "") : undefined;
}

/** `sudo sh -c '…'` is seen once for each command inside. */
function unique(edits: readonly Edit[]): Edit[] {
  return [...new Map(edits.map((edit) => [edit.start, edit])).values()];
}
