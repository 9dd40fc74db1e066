/**
 * Lockfiles that are TOML with a list of packages: `poetry.lock`, `uv.lock`, `pdm.lock`, `pylock.toml` (PEP 751) and `Cargo.lock`.
 * What they share: an entry's name, version, line and where it came from.
 */
import type { CatalogedFile } from "../package.ts";
import { at, itemsOf, type Located, textAt } from "./located.ts";
import { readLockfile, unreadLockfile } from "./lockfile.ts";

/** The file's value and its list of packages, or what is to be said. */
export function readTomlPackages(file: CatalogedFile, list: string, proof: string) {
  const read = readLockfile(file, "TOML");
  if ("unknown" in read) return read;
  const packages = itemsOf(at(read.root, list));
  const isLockfile = packages.length > 0 || at(read.root, proof) !== undefined;
  return isLockfile ? { root: read.root, packages } : unreadLockfile(file.path, "It has no list of packages.");
}

/** What each entry says; `line` is that of its name. */
export function entryText(entry: Located) {
  const name = at(entry, "name");
  return { name: textAt(name), version: textAt(at(entry, "version")), line: name?.line ?? entry.line };
}
