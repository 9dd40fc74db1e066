/**
 * Values with the lines they stand on: what the readers of JSON, YAML and TOML make of a lockfile. Values that are absent or
 * of another type are undefined or empty; nothing here throws, and names of objects' prototypes are names like others.
 */

/** A value, and the line (from 1) on which it, or the key that it belongs to, stands. */
export interface Located {
  readonly line: number;
  readonly value: Scalar | readonly Located[] | LocatedMap;
}
export type Scalar = string | number | boolean | null;
export type LocatedMap = ReadonlyMap<string, Located>;

/** Maps and lists inside each other. */
export const deepestLockfile = 100;
/** Values of one lockfile. */
export const mostLocatedValues = 1_000_000;
/** Bytes of a lockfile; the largest real ones have some ten megabytes. */
export const mostLockfileBytes = 32 * 1024 * 1024;

/** Why a text gave no value. */
export type Unreadable = "no valid text" | "too deep" | "too many values";

export function mapOf(located: Located | undefined): LocatedMap {
  return located?.value instanceof Map ? located.value : noMembers;
}

export function itemsOf(located: Located | undefined): readonly Located[] {
  return Array.isArray(located?.value) ? located.value : noItems;
}

export function textAt(located: Located | undefined): string | undefined {
  return typeof located?.value === "string" ? located.value : undefined;
}

/** A value below others; undefined where there is none. */
export function at(located: Located | undefined, ...keys: readonly string[]): Located | undefined {
  return keys.reduce<Located | undefined>((inner, key) => mapOf(inner).get(key), located);
}

/** Names of a map below others. */
export function keysAt(located: Located | undefined, ...keys: readonly string[]): readonly string[] {
  return [...mapOf(at(located, ...keys)).keys()];
}

/** True for `true`, written in any of the formats. */
export function isTrue(located: Located | undefined): boolean {
  return located?.value === true || located?.value === "true";
}

const noMembers: LocatedMap = new Map();
const noItems: readonly Located[] = [];
