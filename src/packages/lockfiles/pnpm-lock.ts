/**
 * pnpm: `pnpm-lock.yaml` in versions 5, 6 and 9 of the form (github.com/pnpm/spec, `lockfile`). Its bytes come in, packages come
 * out; links, folders and what came from git or an address without a version are passed over.
 */
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { at, isTrue, type Located, mapOf, textAt } from "./located.ts";
import { mostYamlLockfile } from "./located-yaml.ts";
import { type Locked, type LockedRoots, lockedPackages } from "./locked.ts";
import { isPlainVersion, readLockfile, unreadLockfile } from "./lockfile.ts";

export const pnpmLock: Cataloger = {
  id: "pnpm-lock",
  version: 1,
  selects: { names: ["pnpm-lock.yaml"] },
  mostBytes: mostYamlLockfile,
  read: readPnpmLock,
};

function* readPnpmLock(file: CatalogedFile): Iterable<Cataloged> {
  const read = readLockfile(file, "YAML");
  if ("unknown" in read) return yield read;
  const { root } = read;
  const written = textAt(at(root, "lockfileVersion"));
  if (written === undefined)
    return yield unreadLockfile(file.path, "It does not say which version of the form it has.");
  const form = formOf(Number.parseFloat(written));
  const packages = at(root, "packages");
  const snapshots = at(root, "snapshots");
  const entries = snapshots ? splitEntries(packages, snapshots, form) : joinedEntries(packages, form);
  yield* lockedPackages(file.path, "npm", entries, rootsOf(root, form));
}

/** How keys are written: `/a/1.0.0_b@2.0.0` (5), `/a@1.0.0(b@2.0.0)` (6), `a@1.0.0(b@2.0.0)` (9). */
interface Form {
  readonly start: "/" | "";
  readonly between: "/" | "@";
}

function formOf(version: number): Form {
  if (version >= 7) return { start: "", between: "@" };
  return { start: "/", between: version >= 6 ? "@" : "/" };
}

const needing = ["dependencies", "optionalDependencies"] as const;

function joinedEntries(packages: Located | undefined, form: Form): Locked[] {
  return [...mapOf(packages)].map(([key, entry]) => ({
    ...entryOf(key, entry, entry, form),
    ...(at(entry, "dev") ? { isDev: isTrue(at(entry, "dev")) } : {}),
  }));
}

/** Version 9: what a package is stands once, how it is installed once for each set of peers. */
function splitEntries(packages: Located | undefined, snapshots: Located, form: Form): Locked[] {
  const told = mapOf(packages);
  return [...mapOf(snapshots)].map(([key, entry]) => {
    const own = told.get(key) ?? told.get(withoutPeers(key));
    return entryOf(key, own ?? entry, entry, form);
  });
}

function entryOf(key: string, told: Located, entry: Located, form: Form): Locked {
  const { name, version } = namedBy(key, told, form);
  return {
    ...{ key, name, version, line: told.line },
    needs: needing.flatMap((kind) => [...mapOf(at(entry, kind))].map(([needed, ref]) => keyOf(needed, ref, form))),
    isLocal: version === undefined || !isPlainVersion(version),
  };
}

/** An entry's own `name` and `version` stand where its key is an address. */
function namedBy(key: string, told: Located, { start, between }: Form) {
  const plain = withoutPeers(key);
  const path = plain.startsWith(start) ? plain.slice(start.length) : "";
  const split = path.lastIndexOf(between);
  const isNamed = split > 0 && !path.startsWith("file:") && isPlainVersion(path.slice(split + 1));
  return {
    name: textAt(at(told, "name")) ?? (isNamed ? path.slice(0, split) : undefined),
    version: textAt(at(told, "version")) ?? (isNamed ? beforePeers(path.slice(split + 1), between) : undefined),
  };
}

function withoutPeers(key: string): string {
  const open = key.indexOf("(");
  return open === -1 ? key : key.slice(0, open);
}

/** Version 5 puts peers behind `_`, which no version has. */
function beforePeers(version: string, between: string): string {
  const mark = between === "/" ? version.indexOf("_") : -1;
  return mark === -1 ? version : version.slice(0, mark);
}

/** A version of the name that was asked for, or a whole key where that is another name. */
function keyOf(name: string, ref: Located, { start, between }: Form): string {
  const written = textAt(ref) ?? textAt(at(ref, "version")) ?? "";
  return isPlainVersion(withoutPeers(written)) ? `${start}${name}${between}${written}` : written;
}

function rootsOf(root: Located, form: Form): LockedRoots {
  const importers = mapOf(at(root, "importers"));
  const projects = importers.size > 0 ? [...importers.values()] : [root];
  const keysOf = (kind: string) =>
    projects.flatMap((project) => [...mapOf(at(project, kind))].map(([name, ref]) => keyOf(name, ref, form)));
  return { production: needing.flatMap(keysOf), development: keysOf("devDependencies"), isWhole: true };
}
