import { isBuildSpace, type JsonForm, parseArgPairs, parseJsonForm, parsePairs, splitOnSpace } from "./arguments.ts";
import { parseFlags } from "./flags.ts";
import { mapSpan, sliceMapped } from "./mapped-text.ts";
import { endOfText, isSpaceCode, skipSpace } from "./space.ts";
import type { Heredoc, Instruction, MappedText, Pair, SyntaxProblem, Word } from "./tree.ts";

/** How each instruction's arguments are read. Anything not listed keeps its arguments as one text. */
type Shape = "words" | "json-or-words" | "json-or-text" | "pairs" | "args" | "health";
const argumentShapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ["from", "words"],
  ["expose", "words"],
  ["add", "json-or-words"],
  ["copy", "json-or-words"],
  ["volume", "json-or-words"],
  ["run", "json-or-text"],
  ["cmd", "json-or-text"],
  ["entrypoint", "json-or-text"],
  ["shell", "json-or-text"],
  ["env", "pairs"],
  ["label", "pairs"],
  ["arg", "args"],
  ["healthcheck", "health"],
]);

const noPairs: readonly Pair[] = [];
const noWords: readonly Word[] = [];

/** The parsed line of an instruction, without the physical lines and heredoc bodies around it. */
export type InstructionHead = Pick<
  Instruction,
  "name" | "keyword" | "flags" | "body" | "form" | "args" | "pairs" | "trigger"
>;

interface Arguments {
  readonly form: "json" | "text";
  readonly args: readonly Word[];
  readonly pairs: readonly Pair[];
  readonly error?: string | undefined;
}

/** Reads one joined line. `report` gets what BuildKit would refuse. */
export function parseInstructionLine(
  line: MappedText,
  escapeToken: string,
  report: (problem: SyntaxProblem) => void,
  nested = false,
): InstructionHead {
  const { text } = line;
  const start = skipSpace(text);
  const keywordEnd = endOfKeyword(text, start);
  const keyword: Word = { text: text.slice(start, keywordEnd), span: mapSpan(line, start, keywordEnd) };
  const name = keyword.text.toLowerCase();
  const { flags, rest } = parseFlags(line, keywordEnd);
  const end = Math.max(rest, endOfText(text));
  const body = sliceMapped(line, rest, end);
  const read = readArguments(name, body, escapeToken);
  if (read.error !== undefined) report({ at: bodyOrKeyword(body, keyword), message: read.error });
  return {
    name,
    keyword,
    flags,
    body,
    form: read.form,
    args: read.args,
    pairs: read.pairs,
    // ONBUILD inside ONBUILD is refused by the build, so one level is all there is to read.
    trigger: name === "onbuild" && !nested && body.text !== "" ? triggerOf(body, escapeToken, report) : undefined,
  };
}

/** A trigger has no lines of its own; see completeTrigger for what it shares with the ONBUILD around it. */
function triggerOf(body: MappedText, escapeToken: string, report: (problem: SyntaxProblem) => void): Instruction {
  const head = parseInstructionLine(body, escapeToken, report, true);
  const span = mapSpan(body, 0, body.text.length);
  return { ...head, kind: "instruction", index: -1, span, lines: [], heredocs: [], blankContinuation: false };
}

function readArguments(name: string, body: MappedText, escapeToken: string): Arguments {
  switch (argumentShapes.get(name)) {
    case "words":
      return { form: "text", args: splitOnSpace(body), pairs: noPairs };
    case "json-or-words":
      return fromJson(parseJsonForm(body), body, splitOnSpace);
    case "json-or-text":
      return fromJson(parseJsonForm(body), body, wholeText);
    case "pairs": {
      const { pairs, error } = parsePairs(body, escapeToken, name.toUpperCase());
      return { form: "text", args: noWords, pairs, error };
    }
    case "args":
      return { form: "text", args: noWords, pairs: parseArgPairs(body, escapeToken) };
    case "health":
      return healthArguments(body);
    default:
      return { form: "text", args: wholeText(body), pairs: noPairs };
  }
}

function fromJson(json: JsonForm, body: MappedText, otherwise: (body: MappedText) => readonly Word[]): Arguments {
  if (json.kind === "array") return { form: "json", args: json.words, pairs: noPairs };
  const error = json.kind === "not-strings" ? "the JSON form takes strings only" : undefined;
  return { form: "text", args: otherwise(body), pairs: noPairs, error };
}

function wholeText(body: MappedText): readonly Word[] {
  return body.text === "" ? noWords : [{ text: body.text, span: mapSpan(body, 0, body.text.length) }];
}

/** HEALTHCHECK: its type, then what a CMD takes. */
function healthArguments(body: MappedText): Arguments {
  if (body.text === "") return { form: "text", args: noWords, pairs: noPairs };
  let end = 0;
  while (end < body.text.length && !isSpaceCode(body.text.charCodeAt(end))) end += 1;
  const type = body.text.slice(0, end);
  const command = sliceMapped(body, skipSpace(body.text, end), body.text.length);
  const read = fromJson(parseJsonForm(command), command, wholeText);
  return { ...read, args: [{ text: type, span: mapSpan(body, 0, type.length) }, ...read.args] };
}

function endOfKeyword(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isBuildSpace(text.charCodeAt(at))) at += 1;
  return at;
}

function bodyOrKeyword(body: MappedText, keyword: Word) {
  return body.text === "" ? keyword.span : mapSpan(body, 0, body.text.length);
}

const heredocInstructions: ReadonlySet<string> = new Set(["add", "copy", "run"]);

/** ADD, COPY and RUN take heredocs, also behind ONBUILD, but not in JSON form. */
export function canHoldHeredocs(head: InstructionHead): boolean {
  const holder = head.trigger ?? head;
  return heredocInstructions.has(holder.name) && holder.form !== "json";
}

/** ONBUILD's trigger with what it shares with the instruction around it. */
export function completeTrigger(
  trigger: Instruction | undefined,
  index: number,
  heredocs: readonly Heredoc[],
): Instruction | undefined {
  return trigger && { ...trigger, index, heredocs };
}
