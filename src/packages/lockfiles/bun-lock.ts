/**
 * Bun: `bun.lock`, which is JSON with comments and last commas (bun.sh/docs/install/lockfile). Its bytes come in, packages come
 * out; workspaces and links are passed over. The older `bun.lockb` is binary: it is said that it is not read.
 */

import { lastPart } from "../install-place.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { at, itemsOf, keysAt, type Located, mapOf, mostLockfileBytes, textAt } from "./located.ts";
import { type Locked, type LockedRoots, lockedPackages } from "./locked.ts";
import { isPlainVersion, readLockfile, unreadLockfile } from "./lockfile.ts";
import { mostLookedUp } from "./npm-lock.ts";

export const bunLock: Cataloger = {
  id: "bun-lock",
  version: 1,
  selects: { names: ["bun.lock", "bun.lockb"] },
  mostBytes: mostLockfileBytes,
  read: readBunLock,
};

function* readBunLock(file: CatalogedFile): Iterable<Cataloged> {
  if (lastPart(file.path) === "bun.lockb") {
    // Both may lie there while a project changes over.
    if (file.beside?.("bun.lock") === undefined) yield binary(file.path);
    return;
  }
  const read = readLockfile(file, "JSON");
  if ("unknown" in read) return yield read;
  const packages = mapOf(at(read.root, "packages"));
  if (packages.size === 0 && !at(read.root, "lockfileVersion"))
    return yield unreadLockfile(file.path, "It has no list of packages.");
  const places = { keys: packages, left: mostLookedUp };
  const entries = [...packages].map(([key, entry]) => entryOf(places, key, entry));
  yield* lockedPackages(file.path, "npm", entries, rootsOf(at(read.root, "workspaces"), places));
}

function binary(path: string): Cataloged {
  return {
    unknown: {
      what: `lockfile ${path}`,
      why: "It is binary and not read: `bun install --save-text-lockfile --lockfile-only` writes a bun.lock.",
      fatal: true,
    },
  };
}

interface Places {
  readonly keys: ReadonlyMap<string, Located>;
  left: number;
}

const needing = ["dependencies", "optionalDependencies", "peerDependencies"] as const;

/** `["a@1.0.0", "", { dependencies }, "sha512-…"]`; workspaces and links have less. */
function entryOf(places: Places, key: string, entry: Located): Locked {
  const items = itemsOf(entry);
  const written = textAt(items[0]) ?? "";
  const split = written.lastIndexOf("@");
  const version = split > 0 ? written.slice(split + 1) : "";
  const about = items.find(({ value }) => value instanceof Map);
  const workspace = /@workspace:/.test(written);
  return {
    ...{ key, name: written.slice(0, Math.max(split, 0)), version, line: entry.line },
    needs: needing.flatMap((kind) => keysAt(about, kind).flatMap((name) => keyFor(places, key, name) ?? [])),
    isLocal: workspace || !isPlainVersion(version),
  };
}

/** `a/b` is the b that a has for itself; without one that of the package above counts. */
function keyFor(places: Places, from: string, name: string): string | undefined {
  for (let base = from; places.left > 0; ) {
    places.left -= base.length + name.length;
    const key = base === "" ? name : `${base}/${name}`;
    if (places.keys.has(key)) return key;
    if (base === "") return undefined;
    base = above(base);
  }
  return undefined;
}

/** `a/@s/b` without `@s/b`. */
function above(key: string): string {
  const slash = key.lastIndexOf("/");
  if (slash === -1) return "";
  const before = key.slice(0, slash);
  const start = before.lastIndexOf("/") + 1;
  return before.startsWith("@", start) ? before.slice(0, Math.max(start - 1, 0)) : before;
}

function rootsOf(workspaces: Located | undefined, places: Places): LockedRoots {
  const projects = [...mapOf(workspaces).values()];
  const keysOf = (kind: string) =>
    projects.flatMap((project) =>
      keysAt(project, kind).flatMap((name) => keyFor(places, textAt(at(project, "name")) ?? "", name) ?? []),
    );
  return { production: needing.flatMap(keysOf), development: keysOf("devDependencies"), isWhole: projects.length > 0 };
}
