import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { resolve, sep } from "node:path";
import type { FileTree, TreeEntry } from "./file-tree.ts";
import { explainReadError, readTextFile } from "./read-text.ts";

/**
 * The file system of this machine, seen from the folder the command runs in. With `within`, nothing outside of those folders
 * is looked at, whatever a file names and wherever links on the way lead: a stranger's project must not get files of yours
 * into a report.
 */
export function diskTree(within?: readonly string[]): FileTree {
  const whole: FileTree = { list, stat, size, readLink, readText: readTextFile, readBytes };
  if (!within) return whole;
  const isInside = insideOf(within);
  return {
    ...whole,
    list: (folder) => (isInside(folder) ? list(folder) : outside),
    stat: (path) => (isInside(path) ? stat(path) : undefined),
    readText: (path) => (isInside(path) ? readTextFile(path) : outside),
    readBytes: (path, most) => (isInside(path) ? readBytes(path, most) : outside),
  };
}

const outside = { why: "It lies outside of the folder and the repository that are checked, and is not read." };

/** Real paths are compared: what is not there, or may not be reached, is left to whoever opens it. */
function insideOf(folders: readonly string[]): (path: string) => boolean {
  const roots = folders.map((folder) => realPath(folder) ?? resolve(folder));
  const isBelow = (real: string) =>
    roots.some((root) => real === root || real.startsWith(root.endsWith(sep) ? root : root + sep));
  const known = new Map<string, boolean>();
  const isInside = (path: string) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const real = realPath(path);
    const is = real === undefined || isBelow(real);
    if (known.size >= mostKnown) known.clear();
    known.set(path, is);
    return is;
  };
  // Most questions are about entries of a few folders, and most entries are no links: such a one lies where its folder does.
  return (path) => {
    const slash = path.lastIndexOf("/");
    const folder = slash === -1 ? "." : path.slice(0, slash) || "/";
    const isPlain = slash !== path.length - 1 && !/(?:^|\/)\.\.?$/.test(path) && readLink(path) === undefined;
    return (isPlain && isInside(folder)) || isInside(path);
  };
}

/** Paths whose place is remembered. */
const mostKnown = 10_000;

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    // It does not exist, or a folder on the way is closed.
    return undefined;
  }
}

function list(folder: string): readonly TreeEntry[] | { readonly why: string } {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    // U+FFFD: the bytes of the name were no UTF-8, and the name as it stands here leads nowhere.
    const listed = entries.map(
      (entry): TreeEntry =>
        entry.name.includes("\uFFFD")
          ? { name: entry.name, kind: kindOf(entry), ...(isThere(folder, entry.name) ? {} : { invalidName: true }) }
          : { name: entry.name, kind: kindOf(entry) },
    );
    return listed.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return { why: explainReadError(error) };
  }
}

function isThere(folder: string, name: string): boolean {
  return lstatSync(`${folder}/${name}`, { throwIfNoEntry: false }) !== undefined;
}

interface Kinds {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function kindOf(entry: Kinds): TreeEntry["kind"] {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  return entry.isSymbolicLink() ? "link" : "other";
}

function stat(path: string) {
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (!status) return undefined;
    const kind = status.isFile() ? "file" : status.isDirectory() ? "folder" : "other";
    return { kind, bytes: status.size } as const;
  } catch {
    // A circle of links, a folder that may not be entered: nothing that could be used is there.
    return undefined;
  }
}

function size(path: string): number {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    // The folder may be listed but not entered: the file counts, its size is not known.
    return 0;
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // No link, or none that can be read.
    return undefined;
  }
}

function readBytes(path: string, most: number): Uint8Array | { readonly why: string } {
  let descriptor: number | undefined;
  try {
    // O_NONBLOCK: opening a named pipe must not wait for someone to write to it.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = fstatSync(descriptor);
    if (!status.isFile()) return { why: "It is not a plain file." };
    const bytes = Buffer.allocUnsafe(Math.min(most, status.size));
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(descriptor, bytes, length, bytes.length - length, length);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    return { why: explainReadError(error) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
