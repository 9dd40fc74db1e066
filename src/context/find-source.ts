/**
 * What the parts of a source name in a context. Parts and sifted files come in; folders and files go out, in order. Links
 * are followed inside the context, never out of it; what is not sent is not there.
 * Reference: tonistiigi/fsutil copy, `ResolveWildcards`.
 */
import type { FileTree } from "../files/file-tree.ts";
import type { SiftedFiles } from "./context-files.ts";
import { type Folder, followLinks, indexOfFile } from "./context-listing.ts";
import type { SourceMatch } from "./copy-instruction.ts";
import { hasWildcard, nameTest } from "./source-match.ts";

/** `which` tells whether what the ignore file leaves out is looked at too. */
export function findSource(
  tree: FileTree,
  files: SiftedFiles,
  parts: readonly string[],
  which: "sent" | "all",
): SourceMatch[] {
  const isThere = which === "all" ? (path: string) => exists(files, path) : (path: string) => isSent(files, path);
  const wild = parts.findIndex(hasWildcard);
  const fixed = wild === -1 ? parts : parts.slice(0, wild);
  const base = followLinks(tree, files.listing, fixed, isThere);
  if (base === undefined) return [];
  const named = wild === -1 ? [{ path: base, name: parts.at(-1) ?? "" }] : matchBelow(files, base, parts.slice(wild));
  return named.flatMap(({ path, name }): SourceMatch[] => {
    if (!isThere(path)) return [];
    const end = wild === -1 ? path : followLinks(tree, files.listing, path.split("/"), isThere);
    if (end === undefined) return [];
    return [{ path: end, name, isFolder: files.listing.folders.has(end) }];
  });
}

/** True for a file that is sent, and for a folder that is: itself, or as the parent of what is. */
export function isSent(files: SiftedFiles, path: string): boolean {
  const folder = files.listing.folders.get(path);
  if (!folder) {
    const file = files.all[indexOfFile(files.all, path)];
    return file !== undefined && !file.ignoredBy;
  }
  if (path === "" || !files.ignoredBy(path)) return true;
  for (let at = folder.start; at < folder.end; at++) if (!files.all[at]?.ignoredBy) return true;
  return false;
}

function exists({ listing, all }: SiftedFiles, path: string): boolean {
  return listing.folders.has(path) || indexOfFile(all, path) !== -1;
}

interface Named {
  readonly path: string;
  readonly name: string;
}

/** Each part is one level down. Links to folders are not gone into on the way, as in the builder. */
function matchBelow(files: SiftedFiles, base: string, patterns: readonly string[]): Named[] {
  let folders = [files.listing.folders.get(base)].filter((folder) => folder !== undefined);
  for (const pattern of patterns.slice(0, -1)) {
    const test = nameTest(pattern);
    folders = folders.flatMap((folder) => folder.folders.filter(({ path }) => test(lastPart(path))));
  }
  const test = nameTest(patterns.at(-1) ?? "");
  return folders.flatMap((folder) =>
    [...childrenOf(files, folder)].map((path) => ({ path, name: lastPart(path) })).filter(({ name }) => test(name)),
  );
}

/** Paths of what stands directly in a folder, in order. */
function* childrenOf({ all }: SiftedFiles, folder: Folder): Generator<string> {
  let at = folder.start;
  for (const below of folder.folders) {
    for (; at < below.start; at++) yield all[at]?.path ?? "";
    yield below.path;
    at = below.end;
  }
  for (; at < folder.end; at++) yield all[at]?.path ?? "";
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
