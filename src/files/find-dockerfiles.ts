/**
 * Finds the Dockerfiles of a folder. A folder comes in; paths come out, sorted, with what could not be looked into.
 * Symbolic links to folders are not followed, so a loop of links ends nowhere.
 */
import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { explainReadError } from "./read-text.ts";

/** Entries looked at below one folder before the walk gives up, and folders inside folders it goes down. */
export const maxWalkEntries = 500_000;
export const maxWalkDepth = 64;

/** Folders that hold other people's files or none. */
const skippedFolders: ReadonlySet<string> = new Set([
  ".git",
  ".hg",
  ".svn",
  ".terraform",
  ".tox",
  ".venv",
  "__pycache__",
  "bower_components",
  "node_modules",
  "venv",
]);

export interface FoundFiles {
  /** Below the folder, with the folder's own path in front. */
  readonly paths: readonly string[];
  readonly unreadable: readonly { readonly path: string; readonly why: string }[];
}

/** Walks a folder. `wants` decides by the path below the folder, with `/` between its parts. */
export function findFiles(
  folder: string,
  wants: (below: string) => boolean = isDockerfilePath,
  limits = { entries: maxWalkEntries, depth: maxWalkDepth },
): FoundFiles {
  const paths: string[] = [];
  const unreadable: { path: string; why: string }[] = [];
  const open: { path: string; below: string; depth: number }[] = [{ path: folder, below: "", depth: 0 }];
  let entries = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    for (const entry of listFolder(next.path, unreadable)) {
      entries += 1;
      const path = join(next.path, entry.name);
      const below = next.below === "" ? entry.name : `${next.below}/${entry.name}`;
      if (entry.isDirectory()) {
        if (skippedFolders.has(entry.name)) continue;
        if (next.depth < limits.depth) open.push({ path, below, depth: next.depth + 1 });
        else unreadable.push({ path, why: `It lies deeper than ${limits.depth} folders: check it by its own path.` });
      } else if (wants(below) && isFile(entry, path, folder, unreadable)) paths.push(path);
    }
    if (entries > limits.entries) {
      const why = `It holds more than ${limits.entries} entries and was not looked through: name the folders to check.`;
      unreadable.push({ path: folder, why });
      break;
    }
  }
  return { paths: paths.sort(), unreadable };
}

/** Copies, notes, templates, and programs that have to do with Dockerfiles: `dockerfile.ts`, `dockerfile_test.go`. */
const notDockerfile =
  /[~#]$|\.(?:bak|orig|rej|swp|md|rst|txt|j2|tmpl|tpl|template|in|[cm]?[jt]sx?|go|py|rb|rs|java|kt|cs|php|c|h|cc|cpp|lua|vim|el|html?|css|json|ya?ml|toml|xml|snap|map|lock)$/i;

/** Dockerfile, Containerfile, and the names tools give to several of them: `Dockerfile.dev`, `web.Dockerfile`. */
export function isDockerfilePath(below: string): boolean {
  const name = below.slice(below.lastIndexOf("/") + 1);
  if (/\.dockerignore$/i.test(name) || notDockerfile.test(name)) return false;
  return /^(docker|container)file([.-].+)?$/i.test(name) || /.\.(docker|container)file$/i.test(name);
}

function listFolder(path: string, unreadable: { path: string; why: string }[]): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    unreadable.push({ path, why: explainReadError(error) });
    return [];
  }
}

/**
 * A link counts as what it leads to inside the folder. One that leads out of it is reported and not followed: what a
 * strange project points at on this machine must not end up in a report.
 */
function isFile(entry: Dirent, path: string, folder: string, unreadable: { path: string; why: string }[]): boolean {
  if (entry.isFile()) return true;
  if (!entry.isSymbolicLink()) return false;
  try {
    const inside = realpathSync(path).startsWith(join(realpathSync(folder), sep));
    if (!inside)
      unreadable.push({ path, why: "It is a symbolic link that leads out of the folder: check it by its own path." });
    return inside && statSync(path).isFile();
  } catch (error) {
    unreadable.push({ path, why: explainReadError(error) });
    return false;
  }
}
