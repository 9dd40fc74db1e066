/**
 * TOML with the line of each value: tables, lists of tables, dotted keys, texts of all four kinds, lists, inline tables, numbers
 * and words (as texts, dates too). Enough for the lockfiles and manifests that tools write; what is none of it is refused as a
 * whole. Of equal keys the last counts: no lockfile has any.
 */
import { deepestLockfile, type Located, mostLocatedValues, type Scalar, type Unreadable } from "./located.ts";

type Table = Map<string, Located>;

interface Reading {
  readonly text: string;
  at: number;
  line: number;
  values: number;
}

/** Thrown and caught here only. */
class Refused extends Error {
  readonly reason: Unreadable;
  constructor(reason: Unreadable) {
    super(reason);
    this.reason = reason;
  }
}

export function readLocatedToml(text: string, mostValues: number = mostLocatedValues): Located | Unreadable {
  const reading: Reading = { text, at: 0, line: 1, values: mostValues };
  const root: Table = new Map();
  try {
    readTables(reading, root);
    return { line: 1, value: root };
  } catch (error) {
    if (error instanceof Refused) return error.reason;
    throw error;
  }
}

function readTables(reading: Reading, root: Table): void {
  let table = root;
  for (;;) {
    skip(reading, true);
    if (reading.at >= reading.text.length) return;
    const { line } = reading;
    count(reading);
    if (take(reading, "[")) {
      const isList = take(reading, "[");
      const keys = readKeys(reading);
      if (!take(reading, "]") || (isList && !take(reading, "]"))) throw new Refused("no valid text");
      table = isList ? addTable(root, keys, line) : tableAt(root, keys, line);
    } else readPair(reading, table, 0);
    endOfLine(reading);
  }
}

function readPair(reading: Reading, table: Table, depth: number): void {
  const { line } = reading;
  const keys = readKeys(reading);
  const name = keys.pop() ?? "";
  if (!take(reading, "=")) throw new Refused("no valid text");
  skip(reading, false);
  tableAt(table, keys, line).set(name, { line, value: readValue(reading, depth + 1).value });
}

/** The table below, made where it is not there; in a list of tables its last. */
function tableAt(root: Table, keys: readonly string[], line: number): Table {
  if (keys.length > deepestLockfile) throw new Refused("too deep");
  let table = root;
  for (const key of keys) {
    const known = table.get(key)?.value;
    const last = Array.isArray(known) ? known.at(-1)?.value : known;
    if (last instanceof Map) table = last;
    else if (known !== undefined) throw new Refused("no valid text");
    else {
      const made: Table = new Map();
      table.set(key, { line, value: made });
      table = made;
    }
  }
  return table;
}

function addTable(root: Table, keys: string[], line: number): Table {
  const name = keys.pop() ?? "";
  const holder = tableAt(root, keys, line);
  const known = holder.get(name)?.value;
  const made: Table = new Map();
  if (Array.isArray(known)) known.push({ line, value: made });
  else if (known === undefined) holder.set(name, { line, value: [{ line, value: made }] });
  else throw new Refused("no valid text");
  return made;
}

function readKeys(reading: Reading): string[] {
  const keys: string[] = [];
  do {
    skip(reading, false);
    keys.push(readKey(reading));
    if (keys.length > deepestLockfile) throw new Refused("too deep");
    skip(reading, false);
  } while (take(reading, "."));
  return keys;
}

function readKey(reading: Reading): string {
  const first = reading.text[reading.at];
  if (first === '"' || first === "'") return readText(reading);
  const start = reading.at;
  while (/[\w-]/.test(reading.text[reading.at] ?? "")) reading.at += 1;
  if (reading.at === start) throw new Refused("no valid text");
  return reading.text.slice(start, reading.at);
}

function readValue(reading: Reading, depth: number): Located {
  if (depth > deepestLockfile) throw new Refused("too deep");
  count(reading);
  const { line } = reading;
  const first = reading.text[reading.at];
  if (first === '"' || first === "'") return { line, value: readText(reading) };
  if (take(reading, "[")) return { line, value: readList(reading, depth) };
  if (take(reading, "{")) return { line, value: readInline(reading, depth) };
  return { line, value: readWord(reading) };
}

function readList(reading: Reading, depth: number): Located[] {
  const items: Located[] = [];
  for (;;) {
    skip(reading, true);
    if (take(reading, "]")) return items;
    items.push(readValue(reading, depth + 1));
    skip(reading, true);
    if (!take(reading, ",") && reading.text[reading.at] !== "]") throw new Refused("no valid text");
  }
}

/** Line ends and a last comma are allowed, as TOML 1.1 does. */
function readInline(reading: Reading, depth: number): Table {
  const table: Table = new Map();
  for (;;) {
    skip(reading, true);
    if (take(reading, "}")) return table;
    readPair(reading, table, depth);
    skip(reading, true);
    if (!take(reading, ",") && reading.text[reading.at] !== "}") throw new Refused("no valid text");
  }
}

function readWord(reading: Reading): Scalar {
  const start = reading.at;
  while (/[\w.+:-]/.test(reading.text[reading.at] ?? "")) reading.at += 1;
  const word = reading.text.slice(start, reading.at);
  if (word === "") throw new Refused("no valid text");
  return word === "true" ? true : word === "false" ? false : word;
}

function readText(reading: Reading): string {
  const { text, at } = reading;
  const mark = text[at] ?? "";
  if (text.startsWith(mark.repeat(3), at)) return readLongText(reading, mark);
  let end = at + 1;
  for (; ; end++) {
    const code = text.charCodeAt(end);
    if (code === mark.charCodeAt(0)) break;
    if (!(code >= 0x20) && code !== 0x09) throw new Refused("no valid text");
    if (mark === '"' && code === 0x5c) end += 1;
  }
  reading.at = end + 1;
  return mark === '"' ? unescaped(text.slice(at + 1, end)) : text.slice(at + 1, end);
}

function readLongText(reading: Reading, mark: string): string {
  const { text, at } = reading;
  const marks = mark.repeat(3);
  let end = text.indexOf(marks, at + 3);
  while (mark === '"' && end !== -1 && isEscaped(text, end)) end = text.indexOf(marks, end + 1);
  if (end === -1) throw new Refused("no valid text");
  // Up to two more belong to the text.
  while (text[end + 3] === mark && end - at < text.length) end += 1;
  const inner = text.slice(at + 3, end);
  for (let next = inner.indexOf("\n"); next !== -1; next = inner.indexOf("\n", next + 1)) reading.line += 1;
  reading.at = end + 3;
  const body = inner.replace(/^\r?\n/, "");
  return mark === '"' ? unescaped(body.replace(/\\[ \t]*\r?\n\s*/g, "")) : body;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === "\\") slashes += 1;
  return slashes % 2 === 1;
}

const escapes: Readonly<Record<string, string>> = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", e: "\u001b" };

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs, (_, short, long, letter) => {
    if (letter !== undefined) return escapes[letter] ?? letter;
    const code = Number.parseInt(short ?? long, 16);
    return code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
  });
}

function count(reading: Reading): void {
  reading.values -= 1;
  if (reading.values < 0) throw new Refused("too many values");
}

function take(reading: Reading, mark: string): boolean {
  if (reading.text[reading.at] !== mark) return false;
  reading.at += 1;
  return true;
}

/** Blanks; with `lines` also line ends and comments. */
function skip(reading: Reading, lines: boolean): void {
  const { text } = reading;
  for (;;) {
    const code = text.charCodeAt(reading.at);
    if (code === 0x23 && lines) skipComment(reading);
    else if (code === 0x0a && lines) {
      reading.line += 1;
      reading.at += 1;
    } else if (code === 0x20 || code === 0x09 || (code === 0x0d && lines)) reading.at += 1;
    else return;
  }
}

function skipComment(reading: Reading): void {
  const end = reading.text.indexOf("\n", reading.at);
  reading.at = end === -1 ? reading.text.length : end;
}

function endOfLine(reading: Reading): void {
  skip(reading, false);
  if (reading.text[reading.at] === "#") skipComment(reading);
  take(reading, "\r");
  if (reading.at < reading.text.length && reading.text[reading.at] !== "\n") throw new Refused("no valid text");
}
