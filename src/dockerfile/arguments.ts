import { mapSpan } from "./mapped-text.ts";
import { isSpace } from "./space.ts";
import type { MappedText, Pair, Word } from "./tree.ts";

/** Splits at BuildKit's white space (`\t \v \f \r` and blank); no quoting. Used by FROM, COPY, ADD, EXPOSE, VOLUME. */
export function splitOnSpace(body: MappedText): Word[] {
  const words: Word[] = [];
  for (const match of body.text.matchAll(/[^\t\v\f\r ]+/g))
    words.push({ text: match[0], span: mapSpan(body, match.index, match.index + match[0].length) });
  return words;
}

export type JsonForm =
  | { readonly kind: "array"; readonly words: readonly Word[] }
  /** Valid JSON, but not only strings: BuildKit refuses it. */
  | { readonly kind: "not-strings" }
  | { readonly kind: "none" };

/** Reads the JSON form of CMD, RUN, COPY … . Anything that is not a valid JSON array is no JSON form at all. */
export function parseJsonForm(body: MappedText): JsonForm {
  if (!body.text.startsWith("[")) return { kind: "none" };
  const parsed = parseJson(body.text);
  if (!Array.isArray(parsed)) return { kind: "none" };
  if (!parsed.every((item) => typeof item === "string")) return { kind: "not-strings" };
  const spans = jsonStringSpans(body);
  return { kind: "array", words: parsed.map((text, index) => ({ text, span: spans[index] ?? mapSpan(body, 0, 0) })) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: by BuildKit's rule it is then the shell form. Nothing is lost.
    return undefined;
  }
}

/** Spans of the string tokens, quotes included. The text is known to be valid JSON made of strings. */
function jsonStringSpans(body: MappedText) {
  const spans = [];
  const { text } = body;
  for (let at = text.indexOf('"'); at !== -1; ) {
    let end = at + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
    spans.push(mapSpan(body, at, end + 1));
    at = text.indexOf('"', end + 1);
  }
  return spans;
}

interface RawWord {
  /** Quotes and escapes kept; a lone escape at the very end dropped. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Words that may hold quoted blanks: ENV, ARG, LABEL. Quotes and escapes are kept. */
export function splitQuotedWords(body: MappedText, escapeToken: string): RawWord[] {
  const { text } = body;
  const words: RawWord[] = [];
  let start = -1;
  let quote = "";
  let dropEnd = 0;
  for (let at = 0; at <= text.length; at++) {
    const character = text[at];
    const ends = character === undefined || (quote === "" && isSpace(character));
    if (ends) {
      const end = Math.min(at, text.length);
      if (start >= 0) words.push({ text: text.slice(start, end - dropEnd), start, end: end - dropEnd });
      start = -1;
      continue;
    }
    if (start < 0) start = at;
    if (character === escapeToken && quote !== "'") {
      if (at + 1 >= text.length) dropEnd = 1;
      else at += 1;
    } else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = "";
  }
  return words.filter((word) => word.text !== "");
}

export interface Pairs {
  readonly pairs: readonly Pair[];
  readonly error: string | undefined;
}

/** ENV and LABEL: `KEY=value …`, or the legacy `KEY value with blanks`. */
export function parsePairs(body: MappedText, escapeToken: string, instruction: string): Pairs {
  const words = splitQuotedWords(body, escapeToken);
  const first = words[0];
  if (!first) return { pairs: [], error: undefined };
  if (!first.text.includes("=")) return legacyPair(body, instruction);
  const pairs: Pair[] = [];
  for (const word of words) {
    if (!word.text.includes("="))
      return { pairs, error: `${instruction} needs name=value; there is no "=" in one of its words` };
    pairs.push(pairOf(body, word));
  }
  return { pairs, error: undefined };
}

/** ARG: `NAME` or `NAME=value`, several allowed. */
export function parseArgPairs(body: MappedText, escapeToken: string): Pair[] {
  return splitQuotedWords(body, escapeToken).map((word) => pairOf(body, word));
}

function legacyPair(body: MappedText, instruction: string): Pairs {
  const match = /^([^\t\v\f\r ]+)[\t\v\f\r ]+/.exec(body.text);
  const key = match?.[1];
  if (!match || key === undefined) return { pairs: [], error: `${instruction} needs a name and a value` };
  const valueStart = match[0].length;
  const pair: Pair = {
    span: mapSpan(body, 0, body.text.length),
    key: { text: key, span: mapSpan(body, 0, key.length) },
    value: { text: body.text.slice(valueStart), span: mapSpan(body, valueStart, body.text.length) },
    separator: " ",
  };
  return { pairs: [pair], error: undefined };
}

function pairOf(body: MappedText, word: RawWord): Pair {
  const equals = word.text.indexOf("=");
  const keyEnd = equals === -1 ? word.end : word.start + equals;
  const key: Word = { text: body.text.slice(word.start, keyEnd), span: mapSpan(body, word.start, keyEnd) };
  const span = mapSpan(body, word.start, word.end);
  if (equals === -1) return { span, key, value: undefined, separator: "" };
  const value: Word = { text: word.text.slice(equals + 1), span: mapSpan(body, keyEnd + 1, word.end) };
  return { span, key, value, separator: "=" };
}
