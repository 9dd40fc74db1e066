/**
 * Writes a file so that it is either the old one or the new one, never half of it. Refuses symbolic links, and files
 * that are no longer what was read.
 */
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Encoding } from "./read-text.ts";

/** Undefined when it was written, else the reason: one sentence with the next step. Mode and owner are kept. */
export function replaceTextFile(path: string, before: string, after: string, encoding: Encoding): string | undefined {
  try {
    const status = lstatSync(path);
    if (status.isSymbolicLink()) return "It is a symbolic link: run fix on the file it leads to.";
    if (!status.isFile()) return "It is not a plain file.";
    if (status.nlink > 1)
      return "It has several names (hard links), and only one of them would change: fix it by hand.";
    if (!readFileSync(path).equals(Buffer.from(before, encoding)))
      return "It changed while it was being checked: run fix again.";
    writeBeside(path, Buffer.from(after, encoding), status);
    return undefined;
  } catch (error) {
    return `It cannot be written: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

/** Makes a file that is not there yet. Undefined when it was written, else the reason, with the next step. */
export function createTextFile(path: string, text: string): string | undefined {
  if (lstatSync(path, { throwIfNoEntry: false })) return "There is a file of that name by now: run fix again.";
  try {
    writeBeside(path, Buffer.from(text, "utf8"), undefined);
    return undefined;
  } catch (error) {
    return `It cannot be written: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

/** Writes a new file, or the whole of an old one, in one step. */
export function writeTextFile(path: string, text: string): void {
  writeBeside(path, Buffer.from(text, "utf8"), undefined);
}

function writeBeside(path: string, bytes: Uint8Array, like: Stats | undefined): void {
  const temporary = join(dirname(path), `.${basename(path)}.seaworthy-${process.pid}`);
  // wx: an existing file of that name, or a link laid in wait, is never written through.
  const descriptor = openSync(temporary, "wx", like ? like.mode & 0o777 : 0o666);
  try {
    try {
      writeSync(descriptor, bytes);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (like) {
      keepOwner(temporary, like);
      chmodSync(temporary, like.mode & 0o7777);
    }
    renameSync(temporary, path);
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  }
}

/** Only root can give a file away; anyone else already owns what they write. */
function keepOwner(path: string, like: Stats): void {
  if (process.getuid?.() === 0) chownSync(path, like.uid, like.gid);
}
