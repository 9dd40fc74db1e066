/**
 * Files by path, from a disk or from memory: all that the rest of the program sees of a file system. Paths are relative to
 * where the command runs, with `/` between their parts; `.` is that folder itself, and `../x` and `/x` lie outside of it.
 * Nothing here throws for what a path leads to; the reason comes back as a sentence with the next step.
 */
import type { TextFile } from "./read-text.ts";

/** What stands in a folder. A link is a link here, whatever it leads to. */
export interface TreeEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "other";
  /** Set when the name's bytes are no UTF-8: nothing below it can be opened by this name. */
  readonly invalidName?: true;
}

/** Why something could not be looked at: a sentence, with the next step. */
export interface Refusal {
  readonly why: string;
}

/** A file system. */
export interface FileTree {
  /** The entries of a folder, in the order of their names. */
  list(folder: string): readonly TreeEntry[] | Refusal;
  /** Kind and size of what a path leads to, links followed; undefined where nothing is. */
  stat(path: string): { readonly kind: "file" | "folder" | "other"; readonly bytes: number } | undefined;
  /** Size of a file that `list` named, links not followed; 0 when it is gone. */
  size(path: string): number;
  /** Where a symbolic link leads, as written in it; undefined for anything else. */
  readLink(path: string): string | undefined;
  readText(path: string): TextFile;
  /** The first `most` bytes of a plain file. */
  readBytes(path: string, most: number): Uint8Array | Refusal;
}
