import { folderOf, nameOf } from "../files/tree-path.ts";
import type { Place } from "../text/source.ts";
import { isInside, isRemote, type Loading, loadTree, resolvePath } from "./load.ts";
import { mergeTrees } from "./merge.ts";
import { readScalar } from "./scalars.ts";
import { fieldOf, type YamlEntry, type YamlMap, type YamlNode } from "./yaml-tree.ts";

/**
 * Puts under each service of a tree the service it `extends`, from the same file or another one. Circles, missing files
 * and missing services leave the service as it is, with the reason in `incomplete`.
 */

/** Services that extend each other in a row. */
export const longestExtends = 50;

/** Trees by path, and why a service is not whole. */
export interface Extending {
  readonly loading: Loading;
  readonly trees: Map<string, YamlMap | undefined>;
  /** By service of the main tree: what of it could not be found. */
  readonly incomplete: Map<string, { readonly why: string; readonly at: Place }>;
}

/** The tree with all its services whole. */
export function applyExtends(extending: Extending, tree: YamlMap): YamlMap {
  const services = tree.entries.get("services");
  if (services?.value.kind !== "map") return tree;
  const entries = new Map<string, YamlEntry>();
  for (const [name, entry] of services.value.entries) {
    if (entry.value.kind !== "map") entries.set(name, entry);
    else entries.set(name, { ...entry, value: extended(extending, tree, entry.value, [stepOf(tree, name)], name) });
  }
  const whole: YamlMap = { ...services.value, entries };
  return { ...tree, entries: new Map(tree.entries).set("services", { ...services, value: whole }) };
}

/** `chain` holds the services on the way here. */
function extended(
  extending: Extending,
  tree: YamlMap,
  service: YamlMap,
  chain: readonly string[],
  top: string,
): YamlMap {
  const written = fieldOf(service, "extends");
  if (!written) return service;
  const own: YamlMap = { ...service, entries: new Map([...service.entries].filter(([name]) => name !== "extends")) };
  const base = findBase(extending, tree, written, chain);
  if ("why" in base) {
    extending.incomplete.set(top, { why: base.why, at: written.at });
    return own;
  }
  const below = extended(extending, base.tree, base.service, base.chain, top);
  return mergeTrees(below, own, extending.loading.budget, ["services", top]);
}

interface Base {
  readonly tree: YamlMap;
  readonly service: YamlMap;
  readonly chain: readonly string[];
}

function findBase(
  extending: Extending,
  tree: YamlMap,
  written: YamlNode,
  chain: readonly string[],
): Base | { readonly why: string } {
  const name = textOf(written.kind === "map" ? fieldOf(written, "service") : written);
  if (name === undefined) return { why: "`extends` names no service that can be known here." };
  const fileNode = written.kind === "map" ? fieldOf(written, "file") : undefined;
  const from = fileNode ? otherTree(extending, fileNode) : tree;
  if ("why" in from) return from;
  const step = stepOf(from, name);
  if (chain.includes(step)) return { why: "The services extend each other in a circle." };
  if (chain.length > longestExtends) return { why: `More than ${longestExtends} services extend each other in a row.` };
  const services = fieldOf(from, "services");
  const service = services?.kind === "map" ? services.entries.get(name)?.value : undefined;
  if (service?.kind !== "map")
    return { why: `The service \`${name}\` that it extends is not in ${nameOf(from.file.source.path)}.` };
  return { tree: from, service, chain: [...chain, step] };
}

function stepOf(tree: YamlMap, service: string): string {
  return `${tree.file.source.path}\n${service}`;
}

function otherTree(extending: Extending, node: YamlNode): YamlMap | { readonly why: string } {
  const { loading, trees } = extending;
  const written = textOf(node);
  if (written === undefined) return { why: "The file it extends hangs on a variable without value." };
  if (isRemote(written)) return { why: "The file it extends lies on another machine and is not fetched." };
  const path = resolvePath(node.file.folder, written);
  if (!isInside(loading, path)) return { why: "The file it extends lies outside the folder that is checked." };
  if (!trees.has(path)) {
    const isThere = loading.tree.stat(path)?.kind === "file";
    const setting = { folder: folderOf(path), variables: node.file.variables };
    trees.set(path, isThere ? loadTree(loading, path, setting) : undefined);
  }
  return trees.get(path) ?? { why: "The file it extends is not there, or cannot be read." };
}

function textOf(node: YamlNode | undefined): string | undefined {
  return node && readScalar(node)?.value;
}
