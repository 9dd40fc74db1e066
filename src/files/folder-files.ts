/**
 * Plain files below a folder that a stranger filled, by their names in it. What a link leads out of the folder, and what is no
 * plain file, is not there.
 */
import { closeSync, constants, createReadStream, fstatSync, openSync, realpathSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import type { Refusal } from "./file-tree.ts";
import { explainReadError } from "./read-text.ts";

export interface FolderFiles {
  /** Of the file; undefined where there is none. */
  size(name: string): number | undefined;
  read(name: string, mostBytes: number): Promise<Uint8Array | Refusal>;
  /** Throws while it is gone through: what the disk says, and where there is no such file. */
  stream(name: string): AsyncIterable<Uint8Array>;
}

/** Bytes of one piece of a stream. */
const piece = 1024 * 1024;

export function folderFiles(folder: string): FolderFiles {
  const root = realPath(resolve(folder));

  /** The real path of a plain file inside. */
  function find(name: string): string | undefined {
    const real = root === undefined || name.includes("\0") ? undefined : realPath(join(root, name));
    if (real === undefined || root === undefined || !real.startsWith(root.endsWith(sep) ? root : root + sep))
      return undefined;
    return statSync(real, { throwIfNoEntry: false })?.isFile() ? real : undefined;
  }

  return {
    size(name) {
      const real = find(name);
      return real === undefined ? undefined : statSync(real, { throwIfNoEntry: false })?.size;
    },
    async read(name, most) {
      const real = find(name);
      if (real === undefined) return { why: "It is not there, or leads out of the folder." };
      try {
        const size = statSync(real).size;
        if (size > most) return { why: `It has ${size} bytes; more than ${most} are not read.` };
        return await readFile(real);
      } catch (error) {
        return { why: explainReadError(error) };
      }
    },
    async *stream(name) {
      const real = find(name);
      if (real === undefined) throw new Error(`${JSON.stringify(name)} is not there, or leads out of the folder.`);
      yield* streamFile(real);
    },
  };
}

/** The bytes of a plain file, in pieces; a pipe or device that took its place is not waited for. Throws what the disk says. */
async function* streamFile(path: string): AsyncGenerator<Uint8Array> {
  const handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (!fstatSync(handle).isFile()) {
    closeSync(handle);
    throw new Error("It is no plain file.");
  }
  for await (const chunk of createReadStream(path, { fd: handle, highWaterMark: piece, start: 0 })) yield chunk;
}

/** What is at a path, links followed; undefined where nothing is. */
export function kindAt(path: string): "file" | "folder" | "other" | undefined {
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (!status) return undefined;
    if (status.isDirectory()) return "folder";
    return status.isFile() ? "file" : "other";
  } catch {
    // A circle of links, a name that is too long, a folder that may not be entered.
    return undefined;
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    // It does not exist, or a folder on the way is closed.
    return undefined;
  }
}
