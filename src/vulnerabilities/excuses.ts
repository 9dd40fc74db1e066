/**
 * Vulnerabilities that a project has decided to live with. Entries of its config and the vulnerabilities come in; which of
 * them are excused, and which entries excused nothing or have run out, comes out. An entry that has run out excuses nothing.
 */
import { matchesGlob } from "../text/glob.ts";
import { isOf } from "./filter.ts";
import type { Vulnerabilities, Vulnerability } from "./vulnerability.ts";

/** An `ignore:` entry of the config that names a vulnerability. */
export interface VulnerabilityExcuse {
  /** Any name of it, or the id of a record that told of it. */
  readonly vulnerability: string;
  /** A package's name, or its address without version; every package without it. */
  readonly package?: string;
  /** Glob that all places of the package fit; every place without it. */
  readonly path?: string;
  readonly reason?: string;
  /** The last day it applies, YYYY-MM-DD. */
  readonly until?: string;
  /** Where it is written. */
  readonly at: { readonly path: string; readonly line: number };
}

type Excusable = Pick<Vulnerability, "id" | "aliases" | "match" | "package" | "locations">;
type Suppressed = NonNullable<Vulnerability["suppressed"]>;

/** The entries of a run: `excuse` is called for each vulnerability, the others at the end. */
export interface Excuses {
  excuse(one: Excusable): Suppressed | undefined;
  /** Entries that excused nothing. */
  unused(): Vulnerabilities["unusedIgnores"];
  /** Entries that would excuse something, had they not run out. */
  expired(): NonNullable<Vulnerabilities["expiredIgnores"]>;
}

/** `today` is YYYY-MM-DD. */
export function excusesOf(entries: readonly VulnerabilityExcuse[], today: string): Excuses {
  const byName = new Map<string, VulnerabilityExcuse[]>();
  for (const entry of entries) {
    const known = byName.get(nameKey(entry.vulnerability));
    if (known) known.push(entry);
    else byName.set(nameKey(entry.vulnerability), [entry]);
  }
  const met = new Set<VulnerabilityExcuse>();
  return {
    excuse(one) {
      let found: Suppressed | undefined;
      for (const entry of entriesFor(one, byName)) {
        met.add(entry);
        if (!isOver(entry, today)) found ??= { by: "config", reason: entry.reason ?? placeOf(entry) };
      }
      return found;
    },
    unused: () =>
      entries
        .filter((entry) => !met.has(entry))
        .map((entry) => ({
          ...{ ...entry.at, text: textOf(entry) },
          why: isOver(entry, today)
            ? `it ended on ${entry.until}, and nothing is left to ignore: remove it`
            : `no ${entry.vulnerability} was found ${entry.package === undefined && entry.path === undefined ? "" : "there "}to ignore`,
        })),
    expired: () =>
      entries
        .filter((entry) => met.has(entry) && isOver(entry, today))
        .map((entry) => ({ ...entry.at, text: textOf(entry), until: entry.until ?? "" })),
  };
}

function entriesFor(
  one: Excusable,
  byName: ReadonlyMap<string, readonly VulnerabilityExcuse[]>,
): readonly VulnerabilityExcuse[] {
  if (byName.size === 0) return [];
  const names = new Set([one.id, ...one.aliases, ...one.match.records].map(nameKey));
  return [...names].flatMap((name) => byName.get(name) ?? []).filter((entry) => fits(entry, one));
}

function fits({ package: name, path }: VulnerabilityExcuse, one: Excusable): boolean {
  if (name !== undefined && !isOf(one, name)) return false;
  return path === undefined || one.locations.every((place) => matchesGlob(path.replace(/^\/+/, ""), place.path));
}

/** Ids are compared without case: `cve-2024-1` and `GHSA-…` are written either way. */
function nameKey(name: string): string {
  return name.toUpperCase();
}

function isOver({ until }: VulnerabilityExcuse, today: string): boolean {
  return until !== undefined && today > until;
}

function textOf(entry: VulnerabilityExcuse): string {
  const of = entry.package === undefined ? "" : ` of ${entry.package}`;
  return `ignore: ${entry.vulnerability}${of}${entry.path === undefined ? "" : ` in ${entry.path}`}`;
}

function placeOf({ at }: VulnerabilityExcuse): string {
  return `${at.path}, line ${at.line}`;
}
