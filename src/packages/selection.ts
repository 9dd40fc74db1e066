/**
 * Which catalogers want which file. Catalogers go in, tables come out, so that a path costs a look or two: an image has
 * hundreds of thousands of files and hardly any of them is asked for.
 */
import type { Cataloger } from "./package.ts";

export interface Selection {
  /** Catalogers that want a file by its name and place, in the order they were given in. Those that go by magic are in `elf`. */
  of(path: string): readonly Cataloger[];
  /** Catalogers that want every file that begins like an ELF file. */
  readonly elf: readonly Cataloger[];
  /**
   * True for a path that may tell of a package: one that a cataloger wants, a program, or a shared object. Of the files that
   * an operating system's package owns only these have to be remembered.
   */
  evidence(path: string): boolean;
}

/** A cataloger by one way of selecting. */
interface Wanted {
  readonly cataloger: Cataloger;
  /** Place among all catalogers. */
  readonly order: number;
  /** What the last part of the path, or the folder, has to end with. */
  readonly suffix: string;
}

interface Tables {
  /** By the last part of the path. */
  readonly names: ReadonlyMap<string, readonly Wanted[]>;
  /** By what follows the last dot of the last part. */
  readonly endings: ReadonlyMap<string, readonly Wanted[]>;
  /** By the last part of the folder. */
  readonly folders: ReadonlyMap<string, readonly Wanted[]>;
  /** 1 for each pair of length (up to 255) and last character (up to 127) that a key of the map has. */
  readonly nameKeys: Uint8Array;
  readonly endingKeys: Uint8Array;
  readonly folderKeys: Uint8Array;
}

const none: readonly Cataloger[] = [];

/** Builds the tables. */
export function createSelection(catalogers: readonly Cataloger[]): Selection {
  const tables = buildTables(catalogers);
  const of = (path: string): readonly Cataloger[] => {
    const slash = path.lastIndexOf("/");
    const dot = path.lastIndexOf(".");
    let found: Wanted[] | undefined;
    if (hasKey(tables.nameKeys, path, slash + 1, path.length))
      found = add(found, tables.names.get(path.slice(slash + 1)), path, path.length);
    if (dot > slash && hasKey(tables.endingKeys, path, dot + 1, path.length))
      found = add(found, tables.endings.get(path.slice(dot + 1)), path, path.length);
    if (slash > 0) {
      const start = path.lastIndexOf("/", slash - 1) + 1;
      if (hasKey(tables.folderKeys, path, start, slash))
        found = add(found, tables.folders.get(path.slice(start, slash)), path, slash);
    }
    return found === undefined ? none : inOrder(found, path);
  };
  return {
    of,
    elf: catalogers.filter(({ selects }) => selects.magic === "elf"),
    evidence: (path) => isProgram(path) || of(path).length > 0,
  };
}

/** Identity and versions of catalogers: facts that were read with another key may differ. */
export function selectionKey(catalogers: readonly Cataloger[]): string {
  return catalogers.map(({ id, version }) => `${id}:${version}`).join(" ");
}

function buildTables(catalogers: readonly Cataloger[]): Tables {
  const names = new Map<string, Wanted[]>();
  const endings = new Map<string, Wanted[]>();
  const folders = new Map<string, Wanted[]>();
  for (const [order, cataloger] of catalogers.entries()) {
    const { selects } = cataloger;
    for (const name of selects.names ?? []) put(names, name, { cataloger, order, suffix: "" });
    for (const ending of selects.endings ?? [])
      put(endings, ending.slice(ending.lastIndexOf(".") + 1), { cataloger, order, suffix: ending });
    for (const folder of selects.folders ?? [])
      put(folders, folder.slice(folder.lastIndexOf("/") + 1), { cataloger, order, suffix: folder });
  }
  const [nameKeys, endingKeys, folderKeys] = [keysOf(names), keysOf(endings), keysOf(folders)];
  return { names, endings, folders, nameKeys, endingKeys, folderKeys };
}

function put(map: Map<string, Wanted[]>, key: string, wanted: Wanted): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [wanted]);
  else list.push(wanted);
}

function keysOf(map: ReadonlyMap<string, unknown>): Uint8Array {
  const keys = new Uint8Array(256 * 128);
  for (const key of map.keys()) keys[keyOf(key, 0, key.length)] = 1;
  return keys;
}

function hasKey(keys: Uint8Array, path: string, start: number, end: number): boolean {
  return keys[keyOf(path, start, end)] === 1;
}

/** Length and last character of a piece of a text, as one number. Different pieces may have the same. */
function keyOf(text: string, start: number, end: number): number {
  if (end <= start) return 0;
  return ((end - start) & 255) * 128 + (text.charCodeAt(end - 1) & 127);
}

/** Those of `wanted` whose ending fits what stands before `end`; for folders it has to begin a part there. */
function add(
  found: Wanted[] | undefined,
  wanted: readonly Wanted[] | undefined,
  path: string,
  end: number,
): Wanted[] | undefined {
  let all = found;
  for (const one of wanted ?? []) {
    const start = end - one.suffix.length;
    if (start < 0 || !path.startsWith(one.suffix, start)) continue;
    const isPart = end === path.length || start === 0 || path[start - 1] === "/";
    if (isPart) all = [...(all ?? []), one];
  }
  return all;
}

/** Each cataloger once, after its own last word. */
function inOrder(found: readonly Wanted[], path: string): readonly Cataloger[] {
  const sorted = found.length === 1 ? found : [...found].sort((a, b) => a.order - b.order);
  const all: Cataloger[] = [];
  for (const { cataloger } of sorted)
    if (all.at(-1) !== cataloger && (cataloger.selects.where?.(path) ?? true)) all.push(cataloger);
  return all.length === 0 ? none : all;
}

/**
 * Programs and shared objects by name: what stands in bin, sbin or anywhere in libexec, `.so` and `.so.1`, Node.js addons, and
 * names without a dot below lib or opt (`usr/lib/git-core/git`, `usr/lib/docker/cli-plugins/docker-compose`).
 */
function isProgram(path: string): boolean {
  const slash = path.lastIndexOf("/");
  if (isIn(path, "bin", slash) || isIn(path, "sbin", slash) || hasFolder(path, "libexec")) return true;
  const dot = path.indexOf(".", slash + 1);
  if (dot === -1) return hasFolder(path, "lib") || hasFolder(path, "lib64") || hasFolder(path, "opt");
  const so = path.indexOf(".so", dot);
  if (so !== -1 && (so + 3 === path.length || path[so + 3] === ".")) return true;
  return path.endsWith(".node");
}

/** True when the folder that ends at `slash` is called so. */
function isIn(path: string, folder: string, slash: number): boolean {
  const start = slash - folder.length;
  return start >= 0 && path.startsWith(folder, start) && (start === 0 || path[start - 1] === "/");
}

/** True when a folder on the way is called so. */
function hasFolder(path: string, folder: string): boolean {
  if (path.startsWith(folder) && path[folder.length] === "/") return true;
  return path.includes(`/${folder}/`);
}
