/**
 * Composer: `composer.lock` (getcomposer.org/doc/01-basic-usage, "composer.lock"). Its bytes come in, packages come out; those
 * of a path are passed over. What the project names stands in `composer.json` beside.
 */
import { licenseNames } from "../licenses.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { at, itemsOf, keysAt, type Located, mostLockfileBytes, textAt } from "./located.ts";
import { type Locked, type LockedRoots, lockedPackages } from "./locked.ts";
import { manifestBeside, readLockfile, unreadLockfile } from "./lockfile.ts";

export const composerLock: Cataloger = {
  id: "composer-lock",
  version: 1,
  selects: { names: ["composer.lock"] },
  mostBytes: mostLockfileBytes,
  read: readComposerLock,
};

function* readComposerLock(file: CatalogedFile): Iterable<Cataloged> {
  const read = readLockfile(file, "JSON");
  if ("unknown" in read) return yield read;
  const { root } = read;
  if (!at(root, "packages")) return yield unreadLockfile(file.path, "It has no list of packages.");
  const entries = [
    ...itemsOf(at(root, "packages")).map((entry) => entryOf(entry, false)),
    ...itemsOf(at(root, "packages-dev")).map((entry) => entryOf(entry, true)),
  ];
  yield* lockedPackages(file.path, "php-composer", entries, rootsOf(file));
}

function entryOf(entry: Located, isDev: boolean): Locked {
  const name = at(entry, "name");
  return {
    key: (textAt(name) ?? "").toLowerCase(),
    name: textAt(name),
    version: textAt(at(entry, "version")),
    line: name?.line ?? entry.line,
    needs: keysAt(entry, "require").map((needed) => needed.toLowerCase()),
    isDev,
    licenses: licenseNames(itemsOf(at(entry, "license")).map(textAt)),
    details: { reference: textAt(at(entry, "source", "reference")) ?? textAt(at(entry, "dist", "reference")) },
    isLocal: textAt(at(entry, "dist", "type")) === "path",
  };
}

function rootsOf(file: CatalogedFile): LockedRoots | undefined {
  const manifest = manifestBeside(file, "composer.json", "JSON");
  if (!manifest) return undefined;
  const namesOf = (key: string) => keysAt(manifest, key).map((name) => name.toLowerCase());
  return { production: namesOf("require"), development: namesOf("require-dev"), isWhole: true };
}
