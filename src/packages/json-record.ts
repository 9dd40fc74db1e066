/**
 * JSON files that tell of packages. Bytes come in; an object comes out, or undefined for everything else. Values keep
 * their own types: who asks for one says which type it takes. Nothing here trusts a key: only an object's own count.
 */
import { decodeRecord } from "./record-text.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** The value that the bytes hold; undefined where they are no JSON (which has no such value). Of equal keys the last counts. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeRecord(bytes));
  } catch {
    // The error's own text quotes the file, which may hold a secret. The caller says which file it was.
    return undefined;
  }
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
