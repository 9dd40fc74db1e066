import type { FileTree } from "../files/file-tree.ts";
import { cleanTreePath, folderOf, joinTreePath } from "../files/tree-path.ts";
import { createSource, type Source } from "../text/source.ts";
import type { Budget } from "./budget.ts";
import type { UnreadFile } from "./compose-project.ts";
import { mergeTrees } from "./merge.ts";
import { readYaml } from "./read-yaml.ts";
import { readVariables } from "./variables-file.ts";
import { type ComposeFile, type ComposeProblem, placeIn, type YamlEntry, type YamlMap } from "./yaml-tree.ts";

/**
 * Opens the files of a Compose project and turns each into one tree. What lies outside the folder that is checked, or is
 * no file of this disk, is not read.
 */

/** Files of one project: overrides, bases of `extends`, includes. */
export const mostComposeFiles = 200;

/** What reading a project needs and gathers. */
export interface Loading {
  readonly tree: FileTree;
  readonly budget: Budget;
  /** The file that is looked at: places in it have no path. */
  readonly main: string;
  /** Files are read below this folder only, or below the folder of the main file. */
  readonly within: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly sources: Map<string, Source>;
  readonly problems: ComposeProblem[];
  readonly unresolved: UnreadFile[];
  filesLeft: number;
}

/** The documents of one file merged into a tree; undefined when it is not there or was refused. */
export function loadTree(loading: Loading, path: string, setting: Setting): YamlMap | undefined {
  const file = openFile(loading, path, setting);
  if (!file) return undefined;
  const { documents, problems } = readYaml(file, loading.budget);
  loading.problems.push(...problems);
  let tree: YamlMap | undefined;
  for (const document of documents) {
    if (document.kind !== "map") {
      const message = "A Compose file is a map with `services` in it; this is none.";
      loading.problems.push({ at: document.at, message, fatal: true });
      continue;
    }
    const modern = asModern(document);
    tree = tree ? mergeTrees(tree, modern, loading.budget) : modern;
  }
  return tree;
}

/** What the values of a file hang on. */
export interface Setting {
  readonly folder: string;
  readonly variables: ReadonlyMap<string, string>;
}

/** The folder's `.env` under the values that are given. */
export function variablesOf(loading: Loading, path: string, given: ReadonlyMap<string, string>) {
  if (!isInside(loading, path) || loading.tree.stat(path)?.kind !== "file") return given;
  const read = loading.tree.readText(path);
  if (!("why" in read)) return readVariables(read.text, given);
  loading.unresolved.push({ what: path, why: read.why, at: { start: 0, end: 0 } });
  return given;
}

/** True for what may be read: below the folder of the check, or of the main file. */
export function isInside(loading: Loading, path: string): boolean {
  return [loading.within, folderOf(loading.main)].some((folder) => isBelow(folder, path));
}

/** True for an address that is no path: Git, OCI, a web server. */
export function isRemote(address: string): boolean {
  return /^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/|git@|github\.com\/)/.test(address);
}

/** A path of a Compose file, which starts at `folder`, as in `Source.path`; `~` and Windows drives are left alone. */
export function resolvePath(folder: string, path: string): string {
  return /^(?:~|[A-Za-z]:[\\/])/.test(path) ? path : joinTreePath(folder, path);
}

function isBelow(folder: string, path: string): boolean {
  const root = cleanTreePath(folder);
  const clean = cleanTreePath(path);
  if (root === ".") return !clean.startsWith("/") && clean !== ".." && !clean.startsWith("../");
  if (root === "/") return clean.startsWith("/");
  return clean.startsWith(`${root}/`);
}

function openFile(loading: Loading, path: string, setting: Setting): ComposeFile | undefined {
  if (loading.filesLeft-- <= 0) {
    const message = `The project is made of more than ${mostComposeFiles} files; the rest is not read.`;
    if (loading.filesLeft === -1) loading.problems.push({ at: { start: 0, end: 0 }, message, fatal: true });
    return undefined;
  }
  const known = loading.sources.get(path);
  const read = known ?? loading.tree.readText(path);
  const source = known ?? createSource(path, "text" in read ? read.text : "");
  const file = { source, path: path === loading.main ? undefined : path, ...setting };
  loading.sources.set(path, source);
  if ("why" in read) {
    loading.problems.push({ at: placeIn(file, 0, 0), message: `The file is not read. ${read.why}`, fatal: true });
    return undefined;
  }
  return file;
}

/**
 * Files of before 2016 hold the services at the top. They are told by their shape: nothing but maps, each with an image
 * or a build, and no key of the newer form.
 */
function asModern(root: YamlMap): YamlMap {
  if (modernKeys.some((key) => root.entries.has(key)) || root.entries.size === 0) return root;
  const services = [...root.entries.values()].filter(({ name }) => !name.startsWith("x-"));
  const isOld = services.every(
    ({ value }) => value.kind === "map" && ["image", "build", "extends"].some((key) => value.entries.has(key)),
  );
  if (!isOld || services.length === 0) return root;
  const renamed = services.map((entry): [string, YamlEntry] => [
    entry.name,
    { ...entry, value: renameOld(entry.value) },
  ]);
  const value: YamlMap = { ...root, entries: new Map(renamed) };
  const keyAt = placeIn(root.file, root.at.start, root.at.start);
  const entry: YamlEntry = { name: "services", keyAt, value, alias: undefined, merged: false };
  // As if in braces: a key that is added at the top of such a file would be a service.
  return { ...root, style: "flow", entries: new Map([["services", entry]]) };
}

const modernKeys = ["services", "version", "name", "include", "networks", "volumes", "secrets", "configs", "models"];

/** Keys of the old form under their new names. */
function renameOld(service: YamlEntry["value"]): YamlEntry["value"] {
  const net = service.kind === "map" ? service.entries.get("net") : undefined;
  if (service.kind !== "map" || !net) return service;
  const entries = new Map(service.entries);
  entries.delete("net");
  entries.set("network_mode", { ...net, name: "network_mode" });
  return { ...service, entries };
}
