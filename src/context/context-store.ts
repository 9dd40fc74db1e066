/**
 * What is read of a project's contexts, each thing once: a folder is walked for the first build that asks for its files,
 * an ignore file parsed for the first that is built with it. Lives as long as one run.
 */
import type { FileTree } from "../files/file-tree.ts";
import { type SiftedFiles, siftFiles } from "./context-files.ts";
import { type Listing, listContext, type WalkOptions } from "./context-listing.ts";
import { type ReadIgnoreFile, readIgnoreFile } from "./find-ignore-file.ts";
import type { IgnoreFile } from "./ignore-file.ts";

/** Made once for a project with `createContextStore`. */
export interface ContextStore {
  readonly tree: FileTree;
  ignoreFile(path: string): ReadIgnoreFile;
  listing(root: string): Listing;
  /** The listing sifted by the ignore file, which this store has read. */
  files(root: string, ignoreFile: IgnoreFile | undefined): SiftedFiles;
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
    files: (root, ignoreFile) =>
      (ignoreFile && changed.has(ignoreFile.source.path) ? own : unchanged).files(root, ignoreFile),
  };
}

function caches(tree: FileTree, listing: (root: string) => Listing): Pick<ContextStore, "ignoreFile" | "files"> {
  const ignoreFiles = new Map<string, ReadIgnoreFile>();
  const sifted = new Map<string, SiftedFiles>();
  return {
    ignoreFile: (path) => kept(ignoreFiles, path, () => readIgnoreFile(tree, path)),
    files: (root, ignoreFile) =>
      kept(sifted, `${root}\0${ignoreFile?.source.path ?? ""}`, () =>
        siftFiles(listing(root), ignoreFile?.patterns ?? []),
      ),
  };
}

function kept<T>(entries: Map<string, T>, key: string, make: () => T): T {
  const known = entries.get(key);
  if (known !== undefined) return known;
  const made = make();
  entries.set(key, made);
  return made;
}
