/**
 * Poetry: `poetry.lock` (python-poetry.org/docs/basic-usage, "poetry.lock"). Its bytes come in, packages come out; folders and
 * files are passed over. What the project names stands in `pyproject.toml` beside.
 */
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { at, itemsOf, keysAt, type Located, mostLockfileBytes, textAt } from "./located.ts";
import { type Locked, lockedPackages } from "./locked.ts";
import { plainName, rootsOfPyproject } from "./python-locks.ts";
import { entryText, readTomlPackages } from "./toml-packages.ts";

export const poetryLock: Cataloger = {
  id: "poetry-lock",
  version: 1,
  selects: { names: ["poetry.lock"] },
  mostBytes: mostLockfileBytes,
  read: readPoetryLock,
};

function* readPoetryLock(file: CatalogedFile): Iterable<Cataloged> {
  const read = readTomlPackages(file, "package", "metadata");
  if ("unknown" in read) return yield read;
  yield* lockedPackages(file.path, "python", read.packages.map(entryOf), rootsOfPyproject(file));
}

const localSources = new Set(["directory", "file"]);

function entryOf(entry: Located): Locked {
  const { name = "", version, line } = entryText(entry);
  const source = textAt(at(entry, "source", "type")) ?? "";
  return {
    ...{ key: plainName(name), name, version, line },
    needs: keysAt(entry, "dependencies").map(plainName),
    ...devOf(entry),
    details: { source: source === "git" ? "git" : undefined },
    isLocal: localSources.has(source),
  };
}

/** `category` up to Poetry 1.4, `groups` from 2.0 on. */
function devOf(entry: Located): Pick<Locked, "isDev"> {
  const category = textAt(at(entry, "category"));
  if (category !== undefined) return { isDev: category === "dev" };
  const groups = itemsOf(at(entry, "groups")).map(textAt);
  return groups.length > 0 ? { isDev: !groups.includes("main") } : {};
}
