/**
 * What the lockfiles of Python's package managers share: names that are equal, and what `pyproject.toml` beside names (the
 * `project` table of PEP 621, dependency groups of PEP 735, Poetry's and PDM's own tables).
 */
import type { CatalogedFile } from "../package.ts";
import { at, itemsOf, keysAt, type Located, mapOf, textAt } from "./located.ts";
import type { LockedRoots } from "./locked.ts";
import { manifestBeside } from "./lockfile.ts";

/** One spelling of a name (PEP 503). */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

/** The name in `requests[socks]>=2; python_version < "3"`; undefined where there is none (PEP 508). */
export function requiredName(requirement: string): string | undefined {
  const name = /^\s{0,20}([A-Za-z0-9](?:[A-Za-z0-9._-]{0,200}))/.exec(requirement)?.[1];
  return name === undefined ? undefined : plainName(name);
}

/** Keys are plain names. Undefined without a manifest, or with one that names nothing. */
export function rootsOfPyproject(file: CatalogedFile): LockedRoots | undefined {
  const manifest = manifestBeside(file, "pyproject.toml", "TOML");
  if (!manifest) return undefined;
  const production = [
    ...requirements(at(manifest, "project", "dependencies")),
    ...[...mapOf(at(manifest, "project", "optional-dependencies")).values()].flatMap(requirements),
    ...names(at(manifest, "tool", "poetry", "dependencies")),
  ];
  const groups = mapOf(at(manifest, "tool", "poetry", "group"));
  const development = [
    ...[...mapOf(at(manifest, "dependency-groups")).values()].flatMap(requirements),
    ...[...mapOf(at(manifest, "tool", "pdm", "dev-dependencies")).values()].flatMap(requirements),
    ...names(at(manifest, "tool", "poetry", "dev-dependencies")),
    ...[...groups.values()].flatMap((group) => names(at(group, "dependencies"))),
  ];
  return production.length + development.length > 0 ? { production, development, isWhole: true } : undefined;
}

function requirements(list: Located | undefined): string[] {
  return itemsOf(list).flatMap((item) => requiredName(textAt(item) ?? "") ?? []);
}

function names(table: Located | undefined): string[] {
  return keysAt(table)
    .filter((name) => name !== "python")
    .map(plainName);
}
