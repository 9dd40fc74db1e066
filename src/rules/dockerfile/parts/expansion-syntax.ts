import type { Stage } from "../../../dockerfile/dockerfile.ts";
import type { Instruction, Word } from "../../../dockerfile/tree.ts";
import { expandWords } from "../../../dockerfile/words.ts";
import type { Problem } from "../../../finding/finding.ts";
import { isSignal } from "./signals.ts";

const expanded: ReadonlySet<string> = new Set([
  ...["add", "arg", "copy", "env", "expose", "label", "stopsignal", "user", "volume", "workdir"],
]);

/** Asked first: most instructions hold nothing that is expanded. Ports and signals are looked at in any case. */
export function isExpanded({ name, body }: Instruction): boolean {
  if (!expanded.has(name)) return false;
  return name === "expose" || name === "stopsignal" || marks.test(body.text);
}

const marks = /['"$\\`]/;
/** Variables without operators, quotes around the whole: nothing there can fail. Most values that hold a mark are such. */
const plain = /^(?:(?:[^'"$\\`]|\$[A-Za-z_]|\$\{[A-Za-z_]\w*\})*|"(?:[^'"$\\`]|\$[A-Za-z_]|\$\{[A-Za-z_]\w*\})*")$/;

/** What BuildKit refuses when it expands an instruction's words, or looks at the result: quotes, `${…}`, ports, signals. */
export function* expansionProblems(
  stage: Stage,
  instruction: Instruction,
  escapeToken: "\\" | "`",
): Generator<Problem> {
  let isSound = true;
  for (const word of wordsOf(instruction)) {
    if (!marks.test(word.text) || plain.test(word.text)) continue;
    const result = expandWords(word.text, () => "x", escapeToken);
    // The depth limit is ours, not the builder's.
    if (result.kind !== "error" || result.message.startsWith("substitutions are nested")) continue;
    isSound = false;
    yield { at: word.span, message: `${instruction.keyword.text.toUpperCase()} cannot be read: ${result.message}.` };
  }
  if (!isSound) return;
  if (instruction.name === "stopsignal") yield* signalProblem(stage, instruction);
  if (instruction.name === "expose") yield* portProblems(stage, instruction);
}

function wordsOf({ pairs, args }: Instruction): readonly Word[] {
  return pairs.length > 0 ? pairs.flatMap(({ key, value }) => (value ? [key, value] : [key])) : args;
}

function* signalProblem(stage: Stage, instruction: Instruction): Generator<Problem> {
  const [word] = instruction.args;
  const value = word && stage.expand(instruction, word.text);
  if (!word || !value?.known || isSignal(value.text)) return;
  yield {
    at: word.span,
    message: `${value.text || "An empty text"} is no signal: write SIGTERM, SIGINT, … or a number.`,
  };
}

function* portProblems(stage: Stage, instruction: Instruction): Generator<Problem> {
  for (const word of instruction.args) {
    const value = stage.expand(instruction, word.text);
    if (!value.known) continue;
    const bad = value.text.split(/\s+/).find((port) => port !== "" && !isPort(port));
    if (bad === undefined) continue;
    const hint = bad.startsWith("#") ? ": a # in the middle of a line starts no comment." : ".";
    yield { at: word.span, message: `EXPOSE takes ports such as 8080 or 53/udp, not ${bad}${hint}` };
    return;
  }
}

/** The container's side only: what stands before it, and how large the number is, are other rules' business. */
function isPort(text: string): boolean {
  const own = text.slice(text.lastIndexOf(":") + 1);
  const match = /^(\d+)(?:-(\d+))?(?:\/(?:tcp|udp|sctp)?)?$/i.exec(own);
  return match !== null && (match[2] === undefined || Number(match[1]) <= Number(match[2]));
}
