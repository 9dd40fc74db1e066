/**
 * NuGet: `packages.lock.json` (learn.microsoft.com/nuget, "Lock dependencies") and the older `packages.config`. Bytes come in,
 * packages come out; projects are passed over.
 */
import { lastPart } from "../install-place.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { decodeRecord } from "../record-text.ts";
import { at, keysAt, type Located, mapOf, mostLockfileBytes, textAt } from "./located.ts";
import { type Locked, lockedPackages } from "./locked.ts";
import { readLockfile, unreadLockfile } from "./lockfile.ts";
import { readXmlTags } from "./xml-tags.ts";

export const nugetLock: Cataloger = {
  id: "nuget-lock",
  version: 1,
  selects: { names: ["packages.lock.json", "packages.config"] },
  mostBytes: mostLockfileBytes,
  read: (file) => (lastPart(file.path) === "packages.config" ? readConfig(file) : readNugetLock(file)),
};

/** Packages stand once for each framework that the project is built for. */
function* readNugetLock(file: CatalogedFile): Iterable<Cataloged> {
  const read = readLockfile(file, "JSON");
  if ("unknown" in read) return yield read;
  const frameworks = at(read.root, "dependencies");
  if (!frameworks) return yield unreadLockfile(file.path, "It has no list of packages.");
  const entries: Locked[] = [];
  const named: string[] = [];
  for (const [framework, packages] of mapOf(frameworks))
    for (const [name, entry] of mapOf(packages)) {
      const key = `${framework}\0${name.toLowerCase()}`;
      const kind = textAt(at(entry, "type"));
      if (kind === "Direct" || kind === "Project") named.push(key);
      entries.push(entryOf(framework, key, name, entry));
    }
  yield* lockedPackages(file.path, "dotnet", entries, { production: named, development: [], isWhole: true });
}

function entryOf(framework: string, key: string, name: string, entry: Located): Locked {
  return {
    ...{ key, name, version: textAt(at(entry, "resolved")), line: entry.line },
    needs: keysAt(entry, "dependencies").map((needed) => `${framework}\0${needed.toLowerCase()}`),
    isLocal: textAt(at(entry, "type")) === "Project",
  };
}

/** All that is installed, named by the project or not. */
function* readConfig({ path, bytes }: CatalogedFile): Iterable<Cataloged> {
  const tags = readXmlTags(decodeRecord(bytes));
  if (!tags.some(({ name }) => name === "packages")) return yield unreadLockfile(path, "It is no list of packages.");
  const entries = tags
    .filter(({ name }) => name === "package")
    .map(({ attributes, line }) => ({
      ...{ key: String(line), name: attributes.get("id"), version: attributes.get("version"), line },
      isDev: attributes.get("developmentDependency") === "true",
    }));
  yield* lockedPackages(path, "dotnet", entries);
}
