/** Packages of two images: which came, went, and changed their version, and in which direction. */
import type { ImagePackage } from "../inventory/image-facts.ts";
import type { PackageType } from "../packages/package.ts";
import { versionScheme } from "../packages/versions/schemes.ts";
import type { VersionSchemeId } from "../packages/versions/version-scheme.ts";
import { compareTexts } from "../text/compare.ts";

/** A package by name; several versions of one stand side by side. */
export interface PackageChange {
  readonly type: string;
  readonly name: string;
  /** Versions that only the old image has, sorted. */
  readonly from: readonly string[];
  /** Versions that only the new image has, sorted. */
  readonly to: readonly string[];
}

/** Each list by type and name. */
export interface PackageChanges {
  readonly added: readonly PackageChange[];
  readonly removed: readonly PackageChange[];
  readonly upgraded: readonly PackageChange[];
  readonly downgraded: readonly PackageChange[];
  /** Versions that cannot be compared, or went both ways. */
  readonly changed: readonly PackageChange[];
}

type Compared = Pick<ImagePackage, "type" | "name" | "version">;

const schemes: Readonly<Partial<Record<PackageType, VersionSchemeId>>> = {
  ...{ deb: "dpkg", apk: "apk", rpm: "rpm", npm: "semver", python: "pep440", gem: "gem", "java-archive": "maven" },
  ...{ "go-module": "go", "rust-crate": "semver", dotnet: "nuget", "php-composer": "composer", hex: "semver" },
  ...{ pub: "semver-build", "r-package": "cran" },
};

export function comparePackages(old: readonly Compared[], next: readonly Compared[]): PackageChanges {
  const changes: Record<keyof PackageChanges, PackageChange[]> = {
    ...{ added: [], removed: [], upgraded: [], downgraded: [], changed: [] },
  };
  const before = versionsOf(old);
  const after = versionsOf(next);
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort(compareTexts)) {
    const [a, b] = [before.get(key), after.get(key)];
    const one = a ?? b;
    if (!one) continue;
    const from = sorted(a?.versions, b?.versions);
    const to = sorted(b?.versions, a?.versions);
    if (from.length + to.length === 0) continue;
    changes[kindOf(one.type, from, to)].push({ type: one.type, name: one.name, from, to });
  }
  return changes;
}

interface Versions {
  readonly type: PackageType;
  readonly name: string;
  readonly versions: Set<string>;
}

function versionsOf(packages: readonly Compared[]): ReadonlyMap<string, Versions> {
  const found = new Map<string, Versions>();
  for (const { type, name, version } of packages) {
    const key = `${type}\0${name}`;
    const known = found.get(key);
    if (known) known.versions.add(version);
    else found.set(key, { type, name, versions: new Set([version]) });
  }
  return found;
}

function sorted(own: ReadonlySet<string> | undefined, others: ReadonlySet<string> | undefined): readonly string[] {
  return [...(own ?? [])].filter((version) => !others?.has(version)).sort(compareTexts);
}

/** Up when every version that came is above every one that went. */
function kindOf(type: PackageType, from: readonly string[], to: readonly string[]): keyof PackageChanges {
  if (from.length === 0) return "added";
  if (to.length === 0) return "removed";
  const id = schemes[type];
  const scheme = id && versionScheme(id);
  const [low, high] = [from, to].map((versions) => versions.map((version) => scheme?.parse(version)));
  if (!scheme || !low || !high || [...low, ...high].includes(undefined)) return "changed";
  const isAbove = (a: readonly unknown[], b: readonly unknown[]) => scheme.compare(lowest(a), highest(b)) > 0;
  const lowest = (all: readonly unknown[]) => all.reduce((a, b) => (scheme.compare(b, a) < 0 ? b : a));
  const highest = (all: readonly unknown[]) => all.reduce((a, b) => (scheme.compare(b, a) > 0 ? b : a));
  if (isAbove(high, low)) return "upgraded";
  return isAbove(low, high) ? "downgraded" : "changed";
}
