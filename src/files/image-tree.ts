/**
 * The layers of an image laid over each other. Listings go in, lowest first; out comes what a container sees, and what of
 * each layer it does not see any more. Links are followed inside the image only.
 */
import { type EntryKind, entryKinds, type LayerListing } from "./layer-entry.ts";

/** What stands at a path in the end. */
export interface TreeNode {
  readonly path: string;
  readonly kind: EntryKind;
  /** Of a hard link: of the file it names. */
  readonly bytes: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly link: string;
  /** Index of the layer that it comes from. */
  readonly layer: number;
}

/** A file that a later layer replaces or removes: its bytes are shipped for nothing. */
export interface HiddenFile {
  readonly path: string;
  /** Index of the layer that has it. */
  readonly layer: number;
  /** Index of the layer that hides it. */
  readonly by: number;
  readonly how: "replaced" | "deleted";
  readonly bytes: number;
}

/** The file system of an image. */
export interface ImageTree {
  /** Entries that are there in the end. */
  readonly size: number;
  /** What is at a path; no link is followed. Folders that no layer names are undefined. */
  at(path: string): TreeNode | undefined;
  /** The path after following links of its folders and itself, up to a limit; undefined where that leads nowhere or out of bounds. */
  resolve(path: string): string | undefined;
  /** True when the version of a path that the layer has is the one that is there in the end. */
  isVisible(layer: number, path: string): boolean;
  /** The layer that hides a layer's version of a path, and how; undefined when it is visible or not in that layer. */
  hiding(layer: number, path: string): Pick<HiddenFile, "by" | "how"> | undefined;
  /** Everything that is there, in no particular order. */
  nodes(): Iterable<TreeNode>;
  /** Files that were shipped for nothing, in the order of layers. */
  readonly hidden: readonly HiddenFile[];
}

/**
 * Lays layers over each other, lowest first, as the OCI image specification says (layer.md, "Applying Changesets" and
 * "Whiteouts") and the overlay file systems of Docker, containerd and Podman do it:
 *
 * - whiteouts hold for the layers below only, wherever in their layer they stand;
 * - a folder over a folder keeps what is in it; all else replaces what was there, with everything below it;
 * - a folder that a layer has, or has files in without naming it, replaces a symbolic link of a layer below: engines unpack
 *   each layer into a folder of its own, where that link is not. A link of the same layer is followed.
 */
export function squashLayers(layers: readonly LayerListing[]): ImageTree {
  const stack = createStack();
  for (const [index, layer] of layers.entries()) stack.apply(layer, index);
  return stack.tree();
}

/** Links that are followed for one path, as in Linux. */
export const mostLinks = 40;

/** Parts of names that are looked at for one path, those of links included: real ones need a few dozen. */
export const mostSteps = 500;

/** Parts of names that are looked at for all links that a layer writes through: hostile ones are long and used often. */
export const mostLayerSteps = 5_000_000;

/** A version of a path that is not there any more. */
interface Gone {
  readonly node: TreeNode;
  readonly by: number;
  how: HiddenFile["how"];
}

/** A folder as it is written, and where that is: undefined for links in a circle. */
interface Home {
  readonly folder: string;
  readonly path: string | undefined;
  /** Of `folders`. */
  readonly children: string[];
}

/** A name of a file that has another one in its layer. */
interface HardLink {
  readonly path: string;
  readonly layer: number;
  readonly target: string;
}

function createStack() {
  const nodes = new Map<string, TreeNode>();
  /** What is in each folder, named by a layer or not. A path in it may be gone, or stand there twice. */
  const folders = new Map<string, string[]>([["", []]]);
  /** By layer, what it had and what is hidden. */
  const gone: Map<string, Gone>[] = [];
  const hardLinks: HardLink[] = [];
  /** What the layer at hand has hidden so far, by path: where something comes in its place it was replaced, not deleted. */
  let hiddenNow = new Map<string, Gone>();
  /** Where the folder that was asked for last is: entries of one folder stand together. */
  let last: Home | undefined;
  /** What is left of `mostLayerSteps`. */
  let stepsLeft = 0;

  return { apply, tree: () => createTree(nodes, folders, gone, hardLinks) };

  function apply(listing: LayerListing, layer: number): void {
    gone.push(new Map());
    hiddenNow = new Map();
    last = undefined;
    stepsLeft = mostLayerSteps;
    for (const folder of listing.opaque) empty(folder, layer);
    for (const path of listing.whiteouts) remove(path, layer, "deleted");
    for (let index = 0; index < listing.paths.length; index += 1) add(listing, index, layer);
    for (const [index, target] of listing.links) measure(listing, index, target, layer);
  }

  function add(listing: LayerListing, index: number, layer: number): void {
    const written = listing.paths[index] ?? "";
    const kind = entryKinds[listing.kinds[index] ?? 0] ?? "file";
    const cut = Math.max(written.lastIndexOf("/"), 0);
    const isSame = last !== undefined && last.folder.length === cut && written.startsWith(last.folder);
    const home = isSame ? last : findHome(written.slice(0, cut), layer);
    if (home?.path === undefined || written === "") return;
    // The name is written as it is but where a link of the same layer leads elsewhere.
    const path = home.path === home.folder ? written : joinPath(home.path, written.slice(cut === 0 ? 0 : cut + 1));
    makeRoom(path, home.children, kind === "folder", layer);
    nodes.set(path, {
      path,
      kind,
      bytes: listing.bytes[index] ?? 0,
      mode: listing.modes[index] ?? 0,
      uid: listing.uids[index] ?? 0,
      gid: listing.gids[index] ?? 0,
      link: listing.links.size > 0 ? (listing.links.get(index) ?? "") : "",
      layer,
    });
  }

  /** Hides what is at the path, and all that is below it unless a folder comes over a folder. */
  function makeRoom(path: string, siblings: string[], isFolder: boolean, layer: number): void {
    const before = nodes.get(path);
    const wasFolder = folders.has(path);
    if (!before && !wasFolder) siblings.push(path);
    if (wasFolder && !isFolder) remove(path, layer, "replaced");
    else if (before) hide(before, layer, "replaced");
    if (isFolder && !wasFolder) folders.set(path, []);
    const earlier = hiddenNow.size > 0 ? hiddenNow.get(path) : undefined;
    if (earlier) earlier.how = "replaced";
  }

  /** Where the entries of a folder come to stand: there, or where links of the same layer lead. It is made if need be. */
  function findHome(folder: string, layer: number): Home {
    const path = folders.has(folder) ? folder : makeHome(folder, layer);
    last = { folder, path, children: folders.get(path ?? "") ?? [] };
    return last;
  }

  function makeHome(folder: string, layer: number): string | undefined {
    const parts = folder.split("/").reverse();
    let home = "";
    let links = 0;
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      if (part === "" || part === ".") continue;
      if (part === "..") {
        home = folderOf(home);
        continue;
      }
      const path = joinPath(home, part);
      const node = folders.has(path) ? undefined : nodes.get(path);
      if (links > 0) stepsLeft -= 1;
      if (node?.kind === "symlink" && node.layer === layer) {
        links += 1;
        if (links > mostLinks || stepsLeft <= 0) return undefined;
        if (node.link.startsWith("/")) home = "";
        parts.push(...node.link.split("/").reverse());
        continue;
      }
      if (!folders.has(path)) makeRoom(path, folders.get(home) ?? [], true, layer);
      if (node) nodes.delete(path);
      home = path;
    }
    return home;
  }

  function empty(folder: string, layer: number): void {
    const children = folders.get(folder);
    if (!children) return;
    folders.set(folder, []);
    for (const path of children) remove(path, layer, "deleted");
  }

  /** Takes away what is at a path and all below it. */
  function remove(path: string, layer: number, how: HiddenFile["how"]): void {
    last = undefined;
    const paths = [path];
    for (let next = paths.pop(); next !== undefined; next = paths.pop()) {
      const node = nodes.get(next);
      if (node) hide(node, layer, next === path ? how : "deleted");
      nodes.delete(next);
      for (const child of folders.get(next) ?? []) paths.push(child);
      if (next !== "") folders.delete(next);
    }
  }

  function hide(node: TreeNode, by: number, how: HiddenFile["how"]): void {
    // What a layer writes twice was never there.
    if (node.layer === by) return;
    const version = { node, by, how };
    gone[node.layer]?.set(node.path, version);
    hiddenNow.set(node.path, version);
  }

  /** A hard link has the bytes of what it names in its own layer; engines refuse one that names nothing there. */
  function measure(listing: LayerListing, index: number, link: string, layer: number): void {
    const path = listing.paths[index] ?? "";
    const node = nodes.get(path);
    if (node?.kind !== "hardlink" || node.layer !== layer) return;
    let target = nodes.get(link);
    for (let links = 0; target?.kind === "hardlink" && links < mostLinks; links += 1) target = nodes.get(target.link);
    if (target?.kind !== "file" || target.layer !== layer) return;
    nodes.set(path, { ...node, bytes: target.bytes });
    hardLinks.push({ path, layer, target: target.path });
  }
}

type Nodes = ReadonlyMap<string, TreeNode>;

function createTree(
  nodes: Nodes,
  folders: ReadonlyMap<string, unknown>,
  gone: readonly ReadonlyMap<string, Gone>[],
  hardLinks: readonly HardLink[],
): ImageTree {
  return {
    size: nodes.size,
    at: (path) => nodes.get(path),
    resolve: (path) => resolvePath(path, nodes, folders),
    isVisible: (layer, path) => nodes.get(path)?.layer === layer,
    hiding(layer, path) {
      const version = gone[layer]?.get(path);
      return version && { by: version.by, how: version.how };
    },
    nodes: () => nodes.values(),
    hidden: hiddenFiles(gone, nodes, hardLinks),
  };
}

/** A file whose bytes are still there under another name was not shipped for nothing. */
function hiddenFiles(
  gone: readonly ReadonlyMap<string, Gone>[],
  nodes: Nodes,
  hardLinks: readonly HardLink[],
): HiddenFile[] {
  const kept = gone.map(() => new Set<string>());
  for (const { path, layer, target } of hardLinks) if (nodes.get(path)?.layer === layer) kept[layer]?.add(target);
  return gone.flatMap((versions, layer) =>
    [...versions.values()]
      .filter(({ node }) => node.kind === "file" && !kept[layer]?.has(node.path))
      .map(({ node, by, how }) => ({ path: node.path, layer, by, how, bytes: node.bytes })),
  );
}

function resolvePath(path: string, nodes: Nodes, folders: ReadonlyMap<string, unknown>): string | undefined {
  const node = nodes.get(path);
  // What is there stands under its real name, so none of its folders is a link.
  if (node && node.kind !== "symlink") return path;
  const parts = path.split("/").reverse();
  let at = "";
  let links = 0;
  for (let steps = 0; parts.length > 0; steps += 1) {
    if (steps > mostSteps) return undefined;
    const part = parts.pop() ?? "";
    if (part === "" || part === ".") continue;
    // Only a folder has something in it, itself and the one above too.
    if (!folders.has(at)) return undefined;
    if (part === "..") {
      at = folderOf(at);
      continue;
    }
    const next = joinPath(at, part);
    const found = nodes.get(next);
    if (found?.kind === "symlink") {
      links += 1;
      if (links > mostLinks || found.link === "") return undefined;
      if (found.link.startsWith("/")) at = "";
      parts.push(...found.link.split("/").reverse());
    } else if (found || folders.has(next)) at = next;
    else return undefined;
  }
  return at;
}

function folderOf(path: string): string {
  const cut = path.lastIndexOf("/");
  return cut === -1 ? "" : path.slice(0, cut);
}

function joinPath(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
