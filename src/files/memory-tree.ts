import type { FileTree, TreeEntry } from "./file-tree.ts";
import { decodeText } from "./read-text.ts";
import { cleanTreePath, folderOf, nameOf } from "./tree-path.ts";

/**
 * Files from memory: for examples, tests and the library. Keys are paths as in `Source.path`; those that end with `/` are
 * empty folders. There are no links.
 */
export function memoryTree(files: Readonly<Record<string, string | Uint8Array>>): FileTree {
  const folders = new Map<string, Map<string, TreeEntry>>([[".", new Map()]]);
  const contents = new Map<string, string | Uint8Array>();
  for (const [path, content] of Object.entries(files)) {
    const isFolder = path.endsWith("/");
    const clean = cleanTreePath(path);
    addEntry(folders, clean, isFolder ? "folder" : "file");
    if (!isFolder) contents.set(clean, content);
  }
  const bytesOf = (path: string) => {
    const content = contents.get(cleanTreePath(path));
    return typeof content === "string" ? Buffer.from(content, "utf8") : content;
  };
  return {
    list: (folder) => {
      const entries = folders.get(cleanTreePath(folder));
      if (!entries) return { why: "It does not exist: check the spelling." };
      return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    stat: (path) => {
      const bytes = bytesOf(path);
      if (bytes) return { kind: "file", bytes: bytes.length };
      return folders.has(cleanTreePath(path)) ? { kind: "folder", bytes: 0 } : undefined;
    },
    size: (path) => bytesOf(path)?.length ?? 0,
    readLink: () => undefined,
    readText: (path) => {
      const bytes = bytesOf(path);
      return bytes ? decodeText(bytes) : { why: "It does not exist: check the spelling." };
    },
    readBytes: (path, most) => bytesOf(path)?.subarray(0, most) ?? { why: "It does not exist: check the spelling." },
  };
}

function addEntry(folders: Map<string, Map<string, TreeEntry>>, path: string, kind: "file" | "folder"): void {
  if (kind === "folder" && !folders.has(path)) folders.set(path, new Map());
  if (path === "." || path === "/") return;
  const parent = folderOf(path);
  const name = nameOf(path);
  addEntry(folders, parent, "folder");
  folders.get(parent)?.set(name, { name, kind });
}
