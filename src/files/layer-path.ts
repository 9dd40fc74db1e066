/**
 * Names in layers: what a tar has written comes in, the path from the root goes out, as container engines take it. Nothing
 * is looked up anywhere; where links lead is the tree's business.
 */

/** A name, taken apart. */
export interface LayerPath {
  /** In the form of `LayerEntry.path`; "" is the root. */
  readonly path: string;
  /** True when more `..` were in the name than folders before them: the path is what is left without these. */
  readonly leadsOut: boolean;
}

/** `./a//b/` and `/a/b` to `a/b`, `a/../b` to `b`. */
export function normalisePath(name: string): LayerPath {
  if (isNormal(name)) return { path: name, leadsOut: false };
  const parts: string[] = [];
  let leadsOut = false;
  for (const part of name.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) leadsOut = true;
  }
  return { path: parts.join("/"), leadsOut };
}

/** Most names are: one look over them, and no copy. */
function isNormal(name: string): boolean {
  let start = 0;
  for (let at = 0; at <= name.length; at += 1) {
    if (at < name.length && name.charCodeAt(at) !== slash) continue;
    const length = at - start;
    if (length === 0) return false;
    if (length <= 2 && name.charCodeAt(start) === dot && name.charCodeAt(at - 1) === dot) return false;
    start = at + 1;
  }
  return true;
}

const slash = 47;
const dot = 46;

/** What a file's name says of the layers below (OCI image specification, layer.md, "Whiteouts"). */
export type Mark =
  | { readonly kind: "whiteout"; readonly path: string }
  | { readonly kind: "opaque"; readonly folder: string }
  /** Left over by AUFS: `.wh..wh.plnk` and what is in it. */
  | { readonly kind: "ignored" }
  /** `.wh.`, `.wh..` and `.wh...` would remove the folder itself or the one above; engines refuse them. */
  | { readonly kind: "wrong" };

/** Undefined for a path that is just that. */
export function markOf(path: string): Mark | undefined {
  if (!path.includes(".wh.")) return undefined;
  const cut = path.lastIndexOf("/");
  const folder = cut === -1 ? "" : path.slice(0, cut);
  const name = path.slice(cut + 1);
  if (name === ".wh..wh..opq") return { kind: "opaque", folder };
  if (path.startsWith(".wh..wh.") || name.startsWith(".wh..wh.")) return { kind: "ignored" };
  if (!name.startsWith(".wh.")) return undefined;
  const target = name.slice(4);
  if (target === "" || target === "." || target === "..") return { kind: "wrong" };
  return { kind: "whiteout", path: folder === "" ? target : `${folder}/${target}` };
}

/** Counts the folders of paths where they differ from those of the path before: about how many folders a tree has of them. */
export function createFolderCount() {
  let last = "";
  let count = 0;
  return {
    /** The count so far, this path included. */
    add(path: string): number {
      const cut = Math.max(0, path.lastIndexOf("/"));
      if (cut === last.length && path.startsWith(last)) return count;
      const folder = path.slice(0, cut);
      count += newFolders(last, folder);
      last = folder;
      return count;
    },
  };
}

function newFolders(before: string, folder: string): number {
  if (folder === "") return 0;
  // Where the last part ends that both have.
  let shared = 0;
  for (let at = 0; at <= folder.length; at += 1) {
    const isEnd = at === folder.length || folder.charCodeAt(at) === slash;
    if (isEnd && (at === before.length || before.charCodeAt(at) === slash)) shared = at;
    if (folder.charCodeAt(at) !== before.charCodeAt(at)) break;
  }
  if (shared === folder.length) return 0;
  let count = 1;
  for (let at = shared + 1; at < folder.length; at += 1) if (folder.charCodeAt(at) === slash) count += 1;
  return count;
}
