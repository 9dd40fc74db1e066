/**
 * PDM: `pdm.lock` (pdm-project.org, "Lockfile"). Its bytes come in, packages come out; folders and files are passed over. A package
 * stands once for each set of extras. What the project names stands in `pyproject.toml` beside.
 */
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { at, itemsOf, type Located, mostLockfileBytes, textAt } from "./located.ts";
import { type Locked, lockedPackages } from "./locked.ts";
import { plainName, requiredName, rootsOfPyproject } from "./python-locks.ts";
import { entryText, readTomlPackages } from "./toml-packages.ts";

export const pdmLock: Cataloger = {
  id: "pdm-lock",
  version: 1,
  selects: { names: ["pdm.lock"] },
  mostBytes: mostLockfileBytes,
  read: readPdmLock,
};

function* readPdmLock(file: CatalogedFile): Iterable<Cataloged> {
  const read = readTomlPackages(file, "package", "metadata");
  if ("unknown" in read) return yield read;
  yield* lockedPackages(file.path, "python", joined(read.packages.map(entryOf)), rootsOfPyproject(file));
}

function entryOf(entry: Located): Locked {
  const { name = "", version, line } = entryText(entry);
  const groups = itemsOf(at(entry, "groups")).map(textAt);
  return {
    ...{ key: plainName(name), name, version, line },
    needs: itemsOf(at(entry, "dependencies")).flatMap((item) => requiredName(textAt(item) ?? "") ?? []),
    ...(groups.length > 0 ? { isDev: !groups.includes("default") } : {}),
    details: { source: at(entry, "git") ? "git" : undefined },
    isLocal: at(entry, "path") !== undefined || version === undefined,
  };
}

/** What the sets of extras need belongs to the one package. */
function joined(entries: readonly Locked[]): Locked[] {
  const needs = new Map<string, string[]>();
  for (const { key, needs: more = [] } of entries) {
    const known = needs.get(key) ?? [];
    for (const one of more) known.push(one);
    needs.set(key, known);
  }
  const seen = new Set<string>();
  return entries.map((entry) => {
    if (seen.has(entry.key)) return { ...entry, needs: [] };
    seen.add(entry.key);
    return { ...entry, needs: needs.get(entry.key) ?? [] };
  });
}
