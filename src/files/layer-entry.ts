/**
 * What a layer of an image is made of, entry by entry. Whatever reads one (a tar, a folder of a disk, a map in memory)
 * calls a visitor for each entry in order; whoever wants a body hands back a sink for it, so no body is held unless asked for.
 */
import type { Unknown } from "../finding/finding.ts";

export const entryKinds = ["file", "folder", "symlink", "hardlink", "device", "fifo"] as const;
export type EntryKind = (typeof entryKinds)[number];

/** One thing in a layer. */
export interface LayerEntry {
  /**
   * From the root, without a slash at either end, `/` between parts, no `.` and no `..`: `usr/bin/env`. Bytes that are no
   * UTF-8 stand as `\xNN`.
   */
  readonly path: string;
  readonly kind: EntryKind;
  /** Of the body, as it unpacks (a sparse file counts its holes); 0 for all but files. */
  readonly bytes: number;
  /** Permission bits with set-user-id, set-group-id and sticky: 0o0000 to 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Where a symbolic link leads, as written; the path of a hard link's target in the form of `path`; "" for the rest. */
  readonly link: string;
}

/** Takes the body of one file. What `write` is given is valid during the call only. */
export interface BodySink {
  write(chunk: Uint8Array): void;
  /** `whole` is false where the layer broke off, or a limit did. */
  end(whole: boolean): void;
}

/** Takes a layer. Nothing of it may throw. */
export interface LayerVisitor {
  /** What it gives back takes the body; without that the body is passed over. Asked for files only. */
  entry(entry: LayerEntry): BodySink | undefined;
  /** A `.wh.NAME`: the path, in the form of `LayerEntry.path`, is gone from the layers below. */
  whiteout(path: string): void;
  /** A `.wh..wh..opq`: nothing of the layers below is left in that folder; "" is the root. */
  opaque(folder: string): void;
  /** Something that was not read, and why. */
  unknown(unknown: Unknown): void;
}

/** The entries of one layer without their bodies, in columns: 300,000 files are no rarity. */
export interface LayerListing {
  /** In the form of `LayerEntry.path`, each once: of two entries of one path the later counts. */
  readonly paths: readonly string[];
  /** For each path the index of its kind in `entryKinds`. */
  readonly kinds: readonly number[];
  readonly bytes: readonly number[];
  readonly modes: readonly number[];
  readonly uids: readonly number[];
  readonly gids: readonly number[];
  /** Targets of links, by index of the path. */
  readonly links: ReadonlyMap<number, string>;
  readonly whiteouts: readonly string[];
  readonly opaque: readonly string[];
}

/** What reading a layer to its end shows. */
export interface LayerRead {
  /** `sha256:…` over the unpacked tar; undefined where the layer was no tar (a folder of a disk) or broke off. */
  readonly diffId: string | undefined;
  /** `sha256:…` over the bytes as they came; undefined as above. */
  readonly digest: string | undefined;
  readonly compression: "none" | "gzip" | "zstd";
  /** Of the unpacked tar. */
  readonly bytes: number;
  /** Bytes as they came. */
  readonly compressedBytes: number;
}
