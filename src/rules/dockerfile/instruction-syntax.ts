/**
 * Arguments BuildKit refuses, instruction by instruction. A parsed instruction comes in, problems go out; what the
 * parser has refused already (`tree.errors`) is not said twice, and what has a rule of its own (port ranges, ONBUILD
 * triggers that are not allowed) is left to it. Reference: BuildKit frontend/dockerfile/instructions/parse.go.
 */
import type { Instruction, Word } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Span } from "../../text/source.ts";
import { healthcheckProblems } from "./healthcheck-syntax.ts";

/** What is wrong with the arguments of one instruction. */
export function* argumentProblems(instruction: Instruction): Generator<Problem> {
  const check = checks[instruction.name];
  if (check) yield* check(instruction);
}

type Check = (instruction: Instruction) => Iterable<Problem>;

const checks: Readonly<Record<string, Check>> = {
  from: fromArguments,
  copy: copyArguments,
  add: copyArguments,
  run: runArguments,
  env: pairArguments,
  label: pairArguments,
  arg: pairArguments,
  user: oneArgument,
  workdir: oneArgument,
  maintainer: oneArgument,
  stopsignal: oneArgument,
  expose: someArguments,
  volume: volumeArguments,
  shell: shellArguments,
  onbuild: onbuildArguments,
  healthcheck: healthcheckProblems,
};

function* fromArguments({ args, keyword }: Instruction): Generator<Problem> {
  const [image, as, name, extra] = args;
  if (!image) yield { at: keyword.span, message: "FROM names no image." };
  else if (args.length === 1) return;
  else if (as?.text.toLowerCase() === "as" && name && !extra) yield* stageName(name);
  else {
    const comment = args.find((word) => word.text.startsWith("#"));
    const at = comment ?? (as?.text.toLowerCase() === "as" && !name ? as : (extra ?? as ?? image));
    const hint = comment
      ? ": a # in the middle of a line starts no comment."
      : as?.text.toLowerCase() === "as" && !name
        ? ": the name after AS is missing."
        : ".";
    yield { at: at.span, message: `FROM takes one image, or an image, AS and a name${hint}` };
  }
}

function* stageName(name: Word): Generator<Problem> {
  if (/^[a-z][a-z0-9\-_.]*$/i.test(name.text)) return;
  const message = `${name.text} cannot name a stage: a letter comes first, then letters, digits, "-", "_" or ".".`;
  yield { at: name.span, message };
}

function* copyArguments(instruction: Instruction): Generator<Problem> {
  const { args, heredocs, keyword } = instruction;
  const target = args.at(-1);
  const name = keyword.text.toUpperCase();
  if (!target) yield { at: keyword.span, message: `${name} names no source and no target.` };
  else if (args.length === 1) yield { at: target.span, message: `${name} has a source but no target.` };
  else if (heredocs.some((heredoc) => heredoc.at.start === target.span.start))
    yield { at: target.span, message: `The target of ${name} cannot be a heredoc.` };
}

function* runArguments({ args, heredocs, keyword }: Instruction): Generator<Problem> {
  if (args.length > 0 || heredocs.length > 0) return;
  yield { at: keyword.span, message: "RUN has no command.", severity: "medium" };
}

function* pairArguments({ name, pairs, body, keyword }: Instruction): Generator<Problem> {
  const upper = name.toUpperCase();
  if (body.text === "") yield { at: keyword.span, message: `${upper} names nothing to set.` };
  for (const { key, span } of pairs) {
    if (key.text !== "") continue;
    const message = `${upper} has an equals sign without a name before it: write NAME=value, without blanks.`;
    yield { at: span, message };
  }
}

function* oneArgument({ name, body, keyword }: Instruction): Generator<Problem> {
  if (body.text === "") yield { at: keyword.span, message: `${name.toUpperCase()} needs an argument.` };
}

function* someArguments({ name, args, keyword }: Instruction): Generator<Problem> {
  if (args.length === 0) yield { at: keyword.span, message: `${name.toUpperCase()} needs at least one argument.` };
}

function* volumeArguments(instruction: Instruction): Generator<Problem> {
  yield* someArguments(instruction);
  for (const word of instruction.args)
    if (word.text.trim() === "") yield { at: word.span, message: "A VOLUME cannot be an empty text." };
}

function* shellArguments({ args, form, body, keyword }: Instruction): Generator<Problem> {
  if (form !== "json" && body.text !== "") {
    const at: Span = args[0]?.span ?? keyword.span;
    yield { at, message: 'SHELL takes the JSON form only: SHELL ["/bin/sh", "-c"].' };
  } else if (args.length === 0) yield { at: keyword.span, message: "SHELL names no shell." };
}

function* onbuildArguments({ body, keyword }: Instruction): Generator<Problem> {
  if (body.text === "") yield { at: keyword.span, message: "ONBUILD needs an instruction to keep for later." };
}
