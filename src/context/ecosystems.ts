/**
 * Which package ecosystems a folder holds, told from the names of its files alone: paths come in, manifests come out with
 * the folder they stand in. What other people's packages bring along (node_modules, vendor, virtual environments) does not count.
 */

export type Ecosystem = "node" | "python" | "go" | "rust" | "java" | "dotnet" | "ruby" | "php" | "elixir" | "swift";

/** A file that says how a folder is built. */
export interface Manifest {
  readonly ecosystem: Ecosystem;
  readonly path: string;
  /** Of the manifest, below the context's root; empty for the root itself. */
  readonly folder: string;
}

/** Manifests beyond this many are not listed: a monorepo's first thousand tell what it is made of. */
export const maxManifests = 1_000;

const byName: ReadonlyMap<string, Ecosystem> = new Map([
  ["package.json", "node"],
  ["pyproject.toml", "python"],
  ["requirements.txt", "python"],
  ["setup.py", "python"],
  ["setup.cfg", "python"],
  ["Pipfile", "python"],
  ["environment.yml", "python"],
  ["go.mod", "go"],
  ["Cargo.toml", "rust"],
  ["pom.xml", "java"],
  ["build.gradle", "java"],
  ["build.gradle.kts", "java"],
  ["build.sbt", "java"],
  ["Gemfile", "ruby"],
  ["composer.json", "php"],
  ["mix.exs", "elixir"],
  ["Package.swift", "swift"],
]);

const byExtension: ReadonlyMap<string, Ecosystem> = new Map([
  ["csproj", "dotnet"],
  ["fsproj", "dotnet"],
  ["vbproj", "dotnet"],
  ["gemspec", "ruby"],
]);

const othersFolders: ReadonlySet<string> = new Set([
  "node_modules",
  "bower_components",
  "vendor",
  "site-packages",
  ".git",
  ".venv",
  "venv",
]);

/** The manifests among `paths`, in their order. */
export function findManifests(paths: Iterable<string>): readonly Manifest[] {
  const found: Manifest[] = [];
  for (const path of paths) {
    const slash = path.lastIndexOf("/");
    const ecosystem = ecosystemOf(path.slice(slash + 1));
    if (!ecosystem) continue;
    const folder = slash === -1 ? "" : path.slice(0, slash);
    if (folder !== "" && folder.split("/").some((part) => othersFolders.has(part))) continue;
    found.push({ ecosystem, path, folder });
    if (found.length === maxManifests) break;
  }
  return found;
}

function ecosystemOf(name: string): Ecosystem | undefined {
  return byName.get(name) ?? byExtension.get(name.slice(name.lastIndexOf(".") + 1));
}
