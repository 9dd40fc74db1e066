/** What entries of a tar are, who takes them, and how much of a tar is read. */
import type { Unknown } from "../finding/finding.ts";
import type { BodySink, EntryKind } from "./layer-entry.ts";

/** An entry as its headers have it. The name is as written: `./etc/`, `/etc`, `../etc`. */
export interface TarEntry {
  readonly name: string;
  readonly kind: EntryKind;
  /** As claimed, at most `TarLimits.fileBytes`; a sparse file with its holes. */
  readonly bytes: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** As written; "" for what is no link. */
  readonly link: string;
}

export interface TarVisitor {
  /** `bodyAt` is the offset of the body in the tar; -1 for a sparse file, whose body does not lie there in one piece. */
  entry(entry: TarEntry, bodyAt: number): BodySink | undefined;
  unknown(unknown: Unknown): void;
}

export interface TarLimits {
  /** Entries that are read. */
  readonly entries: number;
  /** Bytes of one PAX header, one long name, or one map of a sparse file: Go's limit too. */
  readonly headerBytes: number;
  /** Characters of one name: longer ones cannot be created on Linux. */
  readonly nameLength: number;
  /** Characters of all names and links together, so that they can be kept. */
  readonly allNames: number;
  /** A file that claims more is nonsense. */
  readonly fileBytes: number;
  /** Parts of one sparse file. */
  readonly sparseParts: number;
  /** Bytes of holes that are written out as zeros, over all files that somebody reads. */
  readonly filledHoles: number;
}

export const tarLimits: TarLimits = {
  entries: 1_000_000,
  headerBytes: 1024 * 1024,
  nameLength: 4096,
  allNames: 128 * 1024 * 1024,
  fileBytes: 64 * 1024 ** 3,
  sparseParts: 65_536,
  filledHoles: 1024 ** 3,
};

/** A name as messages show it: no control characters, not too long. */
export function shownName(name: string): string {
  const cut = name.length > 200 ? `${name.slice(0, 200)}…` : name;
  return JSON.stringify(cut).slice(1, -1);
}

/** By type flag; undefined for what no container engine unpacks. Old writers mark a folder by the slash at its end. */
export function kindOf(type: number, name: string): EntryKind | undefined {
  return type === 0 && name.endsWith("/") ? "folder" : kinds[String.fromCharCode(type)];
}

const kinds: Readonly<Record<string, EntryKind>> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  S: "file",
  "1": "hardlink",
  "2": "symlink",
  "3": "device",
  "4": "device",
  "5": "folder",
  "6": "fifo",
};
