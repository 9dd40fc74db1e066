/**
 * Which ignore file counts for a build. The Dockerfile's path and the context's root come in; the file that the builder
 * reads goes out, with the one it takes the place of. One that is there but cannot be read is named, and counts as none.
 * Reference: BuildKit frontend/dockerui/config.go.
 */
import type { FileTree } from "../files/file-tree.ts";
import { createSource } from "../text/source.ts";
import { pathBelow } from "./context-listing.ts";
import type { Unread } from "./effective-context.ts";
import { type IgnoreFile, parseIgnoreFile } from "./ignore-file.ts";

/** The name at the root of a context, and the end of the name beside a Dockerfile. */
export const ignoreFileName = ".dockerignore";

/** An ignore file as found, or why it is not read. */
export interface FoundIgnoreFile {
  readonly file: IgnoreFile | undefined;
  readonly shadowed: string | undefined;
  readonly unread: readonly Unread[];
}

/** Asks `store`, which reads each file once. `dockerfile` is undefined for one that stands in no file of its own. */
export function findIgnoreFile(
  store: { readonly exists: (path: string) => boolean; readonly ignoreFile: (path: string) => ReadIgnoreFile },
  root: string,
  dockerfile: string | undefined,
): FoundIgnoreFile {
  const atRoot = pathBelow(root, ignoreFileName);
  const beside = dockerfile === undefined ? undefined : `${dockerfile}${ignoreFileName}`;
  if (beside === undefined || !store.exists(beside))
    return { ...(store.exists(atRoot) ? store.ignoreFile(atRoot) : nothing), shadowed: undefined };
  return { ...store.ignoreFile(beside), shadowed: store.exists(atRoot) ? atRoot : undefined };
}

/** What reading one ignore file gave. */
export interface ReadIgnoreFile {
  readonly file: IgnoreFile | undefined;
  readonly unread: readonly Unread[];
}

const nothing: ReadIgnoreFile = { file: undefined, unread: [] };

/** Reads one; never throws. */
export function readIgnoreFile(tree: FileTree, path: string): ReadIgnoreFile {
  const link = tree.readLink(path);
  // What a link of a stranger's project leads to on this machine must not end up in a report.
  if (link !== undefined && leadsOut(link)) return { file: undefined, unread: [{ path, why: leadsElsewhere }] };
  const text = tree.readText(path);
  if ("why" in text) return { file: undefined, unread: [{ path, why: text.why }] };
  const file = parseIgnoreFile(createSource(path, text.text));
  if (text.encoding === "utf8") return { file, unread: [] };
  const line = `Line ${text.invalidLine ?? 1} is not valid UTF-8`;
  return { file, unread: [{ path, why: `${line}, so its patterns may be read differently: save it as UTF-8.` }] };
}

const leadsElsewhere = "It is a symbolic link that leads out of its folder: put the file itself there.";

/** Absolute, or up: from the root of a context both lead out of it. */
function leadsOut(target: string): boolean {
  return target.startsWith("/") || target.split("/").includes("..");
}
