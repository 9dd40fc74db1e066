/**
 * JSON that strangers wrote, field by field: values of a checked type go out; what is absent, of another type or inherited from a
 * prototype is undefined or empty. Nothing here throws.
 */

/** The value that a text writes; undefined where it is no JSON, which has no such value. Of equal keys the last counts. */
export function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The error's own text quotes what was read, which may hold a secret: whoever asked says what it was.
    return undefined;
  }
}

/** The value, when it is an object and no array. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
}

/** A property of an object's own; undefined for anything else, so that `__proto__` and `constructor` are names like others. */
export function field(value: unknown, name: string): unknown {
  const object = objectOf(value);
  return object && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A property below others: `fieldAt(value, "a", "b")` is `value.a.b`. */
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
  return Object.entries(objectOf(value) ?? {}).slice(0, most);
}

/** A size: a whole number from 0; undefined for anything else. */
export function sizeOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
