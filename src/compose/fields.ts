import type { Located } from "../runtime/container.ts";
import type { Place } from "../text/source.ts";
import type { Budget } from "./budget.ts";
import { parseBoolean, type ReadScalar, readScalar } from "./scalars.ts";
import { type ComposeProblem, fieldOf, isNull, isReset, type YamlMap, type YamlNode } from "./yaml-tree.ts";

/**
 * Reads single fields of a service out of its tree. A value that hangs on a variable without value goes to `unresolved`,
 * one of a wrong type to `problems`; both come back as undefined, as if not written.
 */

/** What reading one service gathers. */
export interface ServiceReading {
  readonly name: string;
  readonly budget: Budget;
  readonly problems: ComposeProblem[];
  readonly unresolved: { readonly what: string; readonly why: string; readonly at: Place }[];
}

/** The text of a scalar. `what` names the field: `ports`, `deploy.resources`. */
export function textOf(reading: ServiceReading, node: YamlNode | undefined, what: string): Located<string> | undefined {
  const read = node && knownScalar(reading, node, what);
  return read?.value === undefined ? undefined : { value: read.value, at: read.at };
}

/** The text of a field of a map. */
export function textField(
  reading: ServiceReading,
  map: YamlMap | undefined,
  name: string,
): Located<string> | undefined {
  return textOf(reading, fieldOf(map, name), name);
}

/** `true`, `yes`, `"true"`, …; another text is a problem. */
export function booleanField(
  reading: ServiceReading,
  map: YamlMap | undefined,
  name: string,
): Located<boolean> | undefined {
  const text = textField(reading, map, name);
  if (!text) return undefined;
  const value = parseBoolean(text.value);
  if (value === undefined) wrongType(reading, text.at, name, "`true` or `false`");
  return value === undefined ? undefined : { value, at: text.at };
}

/** The texts of a list, or of the one scalar that stands for it. */
export function textsField(
  reading: ServiceReading,
  map: YamlMap | undefined,
  name: string,
): readonly Located<string>[] {
  return itemsOf(reading, fieldOf(map, name), name).flatMap((item) => textOf(reading, item, name) ?? []);
}

/** The items of a list; a scalar counts as the only item. */
export function itemsOf(reading: ServiceReading, node: YamlNode | undefined, what: string): readonly YamlNode[] {
  if (!node) return [];
  if (node.kind === "scalar") return [node];
  if (node.kind === "map") {
    wrongType(reading, node.at, what, "a list");
    return [];
  }
  reading.budget.spend(node.items.length);
  return node.items.map((item) => item.value).filter((item) => !isNull(item) && !isReset(item));
}

/** A map, or a problem where something else stands. */
export function mapField(reading: ServiceReading, map: YamlMap | undefined, name: string): YamlMap | undefined {
  const node = fieldOf(map, name);
  if (!node || node.kind === "map") return node;
  wrongType(reading, node.at, name, "a map");
  return undefined;
}

/** A scalar whose value is known; else a note in `unresolved` or a problem. */
function knownScalar(reading: ServiceReading, node: YamlNode, what: string): ReadScalar | undefined {
  const read = readScalar(node);
  if (!read) {
    wrongType(reading, node.at, what, "a single value");
    return undefined;
  }
  return isKnown(reading, read, what) ? read : undefined;
}

/** False, and noted, when the value hangs on a variable without value. */
export function isKnown(reading: ServiceReading, read: ReadScalar, what: string): boolean {
  noteInvalid(reading, read);
  if (read.value !== undefined) return true;
  const why = `The variable ${read.missing} has no value here: set it in .env, or write a default as in \${${read.missing}:-value}.`;
  reading.unresolved.push({ what: `${what} of service ${reading.name}`, why, at: read.at });
  return false;
}

/** Notes a `$` that starts no variable. */
export function noteInvalid(reading: ServiceReading, read: Pick<ReadScalar, "invalidAt">): void {
  if (!read.invalidAt) return;
  const message = "Compose refuses a `$` that starts no variable: write `$$` for a dollar sign.";
  reading.problems.push({ at: read.invalidAt, message, fatal: false });
}

/** Notes a value that the engine would not take. */
export function unreadable(reading: ServiceReading, at: Place, what: string, why: string): undefined {
  reading.unresolved.push({ what: `${what} of service ${reading.name}`, why, at });
  return undefined;
}

/** Notes a value of the wrong type, which Compose refuses. */
export function wrongType(reading: ServiceReading, at: Place, what: string, wanted: string): void {
  const message = `\`${what}\` of service \`${reading.name}\` has to be ${wanted}, so Compose refuses the file.`;
  reading.problems.push({ at, message, fatal: false });
}
