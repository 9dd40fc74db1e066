/**
 * Takes secret variables out of a file. Declarations (pairs of ENV and ARG) go in; out come the edits that remove them
 * and give every RUN that reads one a secret mount instead. Refuses, with the reason, where the build itself needs the
 * value: in FROM, in another instruction's words, in a trigger, in a script it cannot read.
 */

import { toolName } from "../../../dockerfile/command-queries.ts";
import { commandsOf } from "../../../dockerfile/commands.ts";
import type { Dockerfile, Stage } from "../../../dockerfile/dockerfile.ts";
import { removeInstruction } from "../../../dockerfile/edits.ts";
import type { Instruction, Pair } from "../../../dockerfile/tree.ts";
import type { Edit } from "../../../text/edit.ts";
import type { Span } from "../../../text/source.ts";
import { lineOf } from "./line-of.ts";
import { mountVariables } from "./secret-mounts.ts";
import { expands, instructionMentions, variablesIn } from "./variable-mentions.ts";

/** A pair to remove, with the instruction it stands in. */
export interface Declaration {
  readonly instruction: Instruction;
  readonly pair: Pair;
}

export type Lifted =
  /** `mounted`: the names that became secrets of the build. */
  { readonly edits: readonly Edit[]; readonly mounted: readonly string[] } | { readonly refusal: string };

/** Tools that read a variable nobody writes on their command line. */
const readers: readonly (readonly [name: RegExp, tools: RegExp])[] = [
  [/^(?:NPM|NODE_AUTH|YARN_NPM_AUTH|GH_NPM|NPM_AUTH)_?TOKEN$/i, /^(?:npm|npx|pnpm|yarn|corepack|bun)$/],
  [/^COMPOSER_AUTH/i, /^composer$/],
  [/^BUNDLE_/i, /^bundle$/],
  [/^CARGO_REGISTR/i, /^cargo$/],
  [/^POETRY_/i, /^poetry$/],
  [/^UV_/i, /^uv$/],
  [/^PIP_/i, /^pip$/],
  [/^(?:HF|HUGGING_?FACE(?:_HUB)?)_TOKEN$/i, /^(?:python|hf|huggingface-cli)$/],
  [/^AWS_/i, /^(?:aws|s5cmd)$/],
];

/** Removes declarations of variables that are in force where `declarations` put them. */
export function liftSecrets(dockerfile: Dockerfile, declarations: readonly Declaration[]): Lifted {
  const gone = new Set(declarations.map(({ pair }) => pair));
  const needs = new Map<Instruction, { readonly stage: Stage; readonly names: Set<string> }>();
  for (const name of new Set(declarations.map(({ pair }) => pair.key.text))) {
    for (const { stage, instruction } of usersOf(dockerfile, declarations, name)) {
      const why = whyNeeded(dockerfile, instruction, name, gone);
      if (why) return { refusal: why };
      if (instruction.name !== "run" || !reads(stage, instruction, name)) continue;
      const known = needs.get(instruction);
      if (known) known.names.add(name);
      else needs.set(instruction, { stage, names: new Set([name]) });
    }
  }
  const removals = removeDeclarations(dockerfile, declarations);
  if (!removals) return { refusal: "A comment stands between the pairs and would be lost." };
  const edits = [...removals];
  for (const [run, { stage, names }] of needs) {
    const mounted = mountVariables(dockerfile, stage, run, [...names]);
    if ("refusal" in mounted) return mounted;
    edits.push(...mounted.edits);
  }
  return { edits, mounted: [...new Set([...needs.values()].flatMap(({ names }) => [...names]))] };
}

/** Every instruction at which the name still stands for one of the declarations. */
function* usersOf(
  dockerfile: Dockerfile,
  declarations: readonly Declaration[],
  name: string,
): Iterable<{ readonly stage: Stage; readonly instruction: Instruction }> {
  const by = new Set(declarations.filter(({ pair }) => pair.key.text === name).map(({ instruction }) => instruction));
  for (const stage of dockerfile.stages)
    for (const instruction of stage.instructions) {
      if (!instructionMentions(instruction, name) && instruction.name !== "run") continue;
      const scope = stage.before(instruction);
      const setting = scope.env.get(name) ?? scope.args.get(name);
      if (setting && by.has(setting.by)) yield { stage, instruction };
    }
}

function whyNeeded(
  dockerfile: Dockerfile,
  instruction: Instruction,
  name: string,
  gone: ReadonlySet<Pair>,
): string | undefined {
  const line = lineOf(dockerfile, instruction);
  if (instruction.trigger && instructionMentions(instruction, name))
    return `The trigger on line ${line} uses ${name} in the images built on this one.`;
  const needing = instruction.pairs.some(
    (pair) => !gone.has(pair) && variablesIn(pair.value?.text ?? "").includes(name),
  );
  if (instruction.pairs.length > 0 ? needing : expands(instruction, name))
    return `The ${instruction.name.toUpperCase()} on line ${line} needs the value of ${name} when the image is built.`;
  return undefined;
}

function reads(stage: Stage, run: Instruction, name: string): boolean {
  if (instructionMentions(run, name)) return true;
  const tools = readers.find(([pattern]) => pattern.test(name))?.[1];
  return tools !== undefined && commandsOf(stage, run).commands.some((command) => tools.test(toolName(command)));
}

/** Undefined where a comment would be lost. Pairs of one instruction that all go take the instruction with them. */
function removeDeclarations({ tree }: Dockerfile, declarations: readonly Declaration[]): Edit[] | undefined {
  const edits: Edit[] = [];
  for (const instruction of new Set(declarations.map((each) => each.instruction))) {
    const gone = new Set(declarations.filter((each) => each.instruction === instruction).map(({ pair }) => pair));
    const spans = gone.size === instruction.pairs.length ? [instruction.span] : spansOf(instruction, gone);
    const comments = instruction.lines.filter(({ kind }) => kind === "comment");
    if (comments.some(({ start }) => spans.some((span) => start >= span.start && start < span.end))) return undefined;
    if (spans[0] === instruction.span) edits.push(removeInstruction(tree, instruction));
    else edits.push(...spans.map((span) => ({ ...span, text: "" })));
  }
  return edits;
}

/** Neighbours that go together are one span: up to the pair that stays behind them, or from the one before them. */
function spansOf({ pairs }: Instruction, gone: ReadonlySet<Pair>): Span[] {
  const spans: Span[] = [];
  for (let at = 0; at < pairs.length; at++) {
    const first = pairs[at];
    if (!first || !gone.has(first)) continue;
    let last = first;
    for (let next = pairs[at + 1]; next && gone.has(next); next = pairs[++at + 1]) last = next;
    const following = pairs[at + 1];
    const before = pairs[pairs.indexOf(first) - 1];
    spans.push(
      following
        ? { start: first.span.start, end: following.span.start }
        : { start: before?.span.end ?? first.span.start, end: last.span.end },
    );
  }
  return spans;
}
