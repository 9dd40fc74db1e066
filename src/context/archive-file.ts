import type { Instruction } from "../dockerfile/tree.ts";
import type { FileTree } from "../files/file-tree.ts";
import { archiveHeadBytes, looksLikeArchive } from "./archive.ts";
import { pathBelow } from "./context-listing.ts";

/** True when the ADD unpacks the file of that path in the context: by its content, and unless the line says not to. */
export function isArchive(
  { tree, root }: { readonly tree: FileTree; readonly root: string },
  { flags }: Instruction,
  path: string,
): boolean {
  if (flags.some(({ name, value }) => name === "unpack" && value === "false")) return false;
  const bytes = tree.readBytes(pathBelow(root, path), archiveHeadBytes);
  return !("why" in bytes) && looksLikeArchive(bytes);
}
