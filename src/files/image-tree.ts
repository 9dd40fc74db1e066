/**
 * The layers of an image laid over each other. Listings go in, lowest first; out comes what a container sees, and what of
 * each layer it does not see any more. Links are followed inside the image only.
 */
import type { EntryKind, LayerListing } from "./layer-entry.ts";

/** What stands at a path in the end. */
export interface TreeNode {
  readonly path: string;
  readonly kind: EntryKind;
  /** Of a hard link: of the file it names. */
  readonly bytes: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly link: string;
  /** Index of the layer that it comes from. */
  readonly layer: number;
}

/** A file that a later layer replaces or removes: its bytes are shipped for nothing. */
export interface HiddenFile {
  readonly path: string;
  /** Index of the layer that has it. */
  readonly layer: number;
  /** Index of the layer that hides it. */
  readonly by: number;
  readonly how: "replaced" | "deleted";
  readonly bytes: number;
}

/** The file system of an image. */
export interface ImageTree {
  /** Entries that are there in the end. */
  readonly size: number;
  /** What is at a path; no link is followed. Folders that no layer names are undefined. */
  at(path: string): TreeNode | undefined;
  /** The path after following links of its folders and itself, up to a limit; undefined where that leads nowhere or out of bounds. */
  resolve(path: string): string | undefined;
  /** True when the version of a path that the layer has is the one that is there in the end. */
  isVisible(layer: number, path: string): boolean;
  /** The layer that hides a layer's version of a path, and how; undefined when it is visible or not in that layer. */
  hiding(layer: number, path: string): Pick<HiddenFile, "by" | "how"> | undefined;
  /** Everything that is there, in no particular order. */
  nodes(): Iterable<TreeNode>;
  /** Files that were shipped for nothing, in the order of layers. */
  readonly hidden: readonly HiddenFile[];
}

/** Lays layers over each other, lowest first. */
export function squashLayers(_layers: readonly LayerListing[]): ImageTree {
  throw new Error("not built yet");
}
