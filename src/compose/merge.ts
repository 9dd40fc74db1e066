import type { Budget } from "./budget.ts";
import { isNull, isReset, type YamlEntry, type YamlList, type YamlMap, type YamlNode } from "./yaml-tree.ts";

/**
 * Merges one Compose tree over another by the rules of the Compose specification: maps merge, lists append, single values
 * and commands are replaced, `!reset` takes away, `!override` replaces. What must be unique (ports, volumes, variables) is
 * made so where it is read. Every node stays where it is written.
 * https://github.com/compose-spec/compose-spec/blob/main/13-merge.md
 */
export function mergeTrees(base: YamlMap, over: YamlMap, budget: Budget, path: readonly string[] = []): YamlMap {
  budget.spend(base.entries.size + over.entries.size);
  const entries = new Map(base.entries);
  for (const [name, entry] of over.entries) {
    const below = entries.get(name);
    const replaces = isReset(entry.value) || entry.value.tag === "!override";
    if (!below || isReset(below.value) || replaces) entries.set(name, entry);
    else entries.set(name, mergeEntry(below, entry, budget, [...path, name]));
  }
  return { ...base, entries };
}

/** The short form of `build` as the long one. */
export function asBuildMap(node: YamlNode): YamlMap | undefined {
  if (node.kind === "map") return node;
  if (node.kind === "list" || isNull(node)) return undefined;
  const context: YamlEntry = { name: "context", keyAt: node.at, value: node, alias: undefined, merged: false };
  return { ...node, kind: "map", style: "flow", entries: new Map([["context", context]]), brought: new Set() };
}

function mergeEntry(base: YamlEntry, over: YamlEntry, budget: Budget, path: readonly string[]): YamlEntry {
  const value = mergeNodes(base.value, over.value, budget, path);
  // The key that is looked at is the one of the value that counts.
  return value === over.value ? over : { ...base, value };
}

function mergeNodes(base: YamlNode, over: YamlNode, budget: Budget, path: readonly string[]): YamlNode {
  const name = path.length > 2 && path[0] === "services" ? path.slice(2).join(".") : "";
  if (isNull(over)) return base;
  if (isNull(base) || replacedKeys.has(name)) return over;
  if (name === "logging" && hasOtherDriver(base, over)) return over;
  const [left, right] = name === "build" ? [asBuildMap(base) ?? base, asBuildMap(over) ?? over] : [base, over];
  if (left.kind === "map" && right.kind === "map") return mergeTrees(left, right, budget, path);
  if (left.kind === "scalar" && right.kind === "scalar" && !appendedKeys.has(name)) return right;
  return append(left, right, budget);
}

/** What can be a map in one file and a list in the other becomes a list that holds both. */
function append(base: YamlNode, over: YamlNode, budget: Budget): YamlList {
  const items = [...itemsOf(base), ...itemsOf(over)];
  budget.spend(items.length);
  return { ...base, kind: "list", style: "block", items };
}

function itemsOf(node: YamlNode): YamlList["items"] {
  return node.kind === "list" ? node.items : [{ value: node, alias: undefined }];
}

function hasOtherDriver(base: YamlNode, over: YamlNode): boolean {
  const [left, right] = [base, over].map((node) =>
    node.kind === "map" ? node.entries.get("driver")?.value : undefined,
  );
  return left?.kind === "scalar" && right?.kind === "scalar" && left.text !== right.text;
}

const replacedKeys: ReadonlySet<string> = new Set(["command", "entrypoint", "healthcheck.test"]);

/** One text or a list of them: they add up. */
const appendedKeys: ReadonlySet<string> = new Set(["env_file", "label_file", "tmpfs", "dns", "dns_opt", "dns_search"]);
