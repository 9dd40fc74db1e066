/**
 * uv: `uv.lock` (docs.astral.sh/uv/concepts/projects/layout, "The lockfile"). Its bytes come in, packages come out. The project and
 * its workspace stand in it as packages of a folder, with all they name.
 */
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { at, itemsOf, type Located, mapOf, mostLockfileBytes, textAt } from "./located.ts";
import { type Locked, type LockedRoots, lockedPackages } from "./locked.ts";
import { plainName } from "./python-locks.ts";
import { entryText, readTomlPackages } from "./toml-packages.ts";

export const uvLock: Cataloger = {
  id: "uv-lock",
  version: 1,
  selects: { names: ["uv.lock"] },
  mostBytes: mostLockfileBytes,
  read: readUvLock,
};

function* readUvLock(file: CatalogedFile): Iterable<Cataloged> {
  const read = readTomlPackages(file, "package", "version");
  if ("unknown" in read) return yield read;
  const projects = read.packages.filter(isProject);
  yield* lockedPackages(file.path, "python", read.packages.flatMap(entriesOf), rootsOf(projects));
}

function isProject(entry: Located): boolean {
  return [...mapOf(at(entry, "source")).keys()].some((kind) => localSources.has(kind));
}

const localSources = new Set(["virtual", "editable", "directory", "path"]);

/** One with the version, and one by the name alone: dependencies tell the version where there are several. */
function entriesOf(entry: Located): Locked[] {
  const { name = "", version, line } = entryText(entry);
  const plain = plainName(name);
  const key = `${plain}@${version ?? ""}`;
  const groups = [at(entry, "dependencies"), ...mapOf(at(entry, "optional-dependencies")).values()];
  const details = { source: at(entry, "source", "git") ? "git" : undefined };
  return [
    { key, name, version, line, needs: groups.flatMap(keysOf), details, isLocal: isProject(entry) },
    { key: plain, name, version, line, needs: [key], isLocal: true },
  ];
}

function keysOf(list: Located | undefined): string[] {
  return itemsOf(list).map((needed) => {
    const name = plainName(textAt(at(needed, "name")) ?? "");
    const version = textAt(at(needed, "version"));
    return version === undefined ? name : `${name}@${version}`;
  });
}

function rootsOf(projects: readonly Located[]): LockedRoots {
  const production = projects.flatMap((project) =>
    [at(project, "dependencies"), ...mapOf(at(project, "optional-dependencies")).values()].flatMap(keysOf),
  );
  const development = projects.flatMap((project) =>
    [...mapOf(at(project, "dev-dependencies")).values()].flatMap(keysOf),
  );
  return { production, development, isWhole: projects.length > 0 };
}
