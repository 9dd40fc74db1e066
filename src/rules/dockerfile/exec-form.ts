import type { Command } from "../../dockerfile/command.ts";
import { commandsOf, shellKindOf } from "../../dockerfile/commands.ts";
import type { Scope, Setting, Stage } from "../../dockerfile/dockerfile.ts";
import { replaceSpan } from "../../dockerfile/edits.ts";
import type { Instruction, Word } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { readBrokenArray } from "./parts/json-array.ts";
import { readPlainWords } from "./parts/plain-words.ts";

export const execForm: Rule<"dockerfile"> = {
  id: "exec-form",
  title: "The container's program is started through a shell",
  habit: "build",
  severity: "low",
  confidence: "high",
  severityReason:
    "Low: the program runs, but may be killed instead of stopped. Medium where a shell-form ENTRYPOINT throws CMD away.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [
    "hadolint/DL3025",
    "buildkit/JSONArgsRecommended",
    "kics/Not Using JSON In CMD And ENTRYPOINT Arguments",
    "semgrep/prefer-json-notation",
  ],
  scope:
    "The CMD and ENTRYPOINT that the final image has, when they are no JSON array; a HEALTHCHECK likewise when it is one plain command. Left alone: commands that end in exec, stages with a SHELL of their own, Windows, and broken arrays, which are malformed-json-form's.",
  why: "docker stop signals the shell, which may not pass it on: your program is killed ten seconds later in the middle of its work, and its clean-up code never runs.",
  remedy: 'Write a JSON array, as in CMD ["node", "server.js"], or put exec before the last command.',
  whenToIgnore: "The program starts and ends within seconds, or handles no signals anyway.",
  fix: "unsafe",
  bad: [
    {
      title: "a server that never hears of the stop",
      dockerfile: "FROM node:24.19-trixie-slim\nWORKDIR /app\nUSER 1000\nCMD node server.js\n",
    },
    {
      title: "an ENTRYPOINT that needs a shell",
      dockerfile: "FROM node:24.19-trixie-slim\nWORKDIR /app\nUSER 1000\nENTRYPOINT node $SCRIPT\n",
    },
  ],
  good: [
    {
      title: "a JSON array",
      dockerfile: 'FROM node:24.19-trixie-slim\nWORKDIR /app\nUSER 1000\nCMD ["node", "server.js"]\n',
    },
    {
      title: "the shell steps aside",
      dockerfile: "FROM node:24.19-trixie-slim\nWORKDIR /app\nUSER 1000\nCMD exec node $SCRIPT\n",
    },
  ],
  *check({ dockerfile: { target } }) {
    if (!target) return;
    const { end } = target;
    const { entrypoint, cmd, healthcheck } = end;
    const ignoresCmd = entrypoint !== undefined && entrypoint.value.form === "text";
    for (const setting of [entrypoint, ignoresCmd ? undefined : cmd, healthcheck]) {
      const found = setting && judge(setting, end);
      if (found) yield found;
    }
  },
};

function judge({ value: instruction, stage }: Setting<Instruction>, end: Scope): Problem | undefined {
  // An inherited trigger has no lines of its own; it is not this file's command to change.
  if (instruction.form === "json" || instruction.lines.length === 0 || stage.before(instruction).shell)
    return undefined;
  const script = scriptOf(instruction);
  if (!script || shellKindOf(stage, instruction) !== "posix" || readBrokenArray(script.text)) return undefined;
  if (instruction.name === "healthcheck") {
    if (!readPlainWords(script.text).plain) return undefined;
  } else if (endsInExec(stage, instruction)) return undefined;
  return { at: script.span, ...messageFor(stage, instruction, end), ...fixFor(instruction, script, end) };
}

/** What the shell gets; undefined when it is empty or switches the check off. */
function scriptOf({ name, args, body }: Instruction): Word | undefined {
  const word = name === "healthcheck" ? args[1] : args[0];
  if (!word || body.text === "") return undefined;
  return name === "healthcheck" && args[0]?.text.toLowerCase() !== "cmd" ? undefined : word;
}

function endsInExec(stage: Stage, instruction: Instruction): boolean {
  const last = lastCommand(stage, instruction);
  return last !== undefined && (last.wrappers.includes("exec") || last.name === "exec");
}

/** Commands inside others, as in `x "$(nproc)"`, are passed over. */
function lastCommand(stage: Stage, instruction: Instruction): Command | undefined {
  const { commands } = commandsOf(stage, instruction);
  let last = commands[0];
  for (const command of commands) if (last && command.span.start >= last.span.end) last = command;
  return last;
}

function messageFor(
  stage: Stage,
  instruction: Instruction,
  end: Scope,
): Pick<Problem, "message" | "severity" | "related"> {
  const program = lastCommand(stage, instruction)?.name || "the program";
  const name = instruction.name.toUpperCase();
  if (name === "HEALTHCHECK") return { message: `${name} starts a shell each time only to run ${program}.` };
  const message = `${name} runs ${program} under a shell, which may not pass docker stop on to it.`;
  if (name !== "ENTRYPOINT" || !end.cmd) return { message };
  return {
    message: `ENTRYPOINT runs ${program} under a shell, and CMD is thrown away because of that.`,
    severity: "medium",
    related: [{ at: end.cmd.by.span, message: "This CMD never reaches the program." }],
  };
}

/** Programs that run whatever follows them. */
const launcher =
  /(?:^|\/)(?:tini|tini-static|dumb-init|catatonit|docker-init|s6-envdir|(?:[\w.-]*-)?entrypoint(?:\.sh)?)$/;

/** Unsafe: the program becomes process 1 itself, gets the signals, and a script without a first line #! no longer runs. */
function fixFor(instruction: Instruction, script: Word, end: Scope): Pick<Problem, "fixes" | "refusal"> {
  const read = readPlainWords(script.text);
  if (!read.plain)
    return {
      refusal: `It needs a shell (${read.because}): put exec before the last command, or move it into a script.`,
    };
  const refusal = whyNot(instruction, end);
  if (refusal !== undefined) return { refusal };
  const text = `[${read.words.map((word) => JSON.stringify(word)).join(", ")}]`;
  return { fixes: [{ title: `Write it as ${text}`, safety: "unsafe", edits: [replaceSpan(script.span, text)] }] };
}

function whyNot(instruction: Instruction, end: Scope): string | undefined {
  if (instruction.lines.some((line) => line.kind === "comment")) return "Comments between its lines would be lost.";
  if (instruction.name === "entrypoint" && end.cmd) return "CMD, which is ignored now, would become its arguments.";
  if (instruction.name !== "cmd" || !end.entrypoint) return undefined;
  const program = end.entrypoint.value.args[0]?.text ?? "";
  if (program === "" || launcher.test(program)) return undefined;
  return `The ENTRYPOINT ${program} gets these words as its arguments, and would get others.`;
}
