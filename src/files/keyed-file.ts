/**
 * Files of keyed byte values: the only door to the embedded engine (LMDB). A path goes in; values by table and key come out,
 * read in place, however large the file is. Several processes may read one file while one writes it; each read sees a
 * whole transaction. Refuses what is no such file, is shorter than its header says, or was made by another format.
 */
import type { Database, RootDatabase } from "lmdb";
import { loadEngine } from "./keyed-file-engine.ts";
import { checkKeyedFile, fillKeyedFile, messageOf, pageBytes } from "./keyed-file-header.ts";

/** Bytes of a table's name and a key together, in UTF-8. The engine's own limit for pages of 4 KiB is 1,978. */
export const mostKeyBytes = 1_900;

/** A pair of a table. */
export interface KeyedEntry {
  readonly key: string;
  readonly value: Uint8Array;
}

/** A keyed file that is open. A table's name is one character. Reading a damaged file throws a `KeyedFileError`. */
export interface KeyedFile {
  /** The bytes are the caller's own. */
  get(table: string, key: string): Uint8Array | undefined;
  /** All pairs whose key begins with `prefix`, sorted by the bytes of their keys. */
  entries(table: string, prefix: string): Iterable<KeyedEntry>;
  keys(table: string, prefix: string): Iterable<string>;
  close(): void;
}

export interface WritableKeyedFile extends KeyedFile {
  /** What `action` puts and removes becomes visible all at once, or not at all where it throws. */
  transaction<T>(action: () => T): T;
  /** Only inside of a transaction. */
  put(table: string, key: string, value: Uint8Array): void;
  /** Only inside of a transaction; false where there is no such key. */
  remove(table: string, key: string): boolean;
}

/** The engine or the disk failed, or the file is damaged. */
export class KeyedFileError extends Error {
  override readonly name = "KeyedFileError";
}

/** Why a file was not opened: a clause such as "it is empty"; `absent` where there is none. */
export interface KeyedFileRefusal {
  readonly why: string;
  readonly absent?: boolean;
}

/** The engine, loaded. */
export interface KeyedFiles {
  /** For reading; works in folders and on disks that cannot be written too. Nothing here throws. */
  read(path: string): KeyedFile | KeyedFileRefusal;
  /** For writing; made where it is not there. Throws a `KeyedFileError`. `lasting: false`: see `WriteOptions`. */
  write(path: string, options: WriteOptions): WritableKeyedFile;
}

export interface WriteOptions {
  /**
   * True: each transaction is on the disk when it returns. False: only the operating system has it, and a power cut may leave
   * the file damaged: for files that nobody reads before `fsync`.
   */
  readonly lasting: boolean;
}

/** True for a key that a file takes. */
export function fitsKey(key: string): boolean {
  // A UTF-16 unit takes at most three bytes.
  return key.length * 3 < mostKeyBytes || Buffer.byteLength(key) < mostKeyBytes;
}

/** Loads the engine: to be called when there is a file to open. */
export async function loadKeyedFiles(): Promise<KeyedFiles> {
  const { open } = await loadEngine();
  return {
    read(path) {
      const header = checkKeyedFile(path);
      if ("absent" in header) return { why: "it is not there", absent: true };
      if ("why" in header) return header;
      try {
        return suspendable(path, () => open<Uint8Array, Uint8Array>({ ...options, path, readOnly: true }));
      } catch (error) {
        return { why: `it cannot be opened (${messageOf(error)})` };
      }
    },
    write(path, { lasting }) {
      const header = checkKeyedFile(path);
      if ("why" in header) throw new KeyedFileError(`${path}: ${header.why}`);
      for (const suspend of readers.get(path) ?? []) suspend();
      return guard(() => writable(open<Uint8Array, Uint8Array>({ ...options, path, noSync: !lasting }), path));
    },
  };
}

const options = {
  noSubdir: true,
  encoding: "binary",
  keyEncoding: "binary",
  cache: false,
  // Pages of other states of the file are nobody's secret: it holds public data only.
  noMemInit: true,
  // Its flushing on other threads would outlive a call.
  overlappingSync: false,
  pageSize: pageBytes,
  maxDbs: 1,
  // Processes that read at once; 64 bytes each in the lock file.
  maxReaders: 500,
} as const;

/**
 * What closes a file for reading until it is used again, by path: the engine does not open a file for writing that this process
 * has open for reading, and a second copy of the engine's own table of locks would give the locks of the first away.
 */
const readers = new Map<string, Set<() => void>>();

/** A file for reading that is opened again when it was suspended. */
function suspendable(path: string, open: () => RootDatabase<Uint8Array, Uint8Array>): KeyedFile {
  let file: KeyedFile | undefined = readable(open());
  const suspend = () => {
    file?.close();
    file = undefined;
  };
  const mine = readers.get(path) ?? new Set();
  readers.set(path, mine.add(suspend));
  const current = () => {
    file ??= guard(() => readable(open()));
    return file;
  };
  return {
    get: (table, key) => current().get(table, key),
    entries: (table, prefix) => current().entries(table, prefix),
    keys: (table, prefix) => current().keys(table, prefix),
    close() {
      suspend();
      mine.delete(suspend);
      if (mine.size === 0 && readers.get(path) === mine) readers.delete(path);
    },
  };
}

function readable(database: RootDatabase<Uint8Array, Uint8Array>): KeyedFile {
  return {
    get: (table, key) => guard(() => database.getBinary(keyOf(table, key))),
    entries: (table, prefix) => entriesOf(database, table, prefix),
    keys: (table, prefix) => keysOf(database, table, prefix),
    close: () => void database.close(),
  };
}

function writable(database: RootDatabase<Uint8Array, Uint8Array>, path: string): WritableKeyedFile {
  return {
    ...readable(database),
    transaction: (action) => {
      const result = database.transactionSync(action);
      fillKeyedFile(path);
      return result;
    },
    put: (table, key, value) => void guard(() => database.putSync(keyOf(table, key), value)),
    remove: (table, key) => guard(() => database.removeSync(keyOf(table, key))),
  };
}

function* entriesOf(database: Database<Uint8Array, Uint8Array>, table: string, prefix: string): Generator<KeyedEntry> {
  const range = guard(() => database.getRange(rangeOf(table, prefix))[Symbol.iterator]());
  try {
    for (;;) {
      const next = guard(() => range.next());
      if (next.done) return;
      yield { key: textOf(next.value.key), value: next.value.value };
    }
  } finally {
    // A cursor that is left open keeps old states of the file from being written over.
    range.return?.();
  }
}

function* keysOf(database: Database<Uint8Array, Uint8Array>, table: string, prefix: string): Generator<string> {
  const range = guard(() => database.getKeys(rangeOf(table, prefix))[Symbol.iterator]());
  try {
    for (;;) {
      const next = guard(() => range.next());
      if (next.done) return;
      yield textOf(next.value);
    }
  } finally {
    range.return?.();
  }
}

function rangeOf(table: string, prefix: string) {
  const start = keyOf(table, prefix);
  const end = Buffer.from(start);
  // No UTF-8 text has a byte 0xff: there is always a next one.
  end[end.length - 1] = (end[end.length - 1] ?? 0) + 1;
  return { start, end };
}

function keyOf(table: string, key: string): Buffer {
  return Buffer.from(table + key, "utf8");
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.length).toString("utf8", 1);
}

function guard<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof KeyedFileError ? error : new KeyedFileError(messageOf(error), { cause: error });
  }
}
