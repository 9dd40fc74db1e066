import { folderOf } from "../files/tree-path.ts";
import type { Place } from "../text/source.ts";
import { isInside, isRemote, type Loading, resolvePath, variablesOf } from "./load.ts";
import { readScalar } from "./scalars.ts";
import { fieldOf, type YamlEntry, type YamlMap, type YamlNode } from "./yaml-tree.ts";

/**
 * Adds to a tree what its `include` names: services, secrets, networks and volumes of other files, each with its own
 * folder and `.env`. What is not on this disk or lies outside is not read, and said so.
 */

/** Includes inside includes. */
export const deepestInclude = 20;

/** Loads a stack of files, the later over the earlier, with their own includes. */
export type LoadStack = (
  paths: readonly string[],
  setting: { readonly folder: string; readonly variables: ReadonlyMap<string, string> },
  chain: readonly string[],
) => YamlMap | undefined;

/** The tree with what it includes; the own resources win over included ones of the same name. */
export function applyIncludes(
  loading: Loading,
  tree: YamlMap,
  folder: string,
  chain: readonly string[],
  loadStack: LoadStack,
): YamlMap {
  const include = fieldOf(tree, "include");
  if (!include) return tree;
  const items = include.kind === "list" ? include.items.map((item) => item.value) : [include];
  let whole = tree;
  for (const item of items) {
    const wanted = readInclude(loading, item, folder);
    if (!wanted) continue;
    const [first = ""] = wanted.paths;
    if (chain.includes(first)) {
      loading.problems.push({ at: item.at, message: "The files include each other in a circle.", fatal: false });
      continue;
    }
    if (chain.length > deepestInclude) {
      const why = `More than ${deepestInclude} files include each other in a row.`;
      loading.unresolved.push({ what: "the included file", why, at: item.at });
      continue;
    }
    const added = loadStack(wanted.paths, wanted.setting, [...chain, first]);
    if (added) whole = withResources(loading, whole, added, item.at);
  }
  return whole;
}

function readInclude(loading: Loading, item: YamlNode, folder: string) {
  const pathNode = item.kind === "map" ? fieldOf(item, "path") : item;
  const paths: string[] = [];
  for (const node of scalarsOf(pathNode)) {
    const path = localPath(loading, node, folder, "the included file");
    if (path === undefined) return undefined;
    paths.push(path);
  }
  if (paths.length === 0) {
    loading.problems.push({
      at: item.at,
      message: "An entry of `include` is a path, or a map with `path`.",
      fatal: false,
    });
    return undefined;
  }
  const map = item.kind === "map" ? item : undefined;
  const directory = fieldOf(map, "project_directory");
  const written = directory && readScalar(directory)?.value;
  const ownFolder = written === undefined ? folderOf(paths[0] ?? "") : resolvePath(folder, written);
  let variables = item.file.variables;
  const envFiles = scalarsOf(fieldOf(map, "env_file")).map((node) => readScalar(node)?.value);
  if (envFiles.length === 0) variables = variablesOf(loading, resolvePath(ownFolder, ".env"), variables);
  for (const path of envFiles)
    if (path !== undefined) variables = variablesOf(loading, resolvePath(folder, path), variables);
  return { paths, setting: { folder: ownFolder, variables } };
}

/** A path of this disk inside the folder of the check that leads to a file. */
function localPath(loading: Loading, node: YamlNode, folder: string, what: string): string | undefined {
  const refuse = (why: string, fatal = false) => {
    loading.unresolved.push({ what, why, at: node.at, fatal });
    return undefined;
  };
  const written = readScalar(node)?.value;
  if (written === undefined) return refuse("Its path hangs on a variable without value.");
  if (isRemote(written)) return refuse("It lies on another machine and is not fetched.");
  const path = resolvePath(folder, written);
  if (!isInside(loading, path))
    return refuse(`${written} lies outside the folder that is checked and is not read.`, true);
  if (loading.tree.stat(path)?.kind !== "file") return refuse(`There is no such file: ${written}.`, true);
  return path;
}

function scalarsOf(node: YamlNode | undefined): readonly YamlNode[] {
  if (!node) return [];
  return node.kind === "list" ? node.items.map((item) => item.value) : node.kind === "scalar" ? [node] : [];
}

function withResources(loading: Loading, tree: YamlMap, added: YamlMap, at: Place): YamlMap {
  const entries = new Map(tree.entries);
  for (const kind of ["services", "secrets", "configs", "networks", "volumes"]) {
    const from = added.entries.get(kind);
    if (from?.value.kind !== "map") continue;
    const to = entries.get(kind);
    if (to?.value.kind !== "map") entries.set(kind, from);
    else entries.set(kind, { ...to, value: joined(loading, to.value, from.value, at) });
  }
  return { ...tree, entries };
}

function joined(loading: Loading, to: YamlMap, from: YamlMap, at: Place): YamlMap {
  loading.budget.spend(to.entries.size + from.entries.size);
  const entries = new Map<string, YamlEntry>(to.entries);
  for (const [name, entry] of from.entries) {
    const own = entries.get(name);
    if (!own) entries.set(name, entry);
    else if (own.value !== entry.value && !isSamePlace(own.keyAt, entry.keyAt)) {
      const message = `The included file defines \`${name}\` too, which Compose refuses: give one of them another name.`;
      loading.problems.push({ at, message, fatal: false });
    }
  }
  return { ...to, entries };
}

/** The same file, included twice. */
function isSamePlace(a: Place, b: Place): boolean {
  return a.path === b.path && a.start === b.start;
}
