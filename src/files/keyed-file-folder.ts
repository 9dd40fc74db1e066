/**
 * A folder of collections, each in states of its own: a keyed file per state ("generation"), and a pointer that names the
 * present one. A new state is built in a file beside and takes over by one rename: killed at any moment, the old one
 * answers. No locks: of two that are built at once, the one that ends last stays.
 */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { KeyedFile, KeyedFileRefusal, KeyedFiles, WritableKeyedFile } from "./keyed-file.ts";
import { openSorter, type Sorter } from "./keyed-file-sorter.ts";

/** Characters of a collection's name. */
export const longestCollectionName = 60;
/** Leftovers of runs that were killed are removed after this time, in milliseconds. */
export const staleAfter = 3_600_000;
/** States that nothing points to any longer are removed after this time, in milliseconds. */
export const oldAfter = 300_000;

export interface KeyedFolder {
  /** Names of the collections that have a state, sorted by their folders' names. */
  names(): readonly string[];
  /** The present state; undefined where there is none. Nothing here throws. */
  open(name: string): KeyedFile | KeyedFileRefusal | undefined;
  /** The present state, to change it in place; undefined where there is none. Throws what the disk throws. */
  change(name: string): WritableKeyedFile | undefined;
  /** A new state that nothing points to yet. Throws what the disk throws. */
  begin(name: string): NewState;
  /** Bytes of the present state; 0 where there is none. */
  bytes(name: string): number;
  /** Removes what nothing points to any longer. `now`: milliseconds. Throws nothing: what cannot be removed stays. */
  tidy(now: number): void;
}

export interface NewState {
  readonly file: WritableKeyedFile;
  /** Puts pairs into order on the way to the file; its files go away with `adopt` and `discard`. */
  readonly sorter: Sorter;
  /** Closes the file and makes it the present state. Throws what the disk throws. */
  adopt(): void;
  /** Closes the file and removes it. */
  discard(): void;
}

/** `folder` is made when something is written; only its owner can read it. */
export function openKeyedFolder(folder: string, files: KeyedFiles): KeyedFolder {
  const placeOf = (name: string) => join(folder, folderName(name));
  return {
    names: () => listNames(folder),
    open: (name) => openPresent(placeOf(name), files),
    change: (name) => changePresent(placeOf(name), files),
    begin: (name) => beginState(placeOf(name), files),
    bytes: (name) => {
      const path = presentPath(placeOf(name));
      return path === undefined ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    },
    tidy: (now) => {
      for (const name of entriesOf(folder)) tidyPlace(join(folder, name), now);
    },
  };
}

/** Raised when what stands in the files changes its meaning: each format has a pointer of its own. */
const pointer = "present-2";
const extension = ".keyed";
const beginning = "new-";
/** Times that a pointer is read again when its file has gone: another run tidied up in between. */
const mostTries = 5;

function openPresent(place: string, files: KeyedFiles): KeyedFile | KeyedFileRefusal | undefined {
  let refusal: KeyedFileRefusal | undefined;
  for (let tried = 0; tried < mostTries; tried++) {
    const path = presentPath(place);
    if (path === undefined) return undefined;
    const file = files.read(path);
    if (!("why" in file) || !file.absent) return file;
    refusal = file;
  }
  return refusal;
}

function changePresent(place: string, files: KeyedFiles): WritableKeyedFile | undefined {
  const path = presentPath(place);
  // What is not there must not be made anew.
  if (path === undefined || !statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  return files.write(path, { lasting: true });
}

/** The file the pointer names; undefined where there is no pointer, or none that this format wrote. */
function presentPath(place: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(join(place, pointer), "latin1");
  } catch {
    // Absent, or not ours to read: nothing was stored for us.
    return undefined;
  }
  const name = text.trim();
  return isGeneration(name) ? join(place, name) : undefined;
}

function isGeneration(name: string): boolean {
  return /^[0-9a-f]{16}\.keyed$/.test(name);
}

function beginState(place: string, files: KeyedFiles): NewState {
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const name = `${randomBytes(8).toString("hex")}${extension}`;
  const path = join(place, beginning + name);
  const file = files.write(path, { lasting: false });
  const sorter = openSorter(path);
  return {
    file,
    sorter,
    adopt() {
      sorter.close();
      file.close();
      flush(path);
      // The lock is not taken along: nobody but us knows the file.
      rmSync(lockOf(path), { force: true });
      renameSync(path, join(place, name));
      point(place, name);
    },
    discard() {
      sorter.close();
      file.close();
      removeState(path);
    },
  };
}

function point(place: string, name: string): void {
  const beside = join(place, `${beginning}${randomBytes(8).toString("hex")}.pointer`);
  const file = openSync(beside, "wx", 0o600);
  try {
    writeSync(file, `${name}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, join(place, pointer));
  flush(place);
}

/** Onto the disk: a rename that outlives a power cut before what it names would leave nothing. */
function flush(path: string): void {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    // Windows opens no folders, and needs no flushing of them.
    if (error instanceof Error && "code" in error && error.code === "EISDIR") return;
    throw error;
  }
  try {
    fsyncSync(file);
  } catch (error) {
    // Windows flushes only what is open for writing; network file systems refuse it for folders.
    if (!(error instanceof Error && "code" in error && (error.code === "EPERM" || error.code === "EINVAL")))
      throw error;
  } finally {
    closeSync(file);
  }
}

function listNames(folder: string): readonly string[] {
  return entriesOf(folder)
    .filter((entry) => presentPath(join(folder, entry)) !== undefined)
    .flatMap((entry) => nameOf(entry) ?? [])
    .sort();
}

function tidyPlace(place: string, now: number): void {
  // First the pointers, of other formats too: what is adopted from here on is younger than any limit.
  const pointers = entriesOf(place).filter((name) => name.startsWith("present-"));
  const kept = new Set(pointers.map((name) => pointedBy(join(place, name))));
  const moved = Math.max(0, ...pointers.map((name) => changeTime(join(place, name)) ?? 0));
  for (const name of entriesOf(place)) {
    const age = now - (changeTime(join(place, name)) ?? now);
    const isOld = isGeneration(name) && !kept.has(name) && age > oldAfter && now - moved > oldAfter;
    const isLeft = name.startsWith(beginning) && age > staleAfter;
    const isLoneLock = name.endsWith("-lock") && age > staleAfter && !isThere(join(place, name.slice(0, -5)));
    if (isOld || isLeft || isLoneLock) removeState(join(place, name));
  }
}

function pointedBy(path: string): string {
  try {
    return readFileSync(path, "latin1").trim();
  } catch {
    return "";
  }
}

/** The file first: a lock that went away under a file would let two write at once. */
function removeState(path: string): void {
  try {
    rmSync(path, { force: true });
    rmSync(lockOf(path), { force: true });
  } catch {
    // Windows does not remove what another process has open: a later run does.
  }
}

function lockOf(path: string): string {
  return `${path}-lock`;
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function changeTime(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not there yet, a file, or not ours to read.
    return [];
  }
}

/** A name that every file system keeps apart from others, also where it has no capitals: `osv/Red Hat` is `osv+=red%20=hat`. */
export function folderName(name: string): string {
  if (name === "" || name.length > longestCollectionName) throw new RangeError(`No name of a collection: ${name}`);
  return name.replace(/[^a-z0-9-]/gu, (mark) => {
    if (mark === "/") return "+";
    if (/[A-Z]/.test(mark)) return `=${mark.toLowerCase()}`;
    return [...Buffer.from(mark)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  });
}

/** The name that a folder was made for; undefined for a folder of another origin. */
export function nameOf(entry: string): string | undefined {
  try {
    const name = decodeURIComponent(
      entry.replace(/=([a-z])/g, (_, letter: string) => letter.toUpperCase()).replaceAll("+", "/"),
    );
    return folderName(name) === entry ? name : undefined;
  } catch {
    // Not written by us: `%` without digits, or no name.
    return undefined;
  }
}
