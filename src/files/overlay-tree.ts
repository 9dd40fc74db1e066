import type { FileTree, TreeEntry } from "./file-tree.ts";
import { cleanTreePath } from "./tree-path.ts";

/** A tree with other texts in place of some of its files; files that are not there yet stand in their folders. */
export function overlayTree(tree: FileTree, texts: ReadonlyMap<string, string>): FileTree {
  const changed = new Map([...texts].map(([path, text]) => [cleanTreePath(path), text]));
  const bytesOf = (text: string) => Buffer.from(text, "utf8");
  return {
    list: (folder) => {
      const entries = tree.list(folder);
      if ("why" in entries) return entries;
      const names = new Set(entries.map(({ name }) => name));
      const added = [...changed.keys()].flatMap((path): TreeEntry[] => {
        const name = path.slice(path.lastIndexOf("/") + 1);
        return cleanTreePath(`${path}/..`) === cleanTreePath(folder) && !names.has(name)
          ? [{ name, kind: "file" }]
          : [];
      });
      return added.length === 0 ? entries : [...entries, ...added].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    stat: (path) => {
      const text = changed.get(cleanTreePath(path));
      return text === undefined ? tree.stat(path) : { kind: "file", bytes: bytesOf(text).length };
    },
    size: (path) => {
      const text = changed.get(cleanTreePath(path));
      return text === undefined ? tree.size(path) : bytesOf(text).length;
    },
    readLink: (path) => (changed.has(cleanTreePath(path)) ? undefined : tree.readLink(path)),
    readText: (path) => {
      const text = changed.get(cleanTreePath(path));
      return text === undefined ? tree.readText(path) : { text, encoding: "utf8" };
    },
    readBytes: (path, most) => {
      const text = changed.get(cleanTreePath(path));
      return text === undefined ? tree.readBytes(path, most) : bytesOf(text).subarray(0, most);
    },
  };
}
