/**
 * As much of TOML 1.0 as registries.conf is written in: tables, arrays of tables, strings on one line, booleans, numbers,
 * arrays and inline tables. A text goes in; out comes a tree of plain records, and the lines that were passed over because
 * they hold something else. Nothing throws, and no key reaches a prototype.
 */

export type TomlValue = string | boolean | readonly TomlValue[] | TomlTable;
/** Keys as written; numbers and dates stand as their text. */
export interface TomlTable {
  readonly entries: Map<string, TomlValue>;
}

export interface TomlText {
  readonly root: TomlTable;
  /** From 1. */
  readonly unread: readonly number[];
}

/** Characters of a text that are read; the rest counts as unread. */
export const mostTomlCharacters = 1_000_000;
/** Lines that could not be read of which the number is told. */
export const mostUnreadLines = 20;
/** Arrays and inline tables inside each other. */
export const deepestToml = 16;

/** Where reading stands. */
interface Cursor {
  readonly text: string;
  at: number;
}

export function readToml(source: string): TomlText {
  const cursor: Cursor = { text: source.slice(0, mostTomlCharacters), at: 0 };
  const root = newTable();
  const unread: number[] = [];
  let table: TomlTable | undefined = root;
  while (skipBlank(cursor)) {
    const start = cursor.at;
    const isRead = cursor.text[cursor.at] === "[" ? readHeader() : table !== undefined && readPair(cursor, table);
    if (isRead && endsLine(cursor)) continue;
    if (unread.length < mostUnreadLines) unread.push(lineOf(cursor.text, start));
    skipLine(cursor);
  }
  if (source.length > mostTomlCharacters) unread.push(lineOf(source, mostTomlCharacters));
  return { root, unread };

  /** `[a.b]` and `[[a.b]]`. Pairs below one that cannot be read belong nowhere. */
  function readHeader(): boolean {
    table = undefined;
    const isArray = cursor.text.startsWith("[[", cursor.at);
    cursor.at += isArray ? 2 : 1;
    const keys = readKeys(cursor);
    if (!keys || !take(cursor, isArray ? "]]" : "]")) return false;
    table = isArray ? appendTable(root, keys) : tableAt(root, keys);
    return table !== undefined;
  }
}

function newTable(): TomlTable {
  return { entries: new Map() };
}

/** Undefined where something on the way is no table. */
function tableAt(root: TomlTable, keys: readonly string[]): TomlTable | undefined {
  let table = root;
  for (const key of keys) {
    const known = table.entries.get(key);
    const inner = known === undefined ? newTable() : lastTable(known);
    if (!inner) return undefined;
    if (known === undefined) table.entries.set(key, inner);
    table = inner;
  }
  return table;
}

/** Of an array of tables the last one is meant. */
function lastTable(value: TomlValue): TomlTable | undefined {
  const last = isList(value) ? value.at(-1) : value;
  return last !== undefined && isTable(last) ? last : undefined;
}

function appendTable(root: TomlTable, keys: readonly string[]): TomlTable | undefined {
  const parent = tableAt(root, keys.slice(0, -1));
  const key = keys.at(-1);
  const known = key === undefined ? undefined : parent?.entries.get(key);
  if (!parent || key === undefined || (known !== undefined && !isList(known))) return undefined;
  const table = newTable();
  // Appended in place of copied: a text may hold thousands of them.
  if (known === undefined) parent.entries.set(key, [table]);
  else (known as TomlValue[]).push(table);
  return table;
}

export function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === "object" && "entries" in value && value.entries instanceof Map;
}

export function isList(value: TomlValue | undefined): value is readonly TomlValue[] {
  return Array.isArray(value);
}

function readPair(cursor: Cursor, into: TomlTable, depth = 0): boolean {
  const keys = readKeys(cursor);
  if (!keys || !take(cursor, "=")) return false;
  const value = readValue(cursor, depth);
  const table = tableAt(into, keys.slice(0, -1));
  const key = keys.at(-1);
  if (value === undefined || !table || key === undefined || table.entries.has(key)) return false;
  table.entries.set(key, value);
  return true;
}

function readKeys(cursor: Cursor): string[] | undefined {
  const keys: string[] = [];
  do {
    skipSpace(cursor);
    const key = readString(cursor) ?? match(cursor, /[A-Za-z0-9_-]+/y);
    if (key === undefined) return undefined;
    keys.push(key);
    skipSpace(cursor);
  } while (take(cursor, "."));
  return keys.length <= deepestToml ? keys : undefined;
}

function readValue(cursor: Cursor, depth: number): TomlValue | undefined {
  skipSpace(cursor);
  const first = cursor.text[cursor.at];
  if (first === '"' || first === "'") return readString(cursor);
  if (depth >= deepestToml) return undefined;
  if (first === "[") return readArray(cursor, depth + 1);
  if (first === "{") return readInlineTable(cursor, depth + 1);
  const word = match(cursor, /[A-Za-z0-9_+.:-]+/y);
  if (word === "true" || word === "false") return word === "true";
  return word;
}

function readArray(cursor: Cursor, depth: number): TomlValue[] | undefined {
  cursor.at++;
  const values: TomlValue[] = [];
  for (;;) {
    skipBlank(cursor);
    if (take(cursor, "]")) return values;
    const value = readValue(cursor, depth);
    if (value === undefined) return undefined;
    values.push(value);
    skipBlank(cursor);
    if (!take(cursor, ",") && cursor.text[cursor.at] !== "]") return undefined;
  }
}

function readInlineTable(cursor: Cursor, depth: number): TomlTable | undefined {
  cursor.at++;
  const table = newTable();
  for (;;) {
    skipSpace(cursor);
    if (take(cursor, "}")) return table;
    if (!readPair(cursor, table, depth)) return undefined;
    skipSpace(cursor);
    if (!take(cursor, ",") && cursor.text[cursor.at] !== "}") return undefined;
  }
}

/** On one line, in either kind of quotes. Three quotes open a text of several lines: that is not read. */
function readString(cursor: Cursor): string | undefined {
  if (/"""|'''/y.test(cursor.text.slice(cursor.at, cursor.at + 3))) return undefined;
  const literal = match(cursor, /'[^'\n]*'/y);
  if (literal !== undefined) return literal.slice(1, -1);
  const end = cursor.text[cursor.at] === '"' ? closingQuote(cursor) : -1;
  if (end === -1) return undefined;
  const inside = cursor.text.slice(cursor.at + 1, end);
  cursor.at = end + 1;
  return inside.replace(/\\(?:u([0-9a-fA-F]{4})|U[0-9a-fA-F]{8}|(.))/gs, unescapeOne);
}

/** By hand: an expression for it keeps a way back for every character. -1 where the line ends before it. */
function closingQuote({ text, at }: Cursor): number {
  for (let end = at + 1; end < text.length && text[end] !== "\n"; end++) {
    if (text[end] === '"') return end;
    if (text[end] === "\\") end++;
  }
  return -1;
}

const escapes: Readonly<Record<string, string>> = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r" };

function unescapeOne(whole: string, short: string | undefined, letter: string | undefined): string {
  if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16));
  if (letter !== undefined) return escapes[letter] ?? letter;
  const point = Number.parseInt(whole.slice(2), 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
}

function match(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  if (found !== undefined) cursor.at += found.length;
  return found;
}

function take(cursor: Cursor, text: string): boolean {
  if (!cursor.text.startsWith(text, cursor.at)) return false;
  cursor.at += text.length;
  return true;
}

function skipSpace(cursor: Cursor): void {
  match(cursor, /[ \t]*/y);
}

/** Spaces, line ends and comments; false at the end of the text. */
function skipBlank(cursor: Cursor): boolean {
  while (match(cursor, /[ \t\r\n]+|#[^\n]*/y) !== undefined);
  return cursor.at < cursor.text.length;
}

function endsLine(cursor: Cursor): boolean {
  match(cursor, /[ \t]*(?:#[^\n]*)?\r?/y);
  return cursor.at >= cursor.text.length || cursor.text[cursor.at] === "\n";
}

function skipLine(cursor: Cursor): void {
  const end = cursor.text.indexOf("\n", cursor.at);
  cursor.at = end === -1 ? cursor.text.length : end + 1;
}

function lineOf(text: string, at: number): number {
  let line = 1;
  for (let end = text.indexOf("\n"); end !== -1 && end < at; end = text.indexOf("\n", end + 1)) line++;
  return line;
}
