/**
 * `pylock.toml` and `pylock.NAME.toml` (PEP 751). Their bytes come in, packages come out; folders, archives and repositories
 * without a version are passed over. What the project names stands in `pyproject.toml` beside.
 */
import { lastPart } from "../install-place.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { at, itemsOf, type Located, mostLockfileBytes, textAt } from "./located.ts";
import { type Locked, lockedPackages } from "./locked.ts";
import { plainName, rootsOfPyproject } from "./python-locks.ts";
import { entryText, readTomlPackages } from "./toml-packages.ts";

export const pylock: Cataloger = {
  id: "pylock",
  version: 1,
  selects: { endings: [".toml"], where: (path) => /^pylock\.(?:[^.]+\.)?toml$/.test(lastPart(path)) },
  mostBytes: mostLockfileBytes,
  read: readPylock,
};

function* readPylock(file: CatalogedFile): Iterable<Cataloged> {
  const read = readTomlPackages(file, "packages", "lock-version");
  if ("unknown" in read) return yield read;
  yield* lockedPackages(file.path, "python", read.packages.map(entryOf), rootsOfPyproject(file));
}

function entryOf(entry: Located): Locked {
  const { name = "", version, line } = entryText(entry);
  return {
    ...{ key: plainName(name), name, version, line },
    needs: itemsOf(at(entry, "dependencies")).map((needed) => plainName(textAt(at(needed, "name")) ?? "")),
    details: { source: at(entry, "vcs") ? "git" : undefined },
    isLocal: at(entry, "directory") !== undefined || version === undefined,
  };
}
