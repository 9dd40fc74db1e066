/** Folders in which version control keeps a project's history. */
import { isVendored } from "../secrets/vendored.ts";

const inFolder = /(?:^|\/)(?:\.git|\.hg|\.svn|\.bzr|CVS)\//;

/** Files that such a folder always has, by its name. */
const marks: ReadonlyMap<string, readonly string[]> = new Map([
  [".git", ["HEAD"]],
  [".hg", ["requires", "00changelog.i", "dirstate"]],
  [".svn", ["wc.db", "entries"]],
  [".bzr", ["branch-format"]],
  ["CVS", ["Entries"]],
]);

export function isVcsPath(path: string): boolean {
  return inFolder.test(path);
}

/** `app/.git` of `app/.git/refs/heads/main`. */
export function vcsFolderOf(path: string): string | undefined {
  const found = inFolder.exec(path);
  return found ? path.slice(0, found.index + found[0].length - 1) : undefined;
}

/** True when the file is one that every such folder has: a folder of that name alone is no history. */
export function isVcsMark(path: string): boolean {
  const folder = vcsFolderOf(path);
  if (folder === undefined) return false;
  return marks.get(folder.slice(folder.lastIndexOf("/") + 1))?.includes(path.slice(folder.length + 1)) ?? false;
}

/**
 * True for other people's projects: dependencies that were fetched with their history, and tools that were installed by
 * `git clone` (nvm, pyenv, plugins of a shell). Their history is public.
 */
export function isOthersProject(folder: string): boolean {
  const home = folder.slice(0, folder.lastIndexOf("/") + 1);
  return (
    isVendored(`${home}file`) ||
    /(?:^|\/)\.[^/]/.test(home) ||
    /^(?:usr\/(?!src\/)|opt\/(?:\w{0,8}env|nvm)\/)/.test(home)
  );
}
