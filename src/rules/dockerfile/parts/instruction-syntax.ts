/**
 * Arguments BuildKit refuses, instruction by instruction. A parsed instruction comes in, problems go out; what the
 * parser has refused already (`tree.errors`) is not said twice, and what has a rule of its own (port ranges, ONBUILD
 * triggers that are not allowed) is left to it. Reference: BuildKit frontend/dockerfile/instructions/parse.go.
 */
import type { Instruction, Word } from "../../../dockerfile/tree.ts";
import type { Problem } from "../../../finding/finding.ts";
import type { Span } from "../../../text/source.ts";
import { healthcheckProblems } from "./healthcheck-syntax.ts";

/** What is wrong with the arguments of one instruction. */
export function argumentProblems(instruction: Instruction): readonly Problem[] {
  return checks[instruction.name]?.(instruction) ?? none;
}

/** Plain functions that share one empty list: nearly every instruction is sound, and a generator each would cost more. */
type Check = (instruction: Instruction) => readonly Problem[];

const none: readonly Problem[] = [];

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
  healthcheck: (instruction) => [...healthcheckProblems(instruction)],
};

function fromArguments({ args, keyword }: Instruction): readonly Problem[] {
  if (args.length === 1) return none;
  const [image, as, name, extra] = args;
  if (!image) return [{ at: keyword.span, message: "FROM names no image." }];
  const isAs = as?.text.toLowerCase() === "as";
  if (isAs && name && !extra) return stageName(name);
  const comment = args.find((word) => word.text.startsWith("#"));
  const at = comment ?? (isAs && !name ? as : (extra ?? as ?? image));
  const hint = comment
    ? ": a # in the middle of a line starts no comment."
    : isAs && !name
      ? ": the name after AS is missing."
      : ".";
  return [{ at: at.span, message: `FROM takes one image, or an image, AS and a name${hint}` }];
}

function stageName(name: Word): readonly Problem[] {
  if (/^[a-z][a-z0-9\-_.]*$/i.test(name.text)) return none;
  const message = `${name.text} cannot name a stage: a letter comes first, then letters, digits, "-", "_" or ".".`;
  return [{ at: name.span, message }];
}

function copyArguments({ args, heredocs, keyword }: Instruction): readonly Problem[] {
  const target = args[args.length - 1];
  if (!target) return [{ at: keyword.span, message: `${keyword.text.toUpperCase()} names no source and no target.` }];
  if (args.length === 1)
    return [{ at: target.span, message: `${keyword.text.toUpperCase()} has a source but no target.` }];
  if (!heredocs.some((heredoc) => heredoc.at.start === target.span.start)) return none;
  return [{ at: target.span, message: `The target of ${keyword.text.toUpperCase()} cannot be a heredoc.` }];
}

function runArguments({ args, heredocs, keyword }: Instruction): readonly Problem[] {
  if (args.length > 0 || heredocs.length > 0) return none;
  return [{ at: keyword.span, message: "RUN has no command.", severity: "medium" }];
}

function pairArguments({ name, pairs, body, keyword }: Instruction): readonly Problem[] {
  if (body.text !== "" && pairs.every(({ key }) => key.text !== "")) return none;
  const upper = name.toUpperCase();
  const nameless = pairs.filter(({ key }) => key.text === "");
  const message = `${upper} has an equals sign without a name before it: write NAME=value, without blanks.`;
  return [
    ...(body.text === "" ? [{ at: keyword.span, message: `${upper} names nothing to set.` }] : []),
    ...nameless.map(({ span }) => ({ at: span, message })),
  ];
}

function oneArgument({ name, body, keyword }: Instruction): readonly Problem[] {
  return body.text === "" ? [{ at: keyword.span, message: `${name.toUpperCase()} needs an argument.` }] : none;
}

function someArguments({ name, args, keyword }: Instruction): readonly Problem[] {
  return args.length === 0
    ? [{ at: keyword.span, message: `${name.toUpperCase()} needs at least one argument.` }]
    : none;
}

function volumeArguments(instruction: Instruction): readonly Problem[] {
  const empty = instruction.args.filter((word) => word.text.trim() === "");
  return [
    ...someArguments(instruction),
    ...empty.map((word) => ({ at: word.span, message: "A VOLUME cannot be an empty text." })),
  ];
}

function shellArguments({ args, form, body, keyword }: Instruction): readonly Problem[] {
  if (form !== "json" && body.text !== "") {
    const at: Span = args[0]?.span ?? keyword.span;
    return [{ at, message: 'SHELL takes the JSON form only: SHELL ["/bin/sh", "-c"].' }];
  }
  return args.length === 0 ? [{ at: keyword.span, message: "SHELL names no shell." }] : none;
}

function onbuildArguments({ body, keyword }: Instruction): readonly Problem[] {
  if (body.text !== "") return none;
  return [{ at: keyword.span, message: "ONBUILD needs an instruction to keep for later." }];
}
