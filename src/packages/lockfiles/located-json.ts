/**
 * JSON with the line of each value, in one pass over the text. Comments and commas before a closing bracket are allowed, as
 * bun.lock has them. What is no JSON, is nested too deep or has too many values is refused as a whole.
 */
import { deepestLockfile, type Located, mostLocatedValues, type Scalar, type Unreadable } from "./located.ts";

interface Reading {
  readonly text: string;
  at: number;
  line: number;
  values: number;
}

/** Thrown and caught here only: the way out of a recursion that is never deeper than `deepestLockfile`. */
class Refused extends Error {
  readonly reason: Unreadable;
  constructor(reason: Unreadable) {
    super(reason);
    this.reason = reason;
  }
}

export function readLocatedJson(text: string, mostValues: number = mostLocatedValues): Located | Unreadable {
  const reading: Reading = { text, at: 0, line: 1, values: mostValues };
  try {
    const value = readValue(reading, 0);
    skipSpace(reading);
    return reading.at === text.length ? value : "no valid text";
  } catch (error) {
    if (error instanceof Refused) return error.reason;
    throw error;
  }
}

function readValue(reading: Reading, depth: number): Located {
  skipSpace(reading);
  if (depth > deepestLockfile) throw new Refused("too deep");
  reading.values -= 1;
  if (reading.values < 0) throw new Refused("too many values");
  const { line } = reading;
  switch (reading.text[reading.at]) {
    case "{":
      return { line, value: readMembers(reading, depth) };
    case "[":
      return { line, value: readItems(reading, depth) };
    case '"':
      return { line, value: readText(reading) };
    default:
      return { line, value: readWord(reading) };
  }
}

function readMembers(reading: Reading, depth: number): Map<string, Located> {
  const members = new Map<string, Located>();
  reading.at += 1;
  for (;;) {
    skipSpace(reading);
    if (take(reading, "}")) return members;
    const { line } = reading;
    const key = readText(reading);
    skipSpace(reading);
    if (!take(reading, ":")) throw new Refused("no valid text");
    const { value } = readValue(reading, depth + 1);
    members.set(key, { line, value });
    skipSpace(reading);
    if (!take(reading, ",") && reading.text[reading.at] !== "}") throw new Refused("no valid text");
  }
}

function readItems(reading: Reading, depth: number): Located[] {
  const items: Located[] = [];
  reading.at += 1;
  for (;;) {
    skipSpace(reading);
    if (take(reading, "]")) return items;
    items.push(readValue(reading, depth + 1));
    skipSpace(reading);
    if (!take(reading, ",") && reading.text[reading.at] !== "]") throw new Refused("no valid text");
  }
}

function readText(reading: Reading): string {
  const { text, at } = reading;
  if (text[at] !== '"') throw new Refused("no valid text");
  let end = at + 1;
  let isPlain = true;
  for (; ; end++) {
    const code = text.charCodeAt(end);
    if (code === 0x22) break;
    // The end of the text, and the line ends and controls that no string may hold.
    if (!(code >= 0x20)) throw new Refused("no valid text");
    if (code !== 0x5c) continue;
    isPlain = false;
    end += 1;
  }
  reading.at = end + 1;
  if (isPlain) return text.slice(at + 1, end);
  try {
    return JSON.parse(text.slice(at, end + 1)) as string;
  } catch {
    // An escape that does not exist.
    throw new Refused("no valid text");
  }
}

const words: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

function readWord(reading: Reading): Scalar {
  const start = reading.at;
  while (/[\w.+-]/.test(reading.text[reading.at] ?? "")) reading.at += 1;
  const word = reading.text.slice(start, reading.at);
  const known = words.get(word);
  if (known !== undefined) return known;
  const number = word === "" || word.length > 400 ? Number.NaN : Number(word);
  if (Number.isNaN(number)) throw new Refused("no valid text");
  return number;
}

function take(reading: Reading, mark: string): boolean {
  if (reading.text[reading.at] !== mark) return false;
  reading.at += 1;
  return true;
}

/** White space and comments. */
function skipSpace(reading: Reading): void {
  const { text } = reading;
  for (;;) {
    const code = text.charCodeAt(reading.at);
    if (code === 0x0a) reading.line += 1;
    else if (code === 0x2f) {
      if (!skipComment(reading)) return;
      continue;
    } else if (code !== 0x20 && code !== 0x0d && code !== 0x09) return;
    reading.at += 1;
  }
}

function skipComment(reading: Reading): boolean {
  const { text, at } = reading;
  const isLine = text[at + 1] === "/";
  if (!isLine && text[at + 1] !== "*") return false;
  const found = text.indexOf(isLine ? "\n" : "*/", at + 2);
  const end = found === -1 ? text.length : found + (isLine ? 0 : 2);
  for (let next = text.indexOf("\n", at); next !== -1 && next < end; next = text.indexOf("\n", next + 1))
    reading.line += 1;
  reading.at = end;
  return true;
}
