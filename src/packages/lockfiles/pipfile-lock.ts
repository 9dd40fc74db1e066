/**
 * Pipenv: `Pipfile.lock` (pipenv.pypa.io). Its bytes come in, packages come out; what has no pinned version (folders,
 * repositories) is passed over. What the project names stands in the `Pipfile` beside; who needs whom stands nowhere.
 */
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { at, keysAt, type Located, mapOf, mostLockfileBytes, textAt } from "./located.ts";
import { type Locked, lockedPackages } from "./locked.ts";
import { manifestBeside, readLockfile, unreadLockfile } from "./lockfile.ts";
import { plainName } from "./python-locks.ts";

export const pipfileLock: Cataloger = {
  id: "pipfile-lock",
  version: 1,
  selects: { names: ["Pipfile.lock"] },
  mostBytes: mostLockfileBytes,
  read: readPipfileLock,
};

function* readPipfileLock(file: CatalogedFile): Iterable<Cataloged> {
  const read = readLockfile(file, "JSON");
  if ("unknown" in read) return yield read;
  const { root } = read;
  if (!at(root, "_meta") && !at(root, "default")) return yield unreadLockfile(file.path, "It has no list of packages.");
  const manifest = manifestBeside(file, "Pipfile", "TOML");
  const named =
    manifest && new Set(["packages", "dev-packages"].flatMap((table) => keysAt(manifest, table).map(plainName)));
  const entries = [...mapOf(root)].flatMap(([section, packages]) =>
    section === "_meta" ? [] : [...mapOf(packages)].map(([name, entry]) => entryOf(section, name, entry, named)),
  );
  yield* lockedPackages(file.path, "python", entries);
}

function entryOf(section: string, name: string, entry: Located, named: ReadonlySet<string> | undefined): Locked {
  const pin = /^===?\s*(\S+)$/.exec(textAt(at(entry, "version")) ?? "")?.[1];
  return {
    ...{ key: `${section}\0${name}`, name, version: pin, line: entry.line, isDev: section === "develop" },
    ...(named ? { isDirect: named.has(plainName(name)) } : {}),
    details: { source: at(entry, "git") ? "git" : undefined },
    isLocal: pin === undefined,
  };
}
