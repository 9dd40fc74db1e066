import type { EnvironmentEntry } from "../runtime/container.ts";
import type { Place } from "../text/source.ts";
import { isKnown, noteInvalid, type ServiceReading, wrongType } from "./fields.ts";
import { readScalar, readText } from "./scalars.ts";
import { entriesOf, isNull, type YamlEntry, type YamlNode, type YamlScalar } from "./yaml-tree.ts";

/**
 * Reads `environment` and `args`: a map, or a list of `NAME=value`. The last of a name counts. A name without value gets
 * the one of the environment Compose runs in; a value that hangs on a variable without value is unknown, not missing.
 */

/** The pairs of a node, in order. `what` names the field. */
export function readPairs(
  reading: ServiceReading,
  node: YamlNode | undefined,
  what: string,
): readonly EnvironmentEntry[] {
  const pairs = new Map<string, EnvironmentEntry>();
  for (const pair of node ? pairsOf(reading, node, what, true) : []) {
    pairs.delete(pair.name);
    pairs.set(pair.name, pair);
  }
  return [...pairs.values()];
}

function pairsOf(reading: ServiceReading, node: YamlNode, what: string, mayNest: boolean): readonly EnvironmentEntry[] {
  if (node.kind === "map") {
    reading.budget.spend(node.entries.size);
    return entriesOf(node).flatMap((entry) => entryPair(reading, entry, what) ?? []);
  }
  if (node.kind === "list" && mayNest) {
    reading.budget.spend(node.items.length);
    return node.items.flatMap((item) => pairsOf(reading, item.value, what, false));
  }
  if (node.kind === "scalar" && !mayNest) return itemPair(reading, node, what) ?? [];
  wrongType(reading, node.at, what, "a map, or a list of NAME=value");
  return [];
}

function entryPair(reading: ServiceReading, entry: YamlEntry, what: string): EnvironmentEntry | undefined {
  const { name, keyAt: nameAt, value: node } = entry;
  if (isNull(node)) return passedThrough(node, name, nameAt, nameAt);
  const read = readScalar(node);
  if (!read) {
    wrongType(reading, node.at, `${what}.${name}`, "a single value");
    return undefined;
  }
  noteInvalid(reading, read);
  return { name, nameAt, value: read.value, at: node.at, literal: read.literal, fallback: read.fallback };
}

function itemPair(reading: ServiceReading, node: YamlScalar, what: string): readonly EnvironmentEntry[] | undefined {
  const equals = node.text.indexOf("=");
  const written = equals === -1 ? node.text : node.text.slice(0, equals);
  const name = readText(node, written);
  if (name.value === undefined || name.value === "") {
    isKnown(reading, { ...name, at: node.at }, what);
    return undefined;
  }
  const nameAt = partOf(node, 0, written.length);
  if (equals === -1) return [passedThrough(node, name.value, nameAt, node.at)];
  const read = { ...readText(node, node.text.slice(equals + 1)), at: partOf(node, equals + 1, node.text.length) };
  noteInvalid(reading, read);
  return [{ name: name.value, nameAt, value: read.value, at: read.at, literal: read.literal, fallback: read.fallback }];
}

function passedThrough(node: YamlNode, name: string, nameAt: Place, at: Place): EnvironmentEntry {
  return { name, nameAt, value: node.file.variables.get(name), at, literal: false, fallback: undefined };
}

/** Part of a scalar's text in the file; the whole scalar where quoting or folding moved it. */
function partOf(node: YamlScalar, from: number, to: number): Place {
  const quote = node.style === "single" || node.style === "double" ? 1 : 0;
  const { start } = node.at;
  const inside = node.file.source.text.slice(start + quote, node.at.end - quote);
  if (node.style === "block" || inside !== node.text) return node.at;
  return { ...node.at, start: start + quote + from, end: start + quote + to };
}
