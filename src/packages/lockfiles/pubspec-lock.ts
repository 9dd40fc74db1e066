/**
 * Pub: `pubspec.lock` of Dart and Flutter (dart.dev/tools/pub/glossary, "Lockfile"). Its bytes come in, packages of a server come
 * out; those of the SDK, of paths and of git are passed over. Who needs whom stands nowhere.
 */
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { at, type Located, mapOf, textAt } from "./located.ts";
import { mostYamlLockfile } from "./located-yaml.ts";
import { type Locked, lockedPackages } from "./locked.ts";
import { readLockfile, unreadLockfile } from "./lockfile.ts";

export const pubspecLock: Cataloger = {
  id: "pubspec-lock",
  version: 1,
  selects: { names: ["pubspec.lock"] },
  mostBytes: mostYamlLockfile,
  read: readPubspecLock,
};

function* readPubspecLock(file: CatalogedFile): Iterable<Cataloged> {
  const read = readLockfile(file, "YAML");
  if ("unknown" in read) return yield read;
  const packages = at(read.root, "packages");
  if (!packages) return yield unreadLockfile(file.path, "It has no list of packages.");
  yield* lockedPackages(file.path, "pub", [...mapOf(packages)].map(entryOf));
}

function entryOf([key, entry]: readonly [string, Located]): Locked {
  const dependency = textAt(at(entry, "dependency")) ?? "";
  return {
    key,
    name: textAt(at(entry, "description", "name")) ?? key,
    version: textAt(at(entry, "version")),
    line: entry.line,
    isDirect: dependency.startsWith("direct"),
    isDev: dependency === "direct dev",
    isLocal: textAt(at(entry, "source")) !== "hosted",
  };
}
