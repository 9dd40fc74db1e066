/**
 * The folder of a project: its lockfiles, wherever below it they lie, read into packages. A tree of files and a folder go in; out
 * comes what of an image's facts a project has. What is installed, built or kept for tests is not walked, links are never
 * followed, and no other file than lockfiles and the manifests beside them is opened.
 */
import type { FileTree, TreeEntry } from "../files/file-tree.ts";
import { joinTreePath } from "../files/tree-path.ts";
import type { Unknown } from "../finding/finding.ts";
import { lockfileCatalogers } from "../packages/lockfiles/lockfiles.ts";
import { operatingSystemPaths } from "../packages/operating-system.ts";
import type { Cataloger, PackageRecord } from "../packages/package.ts";
import { createSelection } from "../packages/selection.ts";
import { countText, readableBytes, readableCount } from "../text/quantities.ts";
import type { MergedLayers } from "./merge-layers.ts";
import { projectPackages } from "./project-packages.ts";
import { type VisitedFolder, type WalkLimits, walkProject } from "./project-walk.ts";

/** What one project may have. */
export const projectLimits: ProjectLimits = {
  ...{ folders: 100_000, depth: 64, lockfiles: 2_000 },
  ...{ bytes: 512 * 1024 * 1024, packages: 200_000, unknowns: 200 },
};

export interface ProjectLimits extends WalkLimits {
  readonly lockfiles: number;
  /** Bytes of all lockfiles together. */
  readonly bytes: number;
  /** Records of all lockfiles together. */
  readonly packages: number;
  readonly unknowns: number;
}

/** A lockfile that was read. */
export interface ProjectLockfile {
  /** Below the project's folder. */
  readonly path: string;
  /** Packages that it lists. */
  readonly packages: number;
}

export interface ReadProject {
  readonly lockfiles: readonly ProjectLockfile[];
  readonly merged: MergedLayers;
}

/** Bytes of a manifest beside a lockfile. */
export const mostManifestBytes = 4 * 1024 * 1024;

/** What only a root file system has: a system that says its name, or a database of its packages. */
const systemSigns: readonly string[] = [
  ...operatingSystemPaths,
  ...["etc/passwd", "var/lib/dpkg", "lib/apk/db", "usr/lib/apk/db", "var/lib/rpm", "usr/lib/sysimage/rpm"],
  ...["var/lib/pacman", "nix/store", "usr/bin", "usr/sbin"],
];

/** True when the folder is a root file system as far as anybody can tell without walking it. */
export function holdsSystem(tree: FileTree, folder: string): boolean {
  return systemSigns.some((path) => tree.stat(joinTreePath(folder, path)) !== undefined);
}

/** Files and folders by which a project is known that has no lockfile. */
const projectSigns: readonly string[] = [
  ...[".git", ".hg", "package.json", "pyproject.toml", "setup.py", "Pipfile", "Gemfile", "composer.json", "Cargo.toml"],
  ...["build.gradle", "build.gradle.kts", "mix.exs", "pubspec.yaml", "Makefile", "README.md", "Dockerfile"],
];

/** The project in a folder; undefined where none is: nothing says so, and there is no lockfile. */
export function readProject(
  tree: FileTree,
  folder: string,
  limits: ProjectLimits = projectLimits,
): ReadProject | undefined {
  const reading = readLockfiles(tree, folder, limits);
  const isNamed = () => projectSigns.some((path) => tree.stat(joinTreePath(folder, path)) !== undefined);
  if (reading.lockfiles.length === 0 && reading.unknowns.length === 0 && !isNamed()) return undefined;
  const unknowns = reading.lockfiles.length === 0 ? [...reading.unknowns, noLockfile] : reading.unknowns;
  return {
    lockfiles: reading.lockfiles,
    merged: {
      ...nothingElse,
      // One layer, so that locations and steps have what they point to.
      layers: [{ bytes: reading.bytes, files: reading.lockfiles.length }],
      packages: projectPackages(reading.records),
      unknowns,
    },
  };
}

const noLockfile: Unknown = {
  what: "packages of the project",
  why: "It has no lockfile that is read, so nobody knows which packages it gets: let its package manager write one, or scan the image that is built from it.",
  fatal: true,
};

const nothingElse: Omit<MergedLayers, "layers" | "packages" | "unknowns"> = {
  os: undefined,
  accounts: { users: [], groups: [] },
  secrets: [],
  survey: { privileged: [], openToAll: [], versioned: [], cached: {}, dumps: [], typed: [] },
  hidden: [],
  named: {},
};

function readLockfiles(tree: FileTree, root: string, limits: ProjectLimits) {
  const selection = createSelection(lockfileCatalogers);
  const lockfiles: ProjectLockfile[] = [];
  const records: PackageRecord[] = [];
  const unknowns: Unknown[] = [];
  const reached = new Set<string>();
  let bytes = 0;

  function tell(unknown: Unknown): void {
    if (unknowns.length < limits.unknowns) unknowns.push(unknown);
    else reach("more that could not be read", "Not all of it is listed one by one: begin with what is listed.");
  }

  /** Said once, whatever else there is to say. */
  function reach(what: string, why: string): void {
    if (reached.has(what)) return;
    reached.add(what);
    unknowns.push({ what, why, fatal: true });
  }

  function visit({ path, entries }: VisitedFolder): void {
    for (const { name, kind } of entries) {
      const file = path === "" ? name : `${path}/${name}`;
      if (kind !== "file") continue;
      for (const cataloger of selection.of(file)) readOne(cataloger, file, path, entries);
    }
  }

  function readOne(cataloger: Cataloger, file: string, folder: string, entries: readonly TreeEntry[]): void {
    const size = tree.size(joinTreePath(root, file));
    if (size > cataloger.mostBytes) {
      const why = `It is ${readableBytes(size)} large; files of its kind are read up to ${readableBytes(cataloger.mostBytes)}.`;
      tell({ what: `lockfile ${file}`, why: `${why} Scan the image that is built from it.`, fatal: true });
      return;
    }
    if (lockfiles.length >= limits.lockfiles || bytes + size > limits.bytes) {
      reach(
        `lockfiles from ${file} on`,
        `Up to ${readableCount(limits.lockfiles)} files with ${readableBytes(limits.bytes)} are read of one project: name a folder below it.`,
      );
      return;
    }
    const read = tree.readBytes(joinTreePath(root, file), cataloger.mostBytes);
    if ("why" in read) {
      tell({ what: `lockfile ${file}`, why: read.why, fatal: true });
      return;
    }
    bytes += read.length;
    const before = records.length;
    const beside = (name: string) => besideOf(tree, joinTreePath(root, folder), entries, name);
    try {
      for (const one of cataloger.read({ path: file, bytes: read, mode: 0o644, beside })) {
        if ("unknown" in one) tell(one.unknown);
        else if ("package" in one && records.length < limits.packages) records.push(one.package);
        else if ("package" in one)
          reach(
            `packages from ${file} on`,
            `More than ${countText(limits.packages, "package")} are listed in one project: name a folder below it.`,
          );
      }
    } catch (error) {
      // A reader that throws costs itself only. Its message may quote the file.
      const kind = error instanceof Error ? error.name : "not an Error";
      tell({
        what: `lockfile ${file}`,
        why: `Its reader (${cataloger.id}) failed: ${kind}. Please report it.`,
        fatal: true,
      });
    }
    lockfiles.push({ path: file, packages: records.length - before });
  }

  for (const visited of walkProject(tree, root, limits, { tell, reach })) visit(visited);
  return { lockfiles, records, unknowns, bytes };
}

/** Plain files only: a link may lead out of the project. */
function besideOf(tree: FileTree, folder: string, entries: readonly TreeEntry[], name: string): Uint8Array | undefined {
  if (!entries.some((entry) => entry.name === name && entry.kind === "file")) return undefined;
  const read = tree.readBytes(joinTreePath(folder, name), mostManifestBytes);
  return "why" in read ? undefined : read;
}
