/** Paths that rules ask for by name: what stands there is kept when the tree of all files is not. */
import type { TreeNode } from "../files/image-tree.ts";
import { operatingSystemPaths } from "../packages/operating-system.ts";
import { groupPath, passwdPath, shadowPath } from "./system-files.ts";

/** Programs that nobody has in an image but to leave root with them. */
export const dropToolPaths: readonly string[] = [
  ...["usr/local/bin/gosu", "usr/sbin/gosu", "usr/bin/gosu"],
  ...["sbin/su-exec", "usr/bin/su-exec", "usr/local/bin/su-exec", "usr/local/bin/fixuid"],
  ...["command/s6-setuidgid", "bin/s6-setuidgid", "usr/bin/s6-setuidgid"],
];

export const sshServerPaths: readonly string[] = [
  ...["usr/sbin/sshd", "usr/local/sbin/sshd", "usr/bin/sshd", "usr/sbin/dropbear", "usr/bin/dropbear"],
];

export const namedPaths: readonly string[] = [
  ...operatingSystemPaths,
  ...[passwdPath, groupPath, shadowPath],
  ...dropToolPaths,
  ...sshServerPaths,
];

/** What stands at a named path. */
export interface NamedNode {
  /** Absent where only a link of a folder leads there. */
  readonly node?: TreeNode;
  /** Of what is there once links are followed; absent where they lead nowhere. */
  readonly layer?: number;
}

interface HasNamed {
  readonly named: Readonly<Record<string, NamedNode>>;
}

/** The file, link or folder at a path, no link followed. Throws for a path that is not among `namedPaths`. */
export function nodeAt(image: HasNamed, path: string): TreeNode | undefined {
  return namedAt(image, path)?.node;
}

/** The layer that what a path leads to comes from. Throws as `nodeAt`. */
export function layerAt(image: HasNamed, path: string): number | undefined {
  return namedAt(image, path)?.layer;
}

const known: ReadonlySet<string> = new Set(namedPaths);

function namedAt({ named }: HasNamed, path: string): NamedNode | undefined {
  if (!known.has(path)) throw new Error(`${path} is none of the paths whose files are kept`);
  return Object.hasOwn(named, path) ? named[path] : undefined;
}
