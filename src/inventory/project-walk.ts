/**
 * The folders of a project that its lockfiles may lie in: what is installed, built, cached or kept for tests is passed over, and
 * links are not followed. What could not be looked at is told.
 */
import type { FileTree, TreeEntry } from "../files/file-tree.ts";
import { joinTreePath } from "../files/tree-path.ts";
import type { Unknown } from "../finding/finding.ts";
import { readableCount } from "../text/quantities.ts";

export interface WalkLimits {
  readonly folders: number;
  /** Folders inside of folders. */
  readonly depth: number;
}

export interface VisitedFolder {
  /** "" for the project's own. */
  readonly path: string;
  readonly entries: readonly TreeEntry[];
}

export interface WalkTelling {
  tell(unknown: Unknown): void;
  reach(what: string, why: string): void;
}

/** Folders before what is in them, in the order of names. */
export function* walkProject(
  tree: FileTree,
  root: string,
  limits: WalkLimits,
  { tell, reach }: WalkTelling,
): Iterable<VisitedFolder> {
  const open = [{ path: "", depth: 0 }];
  let count = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const { path, depth } = next;
    count += 1;
    if (count > limits.folders)
      return reach(
        "rest of the folder",
        `It holds more than ${readableCount(limits.folders)} folders: the others were not looked at. Name a folder below it.`,
      );
    const entries = tree.list(path === "" ? root : joinTreePath(root, path));
    if ("why" in entries) {
      tell({ what: path === "" ? "the folder" : path, why: entries.why, fatal: true });
      continue;
    }
    if (path !== "" && entries.some(({ name }) => name === "pyvenv.cfg")) continue;
    yield { path, entries };
    const inside = entries.filter(
      ({ name, kind, invalidName }) => kind === "folder" && !invalidName && isWalked(name, entries),
    );
    if (inside.length > 0 && depth >= limits.depth) {
      tell({
        what: path,
        why: `Folders lie inside of each other more than ${limits.depth} deep: name a folder below it.`,
        fatal: true,
      });
      continue;
    }
    for (const { name } of inside.reverse())
      open.push({ path: path === "" ? name : `${path}/${name}`, depth: depth + 1 });
  }
}

/** Installed, built, cached, or kept for tests: whatever lockfile lies there is not the project's. */
const neverWalked: ReadonlySet<string> = new Set([
  ...["node_modules", "bower_components", "jspm_packages", "vendor", "site-packages", "Pods", "Carthage"],
  ...[".git", ".hg", ".svn", ".venv", "venv", ".virtualenv", "virtualenv", "__pycache__", ".tox", ".nox", ".eggs"],
  ...[".yarn", ".pnpm-store", ".npm", ".bundle", ".gradle", ".mvn", ".m2", ".cargo", ".dart_tool", "_build", ".nuget"],
  ...["target", "dist", ".next", ".nuxt", ".output", ".svelte-kit", ".turbo", ".parcel-cache", ".cache", ".terraform"],
  ...["testdata", "test-data", "fixtures", "__fixtures__", "test-fixtures"],
]);

/** Names that mean it only beside a manifest of the tool that makes them. */
const builtBeside: ReadonlyMap<string, readonly string[]> = new Map([
  ["build", ["build.gradle", "build.gradle.kts", "settings.gradle", "setup.py", "pyproject.toml", "pubspec.yaml"]],
  ["deps", ["mix.exs"]],
  ["bin", ["packages.lock.json", "packages.config"]],
  ["obj", ["packages.lock.json", "packages.config"]],
]);

function isWalked(name: string, beside: readonly TreeEntry[]): boolean {
  if (neverWalked.has(name)) return false;
  const makers = builtBeside.get(name);
  return makers === undefined || !beside.some((entry) => makers.includes(entry.name));
}
