/**
 * Everything below one folder, read once for all builds that are given it. A file tree and a path come in; files in the
 * order of their paths and the folders they stand in go out. Links are never followed, so nothing is read twice and nothing
 * outside is read at all; what could not be looked at is listed with its reason.
 */
import type { FileTree, TreeEntry } from "../files/file-tree.ts";
import { joinTreePath } from "../files/tree-path.ts";
import type { ContextFile, Unread } from "./effective-context.ts";

/** Entries that are looked at below one root before the walk gives up, and folders inside folders it goes down. */
export const maxContextEntries = 500_000;
export const maxContextDepth = 256;
/** Reasons that are kept for one root: a hostile folder could hold nothing else. */
export const maxUnread = 1_000;

/** What a walk keeps of one root. */
export interface Listing {
  readonly root: string;
  /** In the order of their paths; none is marked as ignored here. */
  readonly files: readonly ContextFile[];
  /** By path; the root is "". */
  readonly folders: ReadonlyMap<string, Folder>;
  readonly unread: readonly Unread[];
  /** Where the files stand whose path passes. Each path is tested once: `test` belongs to a module. */
  named(test: (path: string) => boolean): readonly number[];
}

/** A folder. Its files, those further down included, are `files.slice(start, end)` of the listing. */
export interface Folder {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** Those directly in it, in order. */
  readonly folders: readonly Folder[];
}

/** Limits of a walk, and who is told how far it is. */
export interface WalkOptions {
  readonly entries?: number;
  readonly depth?: number;
  /** Called every few thousand entries with their number so far. */
  readonly progress?: ((entries: number) => void) | undefined;
}

interface Walk {
  readonly tree: FileTree;
  readonly root: string;
  readonly maxEntries: number;
  readonly maxDepth: number;
  readonly progress: ((entries: number) => void) | undefined;
  readonly files: ContextFile[];
  readonly folders: Map<string, Folder>;
  readonly unread: Unread[];
  entries: number;
}

/** Reads a folder and all below it. */
export function listContext(tree: FileTree, root: string, options: WalkOptions = {}): Listing {
  const walk: Walk = {
    tree,
    root,
    maxEntries: options.entries ?? maxContextEntries,
    maxDepth: options.depth ?? maxContextDepth,
    progress: options.progress,
    files: [],
    folders: new Map(),
    unread: [],
    entries: 0,
  };
  walkFolder(walk, "", 0);
  if (walk.entries > walk.maxEntries)
    note(walk, "", `It holds more than ${walk.maxEntries} entries; only the first of them were looked at.`);
  const { files, folders, unread } = walk;
  return { root, files, folders, unread, named: pathTests(files) };
}

/** Ignore files on trial sift a listing again; what its paths say stays as it is. */
function pathTests(files: readonly ContextFile[]): Listing["named"] {
  const passed = new Map<(path: string) => boolean, readonly number[]>();
  return (test) => {
    const known = passed.get(test);
    if (known) return known;
    const places: number[] = [];
    for (const [at, { path }] of files.entries()) if (test(path)) places.push(at);
    passed.set(test, places);
    return places;
  };
}

/** Path of something below the root, as in `Source.path`. */
export function pathBelow(root: string, path: string): string {
  if (path === "") return root;
  if (root === ".") return path;
  return root.endsWith("/") ? root + path : `${root}/${path}`;
}

function walkFolder(walk: Walk, path: string, depth: number): Folder {
  const start = walk.files.length;
  const folders: Folder[] = [];
  const entries = walk.tree.list(pathBelow(walk.root, path));
  if ("why" in entries) note(walk, path, entries.why);
  else {
    const prefix = path === "" ? "" : `${path}/`;
    for (const entry of inPathOrder(entries)) {
      walk.entries += 1;
      if (walk.entries > walk.maxEntries) break;
      if (walk.progress && walk.entries % progressStep === 0) walk.progress(walk.entries);
      const below = prefix + entry.name;
      if (entry.kind !== "folder") addFile(walk, below, entry);
      else if (entry.invalidName) note(walk, below, notUtf8);
      else if (depth >= walk.maxDepth) note(walk, below, `It lies deeper than ${walk.maxDepth} folders.`);
      else folders.push(walkFolder(walk, below, depth + 1));
    }
  }
  const folder = { path, start, end: walk.files.length, folders };
  walk.folders.set(path, folder);
  return folder;
}

const progressStep = 4096;
const notUtf8 = "Its name is not valid UTF-8, so it cannot be opened: rename it.";

function addFile(walk: Walk, path: string, { kind, invalidName }: TreeEntry): void {
  if (kind === "folder") return;
  if (invalidName) note(walk, path, notUtf8);
  const bytes = invalidName || kind === "other" ? 0 : walk.tree.size(pathBelow(walk.root, path));
  walk.files.push({ path, bytes, kind, ignoredBy: undefined });
}

/** As their paths sort: a folder stands where its name with a `/` would. */
function inPathOrder(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  if (!entries.some(({ kind }) => kind === "folder")) return entries;
  const keyed = entries.map((entry) => ({ entry, key: entry.kind === "folder" ? `${entry.name}/` : entry.name }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ entry }) => entry);
}

function note(walk: Walk, path: string, why: string): void {
  if (walk.unread.length < maxUnread) walk.unread.push({ path: pathBelow(walk.root, path), why });
  else if (walk.unread.length === maxUnread)
    walk.unread.push({ path: walk.root, why: `More than ${maxUnread} things in it could not be looked at.` });
}

/** Index of the file of that path, or -1. */
export function indexOfFile(files: readonly ContextFile[], path: string): number {
  let low = 0;
  let high = files.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = files[middle]?.path ?? "";
    if (found === path) return middle;
    if (found < path) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Links that are followed for one path before it counts as a circle: as in BuildKit's root path. */
export const maxLinks = 255;

/**
 * Where a path below the root leads once its links are followed, the last one too. Links are read as if the root were
 * `/`: none leads out of it. `isThere` hides what the builder is not sent. undefined where nothing is.
 */
export function followLinks(
  tree: FileTree,
  listing: Listing,
  parts: readonly string[],
  isThere: (path: string) => boolean,
): string | undefined {
  const open = [...parts].reverse();
  let path = "";
  let links = 0;
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      path = path.slice(0, Math.max(0, path.lastIndexOf("/")));
      continue;
    }
    const next = path === "" ? part : `${path}/${part}`;
    if (!isThere(next)) return undefined;
    const file = listing.files[indexOfFile(listing.files, next)];
    const target = file?.kind === "link" ? tree.readLink(joinTreePath(listing.root, next)) : undefined;
    if (target === undefined) {
      if (file && open.length > 0) return undefined;
      path = next;
      continue;
    }
    links += 1;
    if (links > maxLinks) return undefined;
    if (target.startsWith("/")) path = "";
    for (const step of target.split("/").reverse()) open.push(step);
  }
  return path;
}
