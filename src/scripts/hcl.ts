import type { Span } from "../text/source.ts";
import {
  type BakeBlock,
  type BakeDocument,
  type BakeEntry,
  type BakeValue,
  maxBakeDepth,
  unknownValue,
} from "./bake-values.ts";
import { type Cursor, readHeredoc, readString, skipBlank } from "./hcl-text.ts";

/**
 * The part of HCL that Bake files need: blocks, attributes, texts with `${NAME}`, lists, objects, names. A function call, a
 * condition or any other operator makes its whole expression unknown. Bad syntax is noted, and reading goes on at the next line.
 */
export function readHcl(text: string): BakeDocument {
  const cursor: Cursor = { text, at: text.startsWith("\uFEFF") ? 1 : 0, error: undefined };
  const blocks: BakeBlock[] = [];
  for (skipBlank(cursor, true); cursor.at < text.length; skipBlank(cursor, true)) {
    const block = readBlock(cursor);
    if (block) blocks.push(block);
    else skipStatement(cursor);
  }
  return { blocks, error: cursor.error };
}

const identifier = /[A-Za-z_][A-Za-z0-9_-]*/y;

function readName(cursor: Cursor): (Span & { readonly text: string }) | undefined {
  identifier.lastIndex = cursor.at;
  if (!identifier.test(cursor.text)) return undefined;
  const start = cursor.at;
  cursor.at = identifier.lastIndex;
  return { start, end: cursor.at, text: cursor.text.slice(start, cursor.at) };
}

/** `target "api" { … }`. Attributes and functions at the top are passed over. */
function readBlock(cursor: Cursor): BakeBlock | undefined {
  const type = readName(cursor);
  if (!type) return undefined;
  skipBlank(cursor, false);
  const start = cursor.at;
  const label = cursor.text[start] === '"' ? readString(cursor) : readName(cursor);
  if (!label) return undefined;
  const labelAt = { start, end: cursor.at };
  skipBlank(cursor, false);
  if (cursor.text[cursor.at] !== "{") return undefined;
  cursor.at += 1;
  const name = "text" in label ? label.text : plain(label.parts);
  return { type: type.text, label: name, labelAt, attributes: readEntries(cursor, 0) };
}

function plain(parts: readonly (string | { readonly name: string | undefined })[]): string {
  return parts.map((part) => (typeof part === "string" ? part : "${}")).join("");
}

/** Attributes up to the closing brace; in an object `,` may stand between them, and `:` for `=`. */
function readEntries(cursor: Cursor, depth: number): BakeEntry[] {
  const { text } = cursor;
  const entries: BakeEntry[] = [];
  for (skipBlank(cursor, true); cursor.at < text.length; skipBlank(cursor, true)) {
    if (text[cursor.at] === "}") {
      cursor.at += 1;
      return entries;
    }
    const entry = readEntry(cursor, depth);
    if (entry) entries.push(entry);
    else skipStatement(cursor);
    skipBlank(cursor, false);
    if (text[cursor.at] === ",") cursor.at += 1;
  }
  fail(cursor, "a block is not closed");
  return entries;
}

function readEntry(cursor: Cursor, depth: number): BakeEntry | undefined {
  const { text } = cursor;
  const start = cursor.at;
  const key = text[start] === '"' ? readString(cursor) : readName(cursor);
  if (!key) return undefined;
  const keyAt = { start, end: cursor.at };
  const name =
    "text" in key ? key.text : key.parts.every((part) => typeof part === "string") ? plain(key.parts) : undefined;
  skipBlank(cursor, false);
  const next = text[cursor.at];
  // `validation { … }`, `output { … }`: a block in the block.
  if (next === "{") {
    const value = readValue(cursor, depth + 1);
    return name === undefined ? undefined : { key: name, keyAt, value };
  }
  if ((next !== "=" && next !== ":") || text[cursor.at + 1] === "=") return undefined;
  cursor.at += 1;
  skipBlank(cursor, false);
  const value = readExpression(cursor, depth + 1);
  return name === undefined ? undefined : { key: name, keyAt, value };
}

/** A value; unknown when more than one simple value makes it up. */
function readExpression(cursor: Cursor, depth: number): BakeValue {
  const start = cursor.at;
  const value = readValue(cursor, depth);
  const end = cursor.at;
  skipBlank(cursor, false);
  const next = cursor.text[cursor.at];
  if (next === undefined || "\n,]})".includes(next)) {
    if (cursor.at === start) fail(cursor, "a value is missing here");
    cursor.at = Math.max(end, start);
    return value;
  }
  skipExpression(cursor);
  const written = cursor.text.slice(start, cursor.at).trimEnd();
  return unknownValue({ start, end: start + written.length });
}

function readValue(cursor: Cursor, depth: number): BakeValue {
  const { text, at: start } = cursor;
  const first = text[start];
  const here = () => ({ start, end: cursor.at });
  if (depth > maxBakeDepth) {
    fail(cursor, `it is nested deeper than ${maxBakeDepth}`);
    skipExpression(cursor);
    return unknownValue(here());
  }
  if (first === '"') {
    const string = readString(cursor);
    return string ? { kind: "text", at: here(), parts: string.parts } : unknownValue(here());
  }
  if (first === "<" && text[start + 1] === "<") return readHeredoc(cursor) ?? unknownValue(here());
  if (first === "{") {
    cursor.at += 1;
    const entries = readEntries(cursor, depth);
    return { kind: "object", at: here(), entries };
  }
  if (first === "[") {
    const items = readItems(cursor, depth);
    return { kind: "list", at: here(), items };
  }
  number.lastIndex = start;
  if (number.test(text)) {
    cursor.at = number.lastIndex;
    return { kind: "text", at: here(), parts: [text.slice(start, cursor.at)] };
  }
  const name = readName(cursor);
  if (!name) return unknownValue(here());
  if (name.text === "null") return { kind: "null", at: here() };
  if (name.text === "true" || name.text === "false") return { kind: "text", at: here(), parts: [name.text] };
  return { kind: "text", at: here(), parts: [{ name: name.text }] };
}

const number = /-?[0-9][0-9.eE]*/y;

function readItems(cursor: Cursor, depth: number): BakeValue[] {
  const { text } = cursor;
  const items: BakeValue[] = [];
  cursor.at += 1;
  for (skipBlank(cursor, true); cursor.at < text.length; skipBlank(cursor, true)) {
    if (text[cursor.at] === "]") {
      cursor.at += 1;
      return items;
    }
    const before = cursor.at;
    items.push(readExpression(cursor, depth + 1));
    skipBlank(cursor, true);
    if (text[cursor.at] === ",") cursor.at += 1;
    if (cursor.at === before) {
      fail(cursor, "a list is not closed");
      return items;
    }
  }
  fail(cursor, "a list is not closed");
  return items;
}

/** To the end of an expression: a line end, comma or closing bracket that is not inside of brackets or texts. */
function skipExpression(cursor: Cursor): void {
  const { text } = cursor;
  let open = 0;
  while (cursor.at < text.length) {
    const char = text[cursor.at] ?? "";
    if (char === '"') {
      if (!readString(cursor)) cursor.at += 1;
      continue;
    }
    if ("([{".includes(char)) open += 1;
    else if (open === 0 && "\n,)]}".includes(char)) return;
    else if (")]}".includes(char)) open -= 1;
    cursor.at += 1;
  }
}

/** Past what could not be read: at least one character, so that reading comes to an end. */
function skipStatement(cursor: Cursor): void {
  const before = cursor.at;
  skipExpression(cursor);
  if (cursor.at === before) cursor.at += 1;
}

function fail(cursor: Cursor, message: string): void {
  cursor.error ??= { at: Math.min(cursor.at, cursor.text.length), message };
}
