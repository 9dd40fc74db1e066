/**
 * JSON files that tell of packages. Bytes come in; an object comes out, or undefined for everything else. Values keep
 * their own types: who asks for one says which type it takes. Nothing here trusts a key: only an object's own count.
 */
import { decodeRecord } from "./record-text.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** The value that the bytes hold; undefined where they are no JSON (which has no such value). Of equal keys the last counts. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeRecord(bytes);
  if (isOvergrown(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The error's own text quotes the file, which may hold a secret. The caller says which file it was.
    return undefined;
  }
}

/** Lists and objects inside of each other: records of packages have ten. */
export const deepestJson = 100;
/** Values of one file, counted by the marks before them: they take thirty times the memory of their text. */
export const mostJsonValues = 1_000_000;

/** Measured before it is parsed: a parser builds whatever it is given, and is slow at the depth of a million. */
function isOvergrown(text: string): boolean {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
      continue;
    }
    // Both brackets and both braces differ in this bit only.
    const mark = code | 0x20;
    if (mark === openMark) depth += 1;
    else if (mark === closeMark) depth -= 1;
    else if (code !== comma) continue;
    values += 1;
    if (depth > deepestJson || values > mostJsonValues) return true;
  }
  return false;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openMark = 0x7b;
const closeMark = 0x7d;

function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

/** The value, when it is an object and no array. */
export function jsonObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** An object's own member; undefined for none and for what is no object. */
export function jsonMember(value: unknown, key: string): unknown {
  const object = jsonObject(value);
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The text of a member; undefined for any other type. */
export function jsonText(value: unknown, key: string): string | undefined {
  const member = jsonMember(value, key);
  return typeof member === "string" ? member : undefined;
}
