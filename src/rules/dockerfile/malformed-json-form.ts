import { shellKindOf } from "../../dockerfile/commands.ts";
import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import { insertBefore, replaceSpan } from "../../dockerfile/edits.ts";
import type { Instruction, Word } from "../../dockerfile/tree.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { type BrokenArray, readBrokenArray } from "./parts/json-array.ts";

export const malformedJsonForm: Rule<"dockerfile"> = {
  id: "malformed-json-form",
  title: "A JSON array is written wrongly and taken as a shell command",
  habit: "build",
  severity: "high",
  confidence: "high",
  severityReason:
    "High: the build succeeds and the container does not start. Medium for HEALTHCHECK and VOLUME, which fail unseen, and for what makes the build stop.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["kics/Not Using Proper Exec Form"],
  scope:
    "CMD, ENTRYPOINT, HEALTHCHECK CMD, RUN and VOLUME with a list that is no valid JSON array of strings: single or curly quotes, no quotes, a missing or spare comma or bracket, text behind the bracket. Shell tests such as [ -f file ] are left alone.",
  why: "Docker then takes the whole line as a shell command, and the shell looks for a program named after the bracket and stops.",
  remedy: "Write a JSON array: double quotes around every word, commas between them.",
  whenToIgnore: "Never: the line does not do what it says.",
  fix: "unsafe",
  bad: [
    { title: "single quotes", dockerfile: "FROM node:24.19-trixie-slim\nUSER 1000\nCMD ['node', 'server.js']\n" },
    { title: "no quotes", dockerfile: "FROM node:24.19-trixie-slim\nUSER 1000\nCMD [node, server.js]\n" },
    {
      title: "a missing comma",
      dockerfile: 'FROM node:24.19-trixie-slim\nUSER 1000\nENTRYPOINT ["node" "server.js"]\n',
    },
  ],
  good: [
    { title: "valid JSON", dockerfile: 'FROM node:24.19-trixie-slim\nUSER 1000\nCMD ["node", "server.js"]\n' },
    { title: "a shell test", dockerfile: "FROM node:24.19-trixie-slim\nRUN [ -d /home/node ]\nUSER 1000\n" },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      for (const instruction of stage.instructions) {
        const list = listOf(instruction.trigger ?? instruction);
        const array = list && readBrokenArray(list.text);
        if (list && array && !isPowerShell(stage, instruction))
          yield problem(dockerfile, stage, instruction, list, array);
      }
    }
  },
};

/** There, a line may well begin with `[Net.ServicePointManager]::`. A volume is never run. */
function isPowerShell(stage: Stage, instruction: Instruction): boolean {
  const kind = shellKindOf(stage, instruction);
  return kind !== "posix" && kind !== "cmd" && (instruction.trigger ?? instruction).name !== "volume";
}

const takesArray: ReadonlySet<string> = new Set(["cmd", "entrypoint", "run", "healthcheck", "volume"]);

/** The text that stands where an array could, when it looks like one. */
function listOf(instruction: Instruction): Word | undefined {
  if (!takesArray.has(instruction.name) || instruction.form === "json" || instruction.heredocs.length > 0)
    return undefined;
  const { body, args } = instruction;
  if (instruction.name === "healthcheck") return args[0]?.text.toLowerCase() === "cmd" ? asList(args[1]) : undefined;
  const span = { start: args[0]?.span.start ?? 0, end: args.at(-1)?.span.end ?? 0 };
  return asList({ text: body.text, span });
}

function asList(word: Word | undefined): Word | undefined {
  return word && /^["'[\u2018\u2019\u201c\u201d\u201e]/.test(word.text) ? word : undefined;
}

function problem(
  dockerfile: Dockerfile,
  stage: Stage,
  instruction: Instruction,
  list: Word,
  array: BrokenArray,
): Problem {
  const { name } = instruction.trigger ?? instruction;
  const message = `This ${name.toUpperCase()} is no JSON array (${array.faults.join(", ")}): ${effects[name] ?? "it fails"}.`;
  const found = {
    at: list.span,
    message,
    severity: name === "cmd" || name === "entrypoint" ? "high" : "medium",
  } as const;
  const refusal = whyNot(stage, instruction, array);
  return refusal === undefined
    ? { ...found, fixes: [rewrite(dockerfile, instruction, list, array)] }
    : { ...found, refusal };
}

const effects: Readonly<Record<string, string>> = {
  cmd: "a shell runs it, and the container does not start",
  entrypoint: "a shell runs it, and the container does not start",
  healthcheck: "a shell runs it, and the container never becomes healthy",
  run: "a shell runs it, and the build stops",
  volume: "the brackets and quotes become part of the volume's path",
};

function whyNot(stage: Stage, instruction: Instruction, { certain }: BrokenArray): string | undefined {
  if (instruction.trigger) return "It stands in an ONBUILD.";
  if (!certain) return "It cannot be told for sure which words are meant.";
  if (shellKindOf(stage, instruction) !== "posix") return "The stage does not run a POSIX shell.";
  return instruction.lines.some((line) => line.kind === "comment")
    ? "Comments between its lines would be lost."
    : undefined;
}

/** Unsafe: what did not start will start. */
function rewrite(dockerfile: Dockerfile, instruction: Instruction, list: Word, array: BrokenArray): Fix {
  const text = `[${array.items.map((item) => JSON.stringify(item)).join(", ")}]`;
  const edits = [replaceSpan(list.span, text)];
  if (array.comment !== undefined) edits.push(insertBefore(dockerfile.tree, instruction, array.comment));
  return { title: `Write it as ${text}`, safety: "unsafe", edits };
}
