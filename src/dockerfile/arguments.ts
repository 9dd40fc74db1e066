import { jsonValue } from "../text/json.ts";
import { mapSpan } from "./mapped-text.ts";
import { isSpaceCode } from "./space.ts";
import type { MappedText, Pair, Word } from "./tree.ts";

/** Splits at BuildKit's white space (`\t \v \f \r` and blank); no quoting. Used by FROM, COPY, ADD, EXPOSE, VOLUME. */
export function splitOnSpace(body: MappedText): Word[] {
  const { text } = body;
  const words: Word[] = [];
  let start = -1;
  for (let at = 0; at <= text.length; at++) {
    const ends = at === text.length || isBuildSpace(text.charCodeAt(at));
    if (!ends) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      words.push({ text: text.slice(start, at), span: mapSpan(body, start, at) });
      start = -1;
    }
  }
  return words;
}

/** `\t \v \f \r` and blank, but no line feed: that one is escaped or in a heredoc. */
export function isBuildSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0a);
}

export type JsonForm =
  | { readonly kind: "array"; readonly words: readonly Word[] }
  /** Valid JSON, but not only strings: BuildKit refuses it. */
  | { readonly kind: "not-strings" }
  | { readonly kind: "none" };

/** Reads the JSON form of CMD, RUN, COPY … . Anything that is not a valid JSON array is no JSON form at all. */
export function parseJsonForm(body: MappedText): JsonForm {
  if (!mayBeArray(body.text)) return noJson;
  // What is not JSON is, by BuildKit's rule, the shell form.
  const parsed = jsonValue(body.text);
  if (!Array.isArray(parsed)) return noJson;
  if (!parsed.every((item) => typeof item === "string")) return { kind: "not-strings" };
  const spans = jsonStringSpans(body);
  return { kind: "array", words: parsed.map((text, index) => ({ text, span: spans[index] ?? mapSpan(body, 0, 0) })) };
}

const noJson: JsonForm = { kind: "none" };

/** Tells `[ -f x ]` and `['a']` from JSON by what any array starts and ends with: an exception would cost far more. */
function mayBeArray(text: string): boolean {
  return text.charCodeAt(0) === 0x5b && text.endsWith("]") && /^\[[ \t\n\r]*(?:["\]{[\dtfn]|-\d)/.test(text);
}

/** Spans of the string tokens, quotes included. The text is known to be valid JSON made of strings. */
function jsonStringSpans(body: MappedText) {
  const spans = [];
  const { text } = body;
  const escapes = text.includes("\\");
  for (let at = text.indexOf('"'); at !== -1; ) {
    let end = escapes ? at + 1 : text.indexOf('"', at + 1);
    if (escapes) while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
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

const doubleQuote = 0x22;
const singleQuote = 0x27;

/** Words that may hold quoted blanks: ENV, ARG, LABEL. Quotes and escapes are kept. */
export function splitQuotedWords(body: MappedText, escapeToken: string): RawWord[] {
  const { text } = body;
  const escapeCode = escapeToken.charCodeAt(0);
  const words: RawWord[] = [];
  let start = -1;
  let quote = 0;
  let dropEnd = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = text.charCodeAt(at);
    if (at >= text.length || (quote === 0 && isSpaceCode(code))) {
      const end = Math.min(at, text.length) - dropEnd;
      if (start >= 0 && end > start) words.push({ text: text.slice(start, end), start, end });
      start = -1;
      continue;
    }
    if (start < 0) start = at;
    if (code === escapeCode && quote !== singleQuote) {
      if (at + 1 >= text.length) dropEnd = 1;
      else at += 1;
    } else if (quote === 0 && (code === singleQuote || code === doubleQuote)) quote = code;
    else if (code === quote) quote = 0;
  }
  return words;
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
