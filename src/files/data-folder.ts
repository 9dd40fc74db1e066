/**
 * Data files below a folder that somebody named, by their names in it: the same as what a server would hand out. What a link
 * leads out of the folder, and what is no plain file, is not there.
 */
import { createReadStream, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import type { Refusal } from "./file-tree.ts";
import { explainReadError } from "./read-text.ts";

export interface DataFile {
  readonly path: string;
  readonly bytes: number;
  /** Size and time of the last change. */
  readonly revision: string;
}

export interface DataFolder {
  /** `name` as in `a/b.json`; undefined where there is no such file. */
  find(name: string): DataFile | undefined;
}

export function dataFolder(folder: string): DataFolder {
  const root = realPath(folder);
  return {
    find(name) {
      if (root === undefined || name.includes("\0")) return undefined;
      const path = realPath(join(root, name));
      const inside = root.endsWith(sep) ? root : root + sep;
      return path?.startsWith(inside) ? plainFile(path) : undefined;
    },
  };
}

/** The one file that somebody named, links followed, whatever name it is asked for by. */
export function dataFile(path: string): DataFolder {
  const real = realPath(path);
  const folder = real === undefined ? undefined : dataFolder(dirname(real));
  return { find: () => (real === undefined ? undefined : folder?.find(basename(real))) };
}

/** The whole of a file. */
export function readDataFile({ path }: Pick<DataFile, "path">, most: number): Uint8Array | Refusal {
  try {
    const { size } = statSync(path);
    if (size > most) return { why: `It has ${size} bytes; more than ${most} are not read.` };
    return readFileSync(path);
  } catch (error) {
    return { why: explainReadError(error) };
  }
}

/** Bytes of one piece of a stream. */
const piece = 1024 * 1024;

/** The bytes of a file in pieces. Throws what the disk says. */
export function streamDataFile(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: piece });
}

function plainFile(path: string): DataFile | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status?.isFile()) return undefined;
  return { path, bytes: status.size, revision: `file of ${status.size} bytes, ${status.mtime.toISOString()}` };
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    // It does not exist, or a folder on the way is closed.
    return undefined;
  }
}
