/**
 * Cargo: `Cargo.lock` (doc.rust-lang.org/cargo/reference, "Cargo.lock"), all versions of the form. Its bytes come in, packages come
 * out. Packages without a source are the project's own; what they need is direct, and `Cargo.toml` beside tells what of it is
 * for development.
 */
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { at, itemsOf, keysAt, type Located, mostLockfileBytes, textAt } from "./located.ts";
import { type Locked, type LockedRoots, lockedPackages } from "./locked.ts";
import { manifestBeside } from "./lockfile.ts";
import { entryText, readTomlPackages } from "./toml-packages.ts";

export const cargoLock: Cataloger = {
  id: "cargo-lock",
  version: 1,
  selects: { names: ["Cargo.lock"] },
  mostBytes: mostLockfileBytes,
  read: readCargoLock,
};

function* readCargoLock(file: CatalogedFile): Iterable<Cataloged> {
  const read = readTomlPackages(file, "package", "version");
  if ("unknown" in read) return yield read;
  const locals = read.packages.filter(isLocal);
  yield* lockedPackages(file.path, "rust-crate", read.packages.flatMap(entriesOf), rootsOf(file, locals));
}

function isLocal(entry: Located): boolean {
  return at(entry, "source") === undefined;
}

/** By name and version, and by name alone where no other has it. */
function entriesOf(entry: Located): Locked[] {
  const { name = "", version, line } = entryText(entry);
  const key = `${name} ${version ?? ""}`;
  const source = textAt(at(entry, "source"))?.startsWith("git+") ? "git" : undefined;
  return [
    { key, name, version, line, needs: keysOf(entry), details: { source }, isLocal: isLocal(entry) },
    { key: name, name, version, line, needs: [key], isLocal: true },
  ];
}

/** `a`, `a 1.0.0`, `a 1.0.0 (registry+https://…)`. */
function keysOf(entry: Located): string[] {
  return itemsOf(at(entry, "dependencies")).map((item) => (textAt(item) ?? "").split(" ", 2).join(" "));
}

function rootsOf(file: CatalogedFile, locals: readonly Located[]): LockedRoots {
  const manifest = locals.length === 1 ? manifestBeside(file, "Cargo.toml", "TOML") : undefined;
  const needed = new Set(["dependencies", "build-dependencies"].flatMap((table) => keysAt(manifest, table)));
  const onlyDev = new Set(keysAt(manifest, "dev-dependencies").filter((name) => !needed.has(name)));
  // Tables of a target may name it again.
  const isDev = (key: string) => at(manifest, "target") === undefined && onlyDev.has(key.split(" ", 1)[0] ?? "");
  const named = locals.flatMap(keysOf);
  return {
    production: named.filter((key) => !isDev(key)),
    development: named.filter(isDev),
    isWhole: locals.length > 0,
  };
}
