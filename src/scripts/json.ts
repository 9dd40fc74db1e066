import { buildText, type TextMap } from "../dockerfile/shell-text.ts";
import type { Span } from "../text/source.ts";

/** JSON values that know where they stand. Bad syntax ends the reading; what was read before it is kept. */
export type JsonValue =
  | { readonly kind: "object"; readonly at: Span; readonly entries: readonly JsonEntry[] }
  | { readonly kind: "array"; readonly at: Span; readonly items: readonly JsonValue[] }
  | { readonly kind: "string"; readonly at: Span; readonly text: string }
  /** Numbers, `true`, `false`, `null`, as written. */
  | { readonly kind: "other"; readonly at: Span; readonly text: string };

/** A key of an object with its value. */
export interface JsonEntry {
  readonly key: string;
  readonly keyAt: Span;
  readonly value: JsonValue;
}

/** A JSON text, as far as it could be read. */
export interface JsonDocument {
  readonly root: JsonValue | undefined;
  /** Where the text is no JSON. */
  readonly error: { readonly at: number; readonly message: string } | undefined;
}

/** Arrays and objects inside each other. */
export const maxJsonDepth = 64;

interface Cursor {
  readonly text: string;
  at: number;
  error: JsonDocument["error"];
}

/** Reads a JSON text. */
export function readJson(text: string): JsonDocument {
  const cursor: Cursor = { text, at: text.startsWith("\uFEFF") ? 1 : 0, error: undefined };
  const root = readValue(cursor, 0);
  skipBlank(cursor);
  if (!cursor.error && cursor.at < text.length) fail(cursor, "something stands behind the end of the JSON value");
  return { root, error: cursor.error };
}

/** The value of `key` in an object; the last one, as every reader takes it. */
export function jsonMember(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return value?.kind === "object" ? value.entries.findLast((entry) => entry.key === key)?.value : undefined;
}

/** The text of a JSON string at `at` (quotes included), each character with its place in `from`. */
export function decodeJsonString(from: TextMap, at: Span): TextMap {
  const into = buildText(from);
  const inner = from.text.slice(at.start + 1, at.end - 1);
  const offset = at.start + 1;
  let start = 0;
  for (let next = inner.indexOf("\\"); next !== -1; next = inner.indexOf("\\", start)) {
    into.copy(offset + start, offset + next);
    const [character, length] = readEscape(inner, next);
    into.add(character, offset + next, offset + next + length);
    start = next + length;
  }
  into.copy(offset + start, offset + inner.length);
  return into.build();
}

function readValue(cursor: Cursor, depth: number): JsonValue | undefined {
  skipBlank(cursor);
  const { text, at: start } = cursor;
  const first = text[start];
  if (first === '"') {
    const end = endOfString(cursor);
    if (end === undefined) return undefined;
    return { kind: "string", at: { start, end }, text: decodeText(text.slice(start + 1, end - 1)) };
  }
  if (first === "{" || first === "[") {
    if (depth >= maxJsonDepth) return fail(cursor, `it is nested deeper than ${maxJsonDepth}`);
    return first === "{" ? readObject(cursor, depth) : readArray(cursor, depth);
  }
  word.lastIndex = start;
  if (!word.test(text)) return fail(cursor, "a JSON value is missing here");
  cursor.at = word.lastIndex;
  return { kind: "other", at: { start, end: cursor.at }, text: text.slice(start, cursor.at) };
}

const word = /[-+.0-9A-Za-z]+/y;

function readObject(cursor: Cursor, depth: number): JsonValue {
  const start = cursor.at++;
  const entries: JsonEntry[] = [];
  while (!closes(cursor, "}", entries.length > 0)) {
    const keyStart = cursor.at;
    const keyEnd = cursor.text[keyStart] === '"' ? endOfString(cursor) : undefined;
    if (keyEnd === undefined) {
      fail(cursor, "a key in quotes is missing here");
      break;
    }
    skipBlank(cursor);
    if (cursor.text[cursor.at] !== ":") {
      fail(cursor, "a colon is missing here");
      break;
    }
    cursor.at += 1;
    const value = readValue(cursor, depth + 1);
    if (!value) break;
    const key = decodeText(cursor.text.slice(keyStart + 1, keyEnd - 1));
    entries.push({ key, keyAt: { start: keyStart, end: keyEnd }, value });
    if (cursor.error) break;
  }
  return { kind: "object", at: { start, end: cursor.at }, entries };
}

function readArray(cursor: Cursor, depth: number): JsonValue {
  const start = cursor.at++;
  const items: JsonValue[] = [];
  while (!closes(cursor, "]", items.length > 0)) {
    const value = readValue(cursor, depth + 1);
    if (value) items.push(value);
    if (!value || cursor.error) break;
  }
  return { kind: "array", at: { start, end: cursor.at }, items };
}

/** Steps over a comma, or over the closing bracket: then it is true. Also at the text's end and after an error. */
function closes(cursor: Cursor, bracket: string, isNext: boolean): boolean {
  if (cursor.error) return true;
  skipBlank(cursor);
  const char = cursor.text[cursor.at];
  if (char === bracket) {
    cursor.at += 1;
    return true;
  }
  if (!isNext) return char === undefined && fail(cursor, "the text ends in the middle") === undefined;
  if (char !== ",") return fail(cursor, "a comma is missing here") === undefined;
  cursor.at += 1;
  skipBlank(cursor);
  if (cursor.text[cursor.at] !== bracket) return false;
  cursor.at += 1;
  return true;
}

/** Moves behind the closing quote; undefined when the line ends first. */
function endOfString(cursor: Cursor): number | undefined {
  const { text } = cursor;
  for (let at = cursor.at + 1; at < text.length; at++) {
    const char = text[at];
    if (char === "\n") break;
    if (char === "\\") at += 1;
    else if (char === '"') {
      cursor.at = at + 1;
      return cursor.at;
    }
  }
  fail(cursor, "a text without closing quote starts here");
  return undefined;
}

function skipBlank(cursor: Cursor): void {
  while (" \t\r\n".includes(cursor.text[cursor.at] ?? "x")) cursor.at += 1;
}

function fail(cursor: Cursor, message: string): undefined {
  cursor.error ??= { at: Math.min(cursor.at, cursor.text.length), message };
  return undefined;
}

function decodeText(inner: string): string {
  if (!inner.includes("\\")) return inner;
  let text = "";
  let start = 0;
  for (let next = inner.indexOf("\\"); next !== -1; next = inner.indexOf("\\", start)) {
    const [character, length] = readEscape(inner, next);
    text += inner.slice(start, next) + character;
    start = next + length;
  }
  return text + inner.slice(start);
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

function readEscape(inner: string, at: number): [character: string, length: number] {
  const next = inner[at + 1] ?? "";
  if (next !== "u") return [escapes[next] ?? next, next === "" ? 1 : 2];
  const hex = /^[0-9A-Fa-f]{4}/.exec(inner.slice(at + 2, at + 6));
  return hex ? [String.fromCharCode(Number.parseInt(hex[0], 16)), 6] : ["u", 2];
}
