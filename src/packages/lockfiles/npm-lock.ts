/**
 * npm: `package-lock.json` and `npm-shrinkwrap.json` in versions 1, 2 and 3 of the form
 * (npm's documentation, "package-lock.json"). Their bytes come in, packages come out; links, workspaces and what was
 * taken from a path are passed over.
 */
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { at, isTrue, keysAt, type Located, mapOf, mostLockfileBytes, textAt } from "./located.ts";
import { type Locked, type LockedRoots, lockedPackages } from "./locked.ts";
import { isPlainVersion, manifestBeside, readLockfile, unreadLockfile } from "./lockfile.ts";

export const npmLock: Cataloger = {
  id: "npm-lock",
  version: 1,
  selects: { names: ["package-lock.json", "npm-shrinkwrap.json"] },
  mostBytes: mostLockfileBytes,
  read: readNpmLock,
};

function* readNpmLock(file: CatalogedFile): Iterable<Cataloged> {
  const read = readLockfile(file, "JSON");
  if ("unknown" in read) return yield read;
  const packages = at(read.root, "packages");
  // Version 2 has both forms; npm reads the newer one.
  if (packages) yield* lockedPackages(file.path, "npm", placedEntries(packages), placedRoots(packages));
  else if (at(read.root, "dependencies")) yield* readFirstForm(file, read.root);
  else if (!at(read.root, "lockfileVersion")) yield unreadLockfile(file.path, "It has no list of packages.");
}

const folder = "node_modules/";
/** Characters that are looked up to find who needs whom; of a lockfile past that the rest of the ways is not known. */
export const mostLookedUp = 200_000_000;

interface Places {
  readonly entries: ReadonlyMap<string, Located>;
  left: number;
}
const needing = ["dependencies", "optionalDependencies", "peerDependencies"] as const;

/** By where they are installed: `node_modules/a/node_modules/@s/b`. */
function placedEntries(packages: Located): Locked[] {
  const places = { entries: mapOf(packages), left: mostLookedUp };
  return [...places.entries].map(([place, entry]) => {
    const start = place.lastIndexOf(folder);
    const resolved = textAt(at(entry, "resolved")) ?? "";
    const isLink = isTrue(at(entry, "link"));
    const license = textAt(at(entry, "license"));
    return {
      key: place,
      name: textAt(at(entry, "name")) ?? place.slice(start + folder.length),
      version: textAt(at(entry, "version")),
      line: entry.line,
      needs: isLink
        ? [resolved]
        : needing.flatMap((kind) => keysAt(entry, kind).flatMap((name) => placeOf(places, place, name) ?? [])),
      isDev: isTrue(at(entry, "dev")),
      licenses: license === undefined ? [] : [license],
      details: { source: resolved.startsWith("git") ? "git" : undefined },
      isLocal: isLink || start === -1 || resolved.startsWith("file:") || hasNoVersion(entry, resolved),
    };
  });
}

/** From git or an address a package need not have one. */
function hasNoVersion(entry: Located, resolved: string): boolean {
  return at(entry, "version") === undefined && resolved !== "";
}

/** As Node.js looks for it: in the package's own folder, then in each one above. */
function placeOf(places: Places, from: string, name: string): string | undefined {
  for (let base = from; places.left > 0; ) {
    places.left -= base.length + name.length;
    const place = base === "" ? folder + name : `${base}/${folder}${name}`;
    if (places.entries.has(place)) return place;
    if (base === "") return undefined;
    const above = base.lastIndexOf(`/${folder}`);
    // Out of a workspace's folder the way leads to the root.
    base = above === -1 ? "" : base.slice(0, above);
  }
  return undefined;
}

/** What the project and its workspaces name: all entries that lie in no `node_modules`. */
function placedRoots(packages: Located): LockedRoots {
  const places = { entries: mapOf(packages), left: mostLookedUp };
  const production: string[] = [];
  const development: string[] = [];
  for (const [place, entry] of places.entries) {
    if (place.includes(folder)) continue;
    for (const kind of needing)
      for (const name of keysAt(entry, kind)) production.push(placeOf(places, place, name) ?? "");
    for (const name of keysAt(entry, "devDependencies")) development.push(placeOf(places, place, name) ?? "");
  }
  return { production, development, isWhole: places.entries.has("") };
}

/** Nested `dependencies`; what the project names stands in `package.json` only. */
function* readFirstForm(file: CatalogedFile, root: Located): Iterable<Cataloged> {
  const entries = new Map<string, Located>();
  const open: (readonly [string, Located])[] = [["", root]];
  let unread = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const [place, entry] = next;
    for (const [name, inner] of mapOf(at(entry, "dependencies"))) {
      if (place.length + name.length > longestPlace) {
        unread += 1;
        continue;
      }
      const key = place === "" ? folder + name : `${place}/${folder}${name}`;
      entries.set(key, inner);
      open.push([key, inner]);
    }
  }
  const places = { entries, left: mostLookedUp };
  const locked = [...entries].map(([place, entry]) => firstEntry(places, place, entry));
  yield* lockedPackages(
    file.path,
    "npm",
    locked,
    rootsOfPackageJson(file, (name) => folder + name),
  );
  if (unread > 0) yield unreadLockfile(file.path, `It holds ${unread} of its packages too deep in others to be read.`);
}

/** Characters of the place of a package: others are not read. */
export const longestPlace = 4_000;

function firstEntry(places: Places, place: string, entry: Located): Locked {
  const written = textAt(at(entry, "version"));
  const alias = /^npm:(.+)@([^@]+)$/.exec(written ?? "");
  const version = alias?.[2] ?? written;
  return {
    key: place,
    name: alias?.[1] ?? place.slice(place.lastIndexOf(folder) + folder.length),
    version,
    line: entry.line,
    needs: keysAt(entry, "requires").flatMap((name) => placeOf(places, place, name) ?? []),
    isDev: isTrue(at(entry, "dev")),
    isLocal: written !== undefined && !isPlainVersion(version),
  };
}

/**
 * What `package.json` beside names. With workspaces there are more that nobody sees here. `keyOf` makes the key of a name and
 * the range that was asked for.
 */
export function rootsOfPackageJson(
  file: CatalogedFile,
  keyOf: (name: string, range: string) => string,
): LockedRoots | undefined {
  const manifest = manifestBeside(file, "package.json", "JSON");
  if (!manifest) return undefined;
  const keysOf = (kind: string) =>
    [...mapOf(at(manifest, kind))].map(([name, range]) => keyOf(name, textAt(range) ?? ""));
  return {
    production: [...needing.flatMap(keysOf)],
    development: keysOf("devDependencies"),
    isWhole: at(manifest, "workspaces") === undefined,
  };
}
