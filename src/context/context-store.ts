/**
 * What is read of a project's contexts, each thing once: a folder is walked for the first build that asks for its files,
 * an ignore file parsed for the first that is built with it. Lives as long as one run.
 */
import type { FileTree } from "../files/file-tree.ts";
import { folderOf, nameOf } from "../files/tree-path.ts";
import { type SiftedFiles, siftFiles } from "./context-files.ts";
import { type Listing, listContext, pathBelow, type WalkOptions } from "./context-listing.ts";
import { type ReadIgnoreFile, readIgnoreFile } from "./find-ignore-file.ts";
import type { IgnoreFile } from "./ignore-file.ts";

/** Made once for a project with `createContextStore`. */
export interface ContextStore {
  readonly tree: FileTree;
  ignoreFile(path: string): ReadIgnoreFile;
  /** True when something of that name is there, a link to nowhere too. The names of a folder are asked for once. */
  exists(path: string): boolean;
  listing(root: string): Listing;
  /** The listing sifted by the ignore file, which this store has read. */
  files(root: string, ignoreFile: IgnoreFile | undefined): SiftedFiles;
  /**
   * What `make` says of a plain file, given its path below the root and its first bytes; asked once for each. undefined
   * where it cannot be read.
   */
  derive<T>(root: string, path: string, most: number, make: (path: string, bytes: Uint8Array) => T): T | undefined;
}

/** Nothing is read before it is asked for. */
export function createContextStore(tree: FileTree, walk: WalkOptions = {}): ContextStore {
  const listings = new Map<string, Listing>();
  const listing = (root: string) => kept(listings, root, () => listContext(tree, root, walk));
  return { tree, listing, ...caches(tree, listing) };
}

/**
 * The store of a project in which the texts at some paths are others, for trials of a fix. Folders are not walked again:
 * an ignore file that is new stands in the tree, but not yet in a listing.
 */
export function changedContextStore(
  unchanged: ContextStore,
  tree: FileTree,
  changed: ReadonlySet<string>,
): ContextStore {
  const own = caches(tree, unchanged.listing);
  return {
    tree,
    listing: unchanged.listing,
    ignoreFile: (path) => (changed.has(path) ? own : unchanged).ignoreFile(path),
    exists: (path) => changed.has(path) || unchanged.exists(path),
    files: (root, ignoreFile) =>
      (ignoreFile && changed.has(ignoreFile.source.path) ? own : unchanged).files(root, ignoreFile),
    derive: (root, path, most, make) =>
      (changed.has(pathBelow(root, path)) ? own : unchanged).derive(root, path, most, make),
  };
}

function caches(
  tree: FileTree,
  listing: (root: string) => Listing,
): Pick<ContextStore, "ignoreFile" | "exists" | "files" | "derive"> {
  const ignoreFiles = new Map<string, ReadIgnoreFile>();
  const sifted = new Map<string, SiftedFiles>();
  const folders = new Map<string, { readonly names: ReadonlySet<string> | undefined }>();
  const derived = new Map<unknown, Map<string, unknown>>();
  return {
    ignoreFile: (path) => kept(ignoreFiles, path, () => readIgnoreFile(tree, path)),
    exists: (path) => {
      const { names } = kept(folders, folderOf(path), () => ({ names: namesIn(tree, folderOf(path)) }));
      // A folder that may be entered but not listed still gives what one asks for by name.
      return names ? names.has(nameOf(path)) : tree.stat(path) !== undefined || tree.readLink(path) !== undefined;
    },
    files: (root, ignoreFile) =>
      kept(sifted, `${root}\0${ignoreFile?.source.path ?? ""}`, () =>
        siftFiles(listing(root), ignoreFile?.patterns ?? []),
      ),
    derive: <T>(root: string, path: string, most: number, make: (path: string, bytes: Uint8Array) => T) => {
      const known = kept(derived, make, () => new Map<string, unknown>());
      // The same file is another one below another root: what its path says counts too.
      const key = `${root}\0${path}`;
      if (known.has(key)) return known.get(key) as T | undefined;
      const bytes = tree.readBytes(pathBelow(root, path), most);
      const made = "why" in bytes ? undefined : make(path, bytes);
      known.set(key, made);
      return made;
    },
  };
}

function namesIn(tree: FileTree, folder: string): ReadonlySet<string> | undefined {
  const entries = tree.list(folder);
  return "why" in entries ? undefined : new Set(entries.map(({ name }) => name));
}

function kept<K, T>(entries: Map<K, T>, key: K, make: () => T): T {
  const known = entries.get(key);
  if (known !== undefined) return known;
  const made = make();
  entries.set(key, made);
  return made;
}
