/**
 * JSON that strangers wrote: manifests, indexes, configs, attestations. Bytes come in, values of a checked type go out; what is
 * absent, of another type or inherited from a prototype is undefined or empty. Nothing here throws.
 */

/** Why something is not read: a sentence, with what is to be done where that helps. */
export interface Refusal {
  readonly refused: string;
}

export function isRefusal<T extends object>(value: T | Refusal): value is Refusal {
  return "refused" in value;
}

/** The value that the bytes write in UTF-8, or why there is none. */
export function parseJson(bytes: Uint8Array, mostBytes: number): { readonly value: unknown } | Refusal {
  if (bytes.length > mostBytes)
    return { refused: `It has ${bytes.length} bytes; more than ${mostBytes} are not read.` };
  try {
    // A byte order mark is dropped by the decoder, invalid bytes become U+FFFD: both are no reason to leave an image unread.
    return { value: JSON.parse(new TextDecoder().decode(bytes)) };
  } catch {
    return { refused: "It is not valid JSON." };
  }
}

/** A property of an object's own; undefined for anything else, so that `__proto__` and `constructor` are names like others. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

/** A property below others: `at(value, "a", "b")` is `value.a.b`. */
export function fieldAt(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce((inner, name) => field(inner, name), value);
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A text that is not empty. */
export function filledText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The elements of an array, at most so many; none for anything else. */
export function listOf(value: unknown, most: number): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : [];
}

/** The texts in an array, at most so many. */
export function textsOf(value: unknown, most: number): readonly string[] {
  return listOf(value, most).filter((each) => typeof each === "string");
}

/** Names and values of an object, at most so many, in its order; none for anything else. */
export function pairsOf(value: unknown, most: number): readonly (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).slice(0, most);
}

/** A size: a whole number from 0; undefined for anything else. */
export function sizeOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
