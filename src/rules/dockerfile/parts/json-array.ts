/**
 * What somebody meant who wrote a JSON array wrongly: single or curly quotes, no quotes, missing or spare commas. A
 * text that begins like an array comes in; its items come out, and whether they can be taken at their word. Anything
 * that is rather a shell test (`[ -f x ]`) or no list at all is refused.
 */

/** The items of a broken array. */
export interface BrokenArray {
  readonly items: readonly string[];
  /** What is wrong, as the end of "…: ". Never empty. */
  readonly faults: readonly Fault[];
  /** False where another reading of the text is as likely: nothing should be rewritten then. */
  readonly certain: boolean;
  /** A `#` comment behind the array, with its mark. */
  readonly comment: string | undefined;
}

export type Fault =
  | "single quotes"
  | "curly quotes"
  | "no quotes"
  | "numbers without quotes"
  | "a missing comma"
  | "a spare comma"
  | "a missing bracket"
  | "text behind the bracket"
  | "a backslash that JSON does not know"
  | "quotes inside quotes";

const closing: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ["\u201c", "\u201c\u201d"],
  ["\u201d", "\u201c\u201d"],
  ["\u201e", "\u201c\u201d"],
  ["\u2018", "\u2018\u2019"],
  ["\u2019", "\u2018\u2019"],
]);

/** Items of a longer text are not read. */
const longestText = 10_000;

interface Reader {
  readonly text: string;
  at: number;
  readonly items: string[];
  readonly faults: Set<Fault>;
  certain: boolean;
  quoted: number;
  commas: number;
}

/** Undefined for valid JSON, and for a text that is no list. */
export function readBrokenArray(text: string): BrokenArray | undefined {
  if (text.length > longestText || isJson(text)) return undefined;
  const reader: Reader = { text, at: 0, items: [], faults: new Set(), certain: true, quoted: 0, commas: 0 };
  const opened = text[0] === "[";
  if (opened) reader.at = 1;
  else reader.faults.add("a missing bracket");
  readItems(reader);
  if (!isList(reader, opened)) return undefined;
  const comment = readEnd(reader);
  if (reader.faults.size === 0) return undefined;
  // "-Xa -Xb" in one word: that is two options, and a second mistake.
  const certain = reader.certain && !reader.items.some((item) => /^-\S+\s+-/.test(item));
  return { items: reader.items, faults: [...reader.faults], certain, comment };
}

/** `[ -f x ]` and `[[ a == b ]]` are shell tests; without the opening bracket it takes quotes and commas to be a list. */
function isList({ text, at, items, quoted, commas, certain }: Reader, opened: boolean): boolean {
  if (items.length === 0) return false;
  const allQuoted = quoted === items.length;
  if (!opened) return allQuoted && commas > 0 && commas >= items.length - 1;
  if (!/^\[[\s[]/.test(text)) return true;
  if (text[1] === "[") return false;
  return commas > 0 ? quoted > 0 || certain : allQuoted && text.slice(at) === "]";
}

function readItems(reader: Reader): void {
  for (;;) {
    skipSpace(reader);
    const character = reader.text[reader.at];
    if (character === undefined || character === "]") return;
    if (character === ",") {
      reader.faults.add("a spare comma");
      reader.at += 1;
      continue;
    }
    const before = reader.at;
    if (closing.has(character)) readQuoted(reader, character);
    else readBare(reader);
    if (reader.at === before) return;
    readComma(reader);
  }
}

/** One comma, or none before the end. A comma before the closing bracket is spare. */
function readComma(reader: Reader): void {
  const spaceAt = reader.at;
  skipSpace(reader);
  const character = reader.text[reader.at];
  if (character === undefined || character === "]") return;
  if (character !== ",") {
    reader.faults.add("a missing comma");
    // "a""b" may be one word.
    if (reader.at === spaceAt) reader.certain = false;
    return;
  }
  reader.commas += 1;
  reader.at += 1;
  skipSpace(reader);
  const next = reader.text[reader.at];
  if (next === undefined || next === "]") reader.faults.add("a spare comma");
}

function readQuoted(reader: Reader, open: string): void {
  const ends = closing.get(open) ?? open;
  if (open === "'") reader.faults.add("single quotes");
  else if (open !== '"') reader.faults.add("curly quotes");
  let item = "";
  for (let at = reader.at + 1; at < reader.text.length; at++) {
    const character = reader.text[at] ?? "";
    if (ends.includes(character)) {
      reader.at = at + 1;
      reader.items.push(item);
      reader.quoted += 1;
      noteInnerQuotes(reader, open);
      return;
    }
    if (character === "\\") {
      const escaped = readEscape(reader, at, open);
      item += escaped.text;
      at += escaped.length - 1;
    } else item += character;
  }
  reader.certain = false;
  reader.faults.add("quotes inside quotes");
  reader.items.push(item);
  reader.at = reader.text.length;
}

/** A letter right behind a closing quote: the quote was meant to be part of the text. */
function noteInnerQuotes(reader: Reader, open: string): void {
  const next = reader.text[reader.at];
  if (next === undefined || /[\s,\]]/.test(next)) return;
  reader.certain = false;
  if (next !== open) reader.faults.add("quotes inside quotes");
}

function readEscape(reader: Reader, at: number, open: string): { text: string; length: number } {
  const pair = reader.text.slice(at, at + 2);
  if (pair === "\\\\" || pair === `\\${open}`) return { text: pair.slice(1), length: 2 };
  if (open === '"' && /^\\["/bfnrt]$/.test(pair)) return { text: String(JSON.parse(`"${pair}"`)), length: 2 };
  if (open === '"') reader.faults.add("a backslash that JSON does not know");
  reader.certain = false;
  return { text: pair, length: 2 };
}

/** A word without quotes, up to a comma, a bracket or the end. */
function readBare(reader: Reader): void {
  const match = /[^,\]"'\u2018\u2019\u201c\u201d\u201e]+/y;
  match.lastIndex = reader.at;
  const raw = match.exec(reader.text)?.[0] ?? "";
  reader.at += raw.length;
  const item = raw.trim();
  if (item === "") return;
  reader.faults.add(/^-?\d+(?:\.\d+)?$/.test(item) ? "numbers without quotes" : "no quotes");
  if (!/^[\w@%+=:./~-]+$/.test(item)) reader.certain = false;
  reader.items.push(item);
}

function readEnd(reader: Reader): string | undefined {
  if (reader.text[reader.at] !== "]") {
    reader.faults.add("a missing bracket");
    if (reader.at < reader.text.length) reader.certain = false;
    return undefined;
  }
  const rest = reader.text.slice(reader.at + 1).trim();
  if (rest === "") return undefined;
  reader.faults.add("text behind the bracket");
  if (rest.startsWith("#")) return rest;
  if (rest !== ";") reader.certain = false;
  return undefined;
}

function skipSpace(reader: Reader): void {
  while (/\s/.test(reader.text[reader.at] ?? "")) reader.at += 1;
}

function isJson(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((item) => typeof item === "string");
  } catch {
    // Not JSON: that is what this file is about.
    return false;
  }
}
