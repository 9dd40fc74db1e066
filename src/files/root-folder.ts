/**
 * A folder of this machine's disk that holds a root file system, read as one layer: a visitor is told of every entry, in the
 * order of names, folders before what is in them. Links are never followed, other file systems mounted inside are left alone,
 * and what may not be read is an Unknown.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
} from "node:fs";
import { resolve } from "node:path";
import type { EntryKind, LayerEntry, LayerRead, LayerVisitor } from "./layer-entry.ts";
import { explainReadError } from "./read-text.ts";
import { decodeName } from "./tar-header.ts";

export interface RootFolderLimits {
  readonly entries: number;
  /** Folders inside of folders. */
  readonly depth: number;
  /** Bytes of all files that somebody wants. */
  readonly bytes: number;
  /** Unknowns that are told one by one; the others are counted. */
  readonly unknowns: number;
}

export const rootFolderLimits: RootFolderLimits = {
  ...{ entries: 1_000_000, depth: 256 },
  ...{ bytes: 64 * 1024 ** 3, unknowns: 50 },
};

/** Bytes that are read at once. */
const piece = 1024 * 1024;
/** Entries between two pauses, in which timers and other work come in. */
const entriesAtOnce = 512;
/** What a running system keeps there is no part of an image. */
const kernelFolders = new Set(["proc", "sys", "dev", "run"]);

/** Where the walk is. Paths on disk are bytes: names need not be UTF-8. */
interface Place {
  readonly onDisk: Buffer;
  /** In the form of `LayerEntry.path`. */
  readonly path: string;
  readonly depth: number;
}

/** Walks the folder to its end. Never throws; a folder that is not there is an Unknown. */
export async function readRootFolder(
  folder: string,
  visitor: LayerVisitor,
  limits: RootFolderLimits = rootFolderLimits,
): Promise<LayerRead> {
  const walk = createWalk(visitor, limits);
  const root: Place = { onDisk: Buffer.from(resolve(folder)), path: "", depth: 0 };
  const status = walk.status(root);
  const stack: Place[] = status?.isDirectory() ? walk.list(root).reverse() : [];
  if (status && !status.isDirectory())
    walk.tell(`folder ${folder}`, "It is no folder: name the root of a file system.");
  for (let count = 1; stack.length > 0; count++) {
    const place = stack.pop();
    if (!place) break;
    if (count > limits.entries) {
      walk.tell(
        "rest of the folder",
        `It holds more than ${limits.entries} entries: the others were not read. Name a folder below it.`,
      );
      break;
    }
    // One by one: a folder may have more entries than a call has arguments.
    for (const inside of walk.visit(place, status?.dev ?? 0).reverse()) stack.push(inside);
    if (count % entriesAtOnce === 0) await new Promise<void>((done) => setImmediate(done));
  }
  walk.finish();
  const bytes = walk.bytes();
  return { diffId: undefined, digest: undefined, compression: "none", bytes, compressedBytes: bytes };
}

function createWalk(visitor: LayerVisitor, limits: RootFolderLimits) {
  const buffer = Buffer.allocUnsafe(piece);
  /** First path of files that have several names, by device and number. */
  const firstNames = new Map<string, string>();
  let told = 0;
  let bytes = 0;
  let readBytes = 0;

  function tell(what: string, why: string): void {
    told += 1;
    if (told <= limits.unknowns) visitor.unknown({ what, why, fatal: true });
  }

  function attempt<T>({ path }: Place, action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      tell(path === "" ? "the folder" : path, explainReadError(error));
      return undefined;
    }
  }

  function status(place: Place): Stats | undefined {
    return attempt(place, () => lstatSync(place.onDisk));
  }

  function list(place: Place): Place[] {
    if (place.depth >= limits.depth) {
      tell(place.path, `Folders lie inside of each other more than ${limits.depth} deep: what is in it was not read.`);
      return [];
    }
    const names = attempt(place, () => readdirSync(place.onDisk, { encoding: "buffer" })) ?? [];
    return names.sort(Buffer.compare).map((name) => ({
      onDisk: Buffer.concat([place.onDisk, slash, name]),
      path: (place.path === "" ? "" : `${place.path}/`) + decodeName(name, 0, name.length),
      depth: place.depth + 1,
    }));
  }

  /** Tells of one entry and gives what is in it. */
  function visit(place: Place, device: number): Place[] {
    const found = status(place);
    const kind = found && kindOf(found);
    if (!found || !kind) return [];
    const first = kind === "file" && found.nlink > 1 ? firstName(found, place.path) : undefined;
    const link = first ?? (kind === "symlink" ? attempt(place, () => targetOf(place.onDisk)) : "");
    if (link === undefined) return [];
    const isFile = kind === "file" && first === undefined;
    if (isFile) bytes += found.size;
    const entry: LayerEntry = {
      ...{ path: place.path, kind: first === undefined ? kind : "hardlink", bytes: isFile ? found.size : 0 },
      ...{ mode: found.mode & 0o7777, uid: found.uid, gid: found.gid, link },
    };
    const sink = visitor.entry(entry);
    if (sink && isFile) readBody(place, found.size, sink);
    if (kind !== "folder") return [];
    if (found.dev === device) return list(place);
    if (!kernelFolders.has(place.path))
      tell(place.path, "Another file system is mounted there, and was not read: name that folder by itself.");
    return [];
  }

  /** Undefined for the first of the names. */
  function firstName({ dev, ino }: Stats, path: string): string | undefined {
    const key = `${dev}:${ino}`;
    const first = firstNames.get(key);
    if (first === undefined) firstNames.set(key, path);
    return first;
  }

  function readBody(place: Place, size: number, sink: NonNullable<ReturnType<LayerVisitor["entry"]>>): void {
    if (readBytes + size > limits.bytes) {
      tell(
        place.path,
        `More than ${limits.bytes} bytes of files would be read with it: it was passed over. Name a folder below.`,
      );
      sink.end(false);
      return;
    }
    readBytes += size;
    const isWhole = attempt(place, () => copyFile(place.onDisk, size, (chunk) => sink.write(chunk)));
    if (isWhole === false) tell(place.path, "It changed while it was read: read it again when nothing writes to it.");
    sink.end(isWhole === true);
  }

  /** Never more than the size that was told. */
  function copyFile(path: Buffer, size: number, write: (chunk: Uint8Array) => void): boolean {
    const handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      if (!fstatSync(handle).isFile()) return false;
      for (let left = size; left > 0; ) {
        const read = readSync(handle, buffer, 0, Math.min(left, buffer.length), null);
        if (read === 0) return false;
        write(buffer.subarray(0, read));
        left -= read;
      }
      return true;
    } finally {
      closeSync(handle);
    }
  }

  function finish(): void {
    const rest = told - limits.unknowns;
    if (rest > 0)
      visitor.unknown({
        what: `${rest} more entries of the folder`,
        why: "They could not be read either: run the command as a user who may.",
        fatal: true,
      });
  }

  return { status, list, visit, tell, finish, bytes: () => bytes };
}

const slash = Buffer.from("/");

/** Undefined for sockets, which no image has. */
function kindOf(status: Stats): EntryKind | undefined {
  if (status.isFile()) return "file";
  if (status.isDirectory()) return "folder";
  if (status.isSymbolicLink()) return "symlink";
  if (status.isFIFO()) return "fifo";
  return status.isCharacterDevice() || status.isBlockDevice() ? "device" : undefined;
}

function targetOf(path: Buffer): string {
  const target = readlinkSync(path, { encoding: "buffer" });
  return decodeName(target, 0, target.length);
}
