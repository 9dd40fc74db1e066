import { mapSpan } from "./mapped-text.ts";
import { isSpace } from "./space.ts";
import type { Heredoc, MappedText } from "./tree.ts";
import { expandWords } from "./words.ts";

/** `<<EOF` as it stands on the instruction's line: what to look for in the lines below. */
export type HeredocStart = Pick<Heredoc, "name" | "at" | "expand" | "chomp" | "fd">;

const heredocWord = /^(\d*)<<(-?)\s*([^<]*)$/;

/**
 * The heredocs a line opens, in order. Words are split with `\` as the escape character even under `# escape=`, and a
 * line whose quotes do not close opens none, both as in BuildKit's parser.
 */
export function heredocsOnLine(line: MappedText): HeredocStart[] {
  if (!line.text.includes("<<") || !lexes(line.text)) return [];
  const starts: HeredocStart[] = [];
  for (const { start, end } of splitRawWords(line.text)) {
    const match = heredocWord.exec(line.text.slice(start, end));
    const raw = match?.[3];
    if (!match || !raw) continue;
    const { name, quoted } = unquote(raw);
    if (name === "") continue;
    starts.push({
      name,
      at: mapSpan(line, start, end),
      expand: !quoted,
      chomp: match[2] === "-",
      fd: Number(match[1] || 0),
    });
  }
  return starts;
}

/** A `${…}` that the build's lexer cannot read makes it overlook the whole line. */
function lexes(text: string): boolean {
  return expandWords(text, () => "set").kind !== "error";
}

interface RawWord {
  readonly start: number;
  readonly end: number;
}

/** Words with their quotes and escapes kept; empty when a quote or a brace does not close. */
function splitRawWords(text: string): RawWord[] {
  const words: RawWord[] = [];
  let start = -1;
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? "";
    if (isSpace(character)) {
      if (start >= 0) words.push({ start, end: at });
      start = -1;
      at += 1;
      continue;
    }
    if (start < 0) start = at;
    const next = skipUnit(text, at);
    if (next === undefined) return [];
    at = next;
  }
  if (start >= 0) words.push({ start, end: text.length });
  return words;
}

/** Offset behind the character, quoted string, escape or `${…}` at `at`; undefined when it does not close. */
function skipUnit(text: string, at: number): number | undefined {
  const character = text[at];
  if (character === "\\") return Math.min(at + 2, text.length);
  if (character === "'") {
    const end = text.indexOf("'", at + 1);
    return end === -1 ? undefined : end + 1;
  }
  if (character === '"') {
    for (let index = at + 1; index < text.length; index++) {
      if (text[index] === "\\") index += 1;
      else if (text[index] === '"') return index + 1;
    }
    return undefined;
  }
  if (character === "$" && text[at + 1] === "{") return skipBraces(text, at + 2);
  // Blanks between `<<` and the name belong to the word.
  if (character === "<" && text[at + 1] === "<") return skipBlanks(text, at + 2);
  return at + 1;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && "\t\r ".includes(text[at] ?? "")) at += 1;
  return at;
}

/** Iterative, so that a deep nest of braces costs no stack. */
function skipBraces(text: string, from: number): number | undefined {
  let depth = 1;
  let at = from;
  while (at < text.length) {
    const character = text[at];
    if (character === "}") {
      depth -= 1;
      at += 1;
      if (depth === 0) return at;
    } else if (character === "$" && text[at + 1] === "{") {
      depth += 1;
      at += 2;
    } else if (character === "'" || character === '"' || character === "\\") {
      const next = skipUnit(text, at);
      if (next === undefined) return undefined;
      at = next;
    } else at += 1;
  }
  return undefined;
}

/** The word without its quotes and escapes, and whether it had quotes. */
function unquote(raw: string): { readonly name: string; readonly quoted: boolean } {
  let name = "";
  let quote = "";
  let quoted = false;
  for (let at = 0; at < raw.length; at++) {
    const character = raw[at] ?? "";
    if (character === quote) quote = "";
    else if (quote === "" && (character === "'" || character === '"')) {
      quote = character;
      quoted = true;
    } else {
      if (character === "\\" && quote !== "'") at += 1;
      name += raw[at] ?? "";
    }
  }
  return { name, quoted };
}
