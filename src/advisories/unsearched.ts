/** What a run did not search or could not compare, as Unknowns: one for each package or group, with what to do next. */
import type { Unknown } from "../finding/finding.ts";
import type { Found } from "./find-hits.ts";
import type { Search } from "./queries.ts";

/** What a run has to say beside its matches. */
export interface Notes {
  readonly asked: Map<string, number>;
  readonly left: Map<string, number>;
  /** Names by group, with the reason. */
  readonly apart: Map<string, { readonly why: string; readonly names: string[]; readonly isSystem: boolean }>;
  /** Names by collection. */
  readonly missing: Map<string, string[]>;
  readonly versionless: { readonly name: string; readonly path: string }[];
  readonly unordered: { readonly search: Search; readonly found: Found; readonly isVersion: boolean }[];
  /** Of a system's release: names that were asked for, and advisories that there were. */
  readonly releases: Map<string, { names: number; advisories: number }>;
}

/** Unknowns on single packages; what is more is one with the number. */
export const mostPackageUnknowns = 100;
/** Names that one Unknown tells. */
const mostNames = 5;
/** So many packages of a release and no advisory at all: the store does not know the release. */
export const fewestOfRelease = 10;

/** In a fixed order: what is missing, whose packages they are, what cannot be compared. */
export function unknownsOf(notes: Notes): readonly Unknown[] {
  return [
    ...[...notes.missing].map(([collection, names]) => missing(collection, names)),
    ...[...notes.apart].map(([group, { why, names, isSystem }]) => ({
      what: `${counted(names)} of ${group}: ${listed(names)}`,
      why,
      ...(isSystem ? { fatal: true } : {}),
    })),
    ...[...notes.releases].flatMap(([release, { names, advisories }]) => emptyRelease(release, names, advisories)),
    ...capped(notes.versionless.map(versionless), "packages without a version"),
    ...capped(notes.unordered.map(unordered), "packages whose versions cannot be compared"),
  ];
}

function missing(collection: string, names: readonly string[]): Unknown {
  return {
    what: `advisories of ${collection.replace(/^osv\//, "")} for ${counted(names)}: ${listed(names)}`,
    why: `The store does not have them, so these packages were not searched; run \`seaworthy db update\` with access to the network.`,
    fatal: true,
  };
}

function emptyRelease(release: string, names: number, advisories: number): readonly Unknown[] {
  if (names < fewestOfRelease || advisories > 0) return [];
  const why = `The store has no advisory on any of ${names} packages of it, so the release is too new, too old or not covered; follow what its makers announce.`;
  return [{ what: `advisories of ${release}`, why, fatal: true }];
}

function versionless({ name, path }: Notes["versionless"][number]): Unknown {
  return {
    what: `version of ${name}`,
    why: `${path} tells none, so that it was compared with no advisory; find its version by hand.`,
  };
}

function unordered({ search, found, isVersion }: Notes["unordered"][number]): Unknown {
  const [{ name, version }] = search.targets;
  const [ecosystem = ""] = search.ecosystems;
  const ids = found.unordered.map(({ id }) => id);
  const advisories = ids.length === 1 ? `advisory ${ids[0]}` : `${ids.length} advisories (${listed(ids)})`;
  if (isVersion) {
    const why = `It is no version as ${ecosystem} orders them, so that ${advisories} could not be compared; look there whether it is affected.`;
    return { what: `version ${version} of ${name}`, why };
  }
  const text = found.unordered[0]?.text ?? "";
  const why = `A version there (${text}) is none as ${ecosystem} orders them; look there whether ${version} is affected.`;
  return { what: `${advisories} on ${name}`, why };
}

function capped(unknowns: readonly Unknown[], what: string): readonly Unknown[] {
  const more = unknowns.length - mostPackageUnknowns;
  if (more <= 0) return unknowns;
  const why = "These are more than are told one by one; repair those that are told first.";
  return [...unknowns.slice(0, mostPackageUnknowns), { what: `${more} more ${what}`, why }];
}

function counted(names: readonly string[]): string {
  return names.length === 1 ? "1 package" : `${names.length} packages`;
}

function listed(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const more = unique.length - mostNames;
  return `${unique.slice(0, mostNames).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
