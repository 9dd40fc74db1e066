/**
 * Files that packages own. Paths as a database writes them come in, in the form of `LayerEntry.path` they come out;
 * folders and what is no path are left out, and a database cannot make the list longer than its limits.
 */
import type { Cataloged, PackageType } from "./package.ts";
import { unreadDatabase } from "./system-package-text.ts";

/** Files of one database. A full desktop has 500,000. */
export const mostOwnedPaths = 1_000_000;
/** UTF-16 code units of all paths of one database together: folder and name are told apart in most, and multiply. */
export const mostOwnedCharacters = 128 * 1024 * 1024;
/** UTF-16 code units of one path; Linux allows 4,095 bytes. */
export const longestOwnedPath = 4096;

/** How much of the limits is used up. */
export interface OwnedBudget {
  paths: number;
  characters: number;
  isSpent: boolean;
}

/** For one database. */
export function ownedBudget(): OwnedBudget {
  return { paths: 0, characters: 0, isSpent: false };
}

/** Takes the paths that the budget allows. What is no path, and stands as undefined, uses it up as well. */
export function withinBudget(paths: Iterable<string | undefined>, budget: OwnedBudget): string[] {
  const kept: string[] = [];
  if (budget.isSpent) return kept;
  for (const path of paths) {
    budget.paths += 1;
    budget.characters += path?.length ?? 0;
    budget.isSpent = budget.paths > mostOwnedPaths || budget.characters > mostOwnedCharacters;
    if (budget.isSpent) break;
    if (path !== undefined) kept.push(path);
  }
  return kept;
}

/** What one package owns, unless it owns nothing. */
export function* ownedBy(type: PackageType, name: string, paths: Iterable<string | undefined>, budget: OwnedBudget) {
  const kept = withinBudget(paths, budget);
  if (kept.length > 0) yield { owned: { type, name, paths: kept } } satisfies Cataloged;
}

/** Said once at the end, where the limits cut something off. */
export function* spentBudget(file: string, budget: OwnedBudget): Generator<Cataloged> {
  if (!budget.isSpent) return;
  yield unreadDatabase(
    file,
    `It lists more than ${mostOwnedPaths} files or ${mostOwnedCharacters} characters of paths.`,
  );
}

/** `/usr//bin/env`, `./usr/bin/env` and `usr/bin/env` are one; undefined for the root, for `..` and for what is too long. */
export function ownedPath(written: string): string | undefined {
  if (written.length > longestOwnedPath) return undefined;
  const path = written.startsWith("/") ? written.slice(1) : written;
  const isEdged = path.startsWith(".") || path.startsWith("/") || path.endsWith("/");
  const isPlain = !isEdged && !path.includes("//") && !path.includes("/.");
  if (isPlain) return path === "" ? undefined : path;
  const parts = written.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 || parts.includes("..") ? undefined : parts.join("/");
}

/** Leaves out the folders of a list that has them: whatever another path of it stands in. */
export function withoutFolders(paths: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    const slash = path.lastIndexOf("/");
    if (slash > 0) folders.add(path.slice(0, slash));
  }
  return paths.filter((path) => !folders.has(path));
}
