import type { FileTree, TreeEntry } from "./file-tree.ts";
import { decodeText } from "./read-text.ts";

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

/** `a//b/./c/../d` as `a/b/d`; `.` for the folder itself. `..` is kept where it leads out. */
export function cleanTreePath(path: string): string {
  const absolute = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!absolute) parts.push(part);
  }
  const joined = parts.join("/");
  if (absolute) return `/${joined}`;
  return joined === "" ? "." : joined;
}

/** A path below a folder, both as in `Source.path`; an absolute one stays as it is. */
export function joinTreePath(folder: string, path: string): string {
  return path.startsWith("/") ? cleanTreePath(path) : cleanTreePath(`${folder}/${path}`);
}

function addEntry(folders: Map<string, Map<string, TreeEntry>>, path: string, kind: "file" | "folder"): void {
  if (kind === "folder" && !folders.has(path)) folders.set(path, new Map());
  if (path === "." || path === "/") return;
  const slash = path.lastIndexOf("/");
  const parent = slash === -1 ? "." : path.slice(0, slash) || "/";
  const name = path.slice(slash + 1);
  addEntry(folders, parent, "folder");
  folders.get(parent)?.set(name, { name, kind });
}
