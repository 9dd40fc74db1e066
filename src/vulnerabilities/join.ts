/**
 * One row for each component and vulnerability. Matches go in, one for each package and record; out come rows with all the
 * matches that say the same. The binary packages of one source are one component; a notice that lists many vulnerabilities
 * becomes a row for each; records of two packages are never one row, whatever they list. Linear in the matches.
 */
import { schemeOfEcosystem } from "../advisories/ecosystems.ts";
import type { AdvisoryLookup } from "../advisories/lookup.ts";
import type { Match } from "../advisories/match.ts";
import type { ImagePackage } from "../inventory/image-facts.ts";
import { versionScheme } from "../packages/versions/schemes.ts";
import { compareTexts } from "../text/compare.ts";
import { cveIn, isNotice, joinNames, type Names } from "./names.ts";

/** What is vulnerable, with everything of it that is installed. */
export interface Component {
  readonly key: string;
  /** Called like the source, else the first by name. */
  readonly head: ImagePackage;
  /** Sorted by name and address; never empty. */
  readonly packages: readonly ImagePackage[];
}

/** One vulnerability in one component. */
export interface JoinedRow {
  readonly component: Component;
  /** All names, best known first; never empty. */
  readonly names: readonly string[];
  /** Records of the vulnerability before notices that list it; never empty. */
  readonly matches: readonly [Match<ImagePackage>, ...Match<ImagePackage>[]];
}

export interface Joined {
  readonly rows: readonly JoinedRow[];
  /** True when there were more names than are followed: some rows may be one vulnerability. */
  readonly isCut: boolean;
}

/** Joins the matches of one image. */
export function joinMatches(matches: readonly Match<ImagePackage>[], lookup: AdvisoryLookup): Joined {
  const names = joinNames(eachAdvisory(matches), lookup);
  const rows = new Map<string, OpenRow>();
  const subjects = subjectsByRecord(names);
  for (const match of matches) {
    const component = componentKey(match.package);
    for (const subject of subjects(match)) {
      if (isRefuted(match, names.namesOf(subject))) continue;
      const key = `${component}\0${names.classOf(subject)}`;
      const row = rows.get(key);
      if (row) row.matches.push(match);
      else rows.set(key, { component, subject, matches: [match] });
    }
  }
  const specific = specificRecords(names, lookup);
  const left = [...rows.values()].filter((row) => !isContradicted(row, names, specific));
  const components = componentsOf(left);
  return {
    isCut: names.isCut,
    rows: left.flatMap((row) => {
      const component = components.get(row.component);
      const [first, ...others] = row.matches.sort(byWeight);
      return component && first
        ? [{ component, names: names.namesOf(row.subject), matches: [first, ...others] as const }]
        : [];
    }),
  };
}

interface OpenRow {
  readonly component: string;
  readonly subject: string;
  readonly matches: Match<ImagePackage>[];
}

function* eachAdvisory(matches: readonly Match<ImagePackage>[]) {
  const seen = new Set<string>();
  for (const { advisory } of matches) if (seen.size < seen.add(advisory.id).size) yield advisory;
}

/** What a record is about is the same for each package it hits. */
function subjectsByRecord(names: Names): (match: Match<ImagePackage>) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return ({ advisory }) => {
    const found = known.get(advisory.id) ?? names.subjectsOf(advisory);
    known.set(advisory.id, found);
    return found;
  };
}

const systemTypes: ReadonlySet<string> = new Set(["deb", "apk", "rpm"]);

function componentKey({ type, name, version, source, purl }: ImagePackage): string {
  if (!systemTypes.has(type)) return `${type}\0${purl}`;
  return `${type}\0${source?.name ?? name}\0${source?.version ?? version}`;
}

/**
 * The vendor's tracker says that this one of a notice's vulnerabilities is none in this package, that it is fixed in what is
 * installed, or that nobody knows yet.
 */
function isRefuted(match: Match<ImagePackage>, names: readonly string[]): boolean {
  const { advisory, statuses } = match;
  if (!isNotice(advisory.id) || statuses.length === 0) return false;
  return statuses.some(
    ({ id, state, fixed }) =>
      names.includes(id) &&
      (state === "not-affected" || state === "undetermined" || (fixed !== undefined && isReached(match, fixed))),
  );
}

/** The installed version is at least this one; false where they cannot be compared. */
function isReached({ affected, package: { version, source } }: Match<ImagePackage>, fixed: string): boolean {
  const id = schemeOfEcosystem(affected.ecosystem);
  if (id === undefined) return false;
  const { parse, compare } = versionScheme(id);
  const [own, wanted] = [parse(source?.version ?? version), parse(fixed)];
  return own !== undefined && wanted !== undefined && compare(own, wanted) >= 0;
}

/** By package: the vulnerabilities that have a record of their own for it. */
function specificRecords(names: Names, lookup: AdvisoryLookup): (match: Match<ImagePackage>) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return ({ affected: { ecosystem, name } }) => {
    const key = `${ecosystem}\0${name}`;
    const found = known.get(key) ?? classesOf(lookup.advisories(ecosystem, name), names);
    known.set(key, found);
    return found;
  };
}

function classesOf(advisories: ReturnType<AdvisoryLookup["advisories"]>, names: Names): ReadonlySet<string> {
  const classes = new Set<string>();
  for (const one of advisories) {
    if (isNotice(one.id) || one.withdrawn !== undefined || cveIn(one.id) === undefined) continue;
    for (const subject of names.subjectsOf(one)) classes.add(names.classOf(subject));
  }
  return classes;
}

/**
 * Only notices hit, and the vulnerability has a record of its own for this very package which did not: the notice is about an
 * update that repairs several, and this one did not concern the installed version.
 */
function isContradicted(
  { subject, matches }: OpenRow,
  names: Names,
  specific: (match: Match<ImagePackage>) => ReadonlySet<string>,
): boolean {
  const root = names.classOf(subject);
  return matches.every((match) => isNotice(match.advisory.id) && specific(match).has(root));
}

function componentsOf(rows: readonly OpenRow[]): ReadonlyMap<string, Component> {
  const packages = new Map<string, Map<string, ImagePackage>>();
  for (const { component, matches } of rows) {
    const members = packages.get(component) ?? new Map<string, ImagePackage>();
    packages.set(component, members);
    for (const { package: one } of matches) members.set(memberKey(one), one);
  }
  const components = new Map<string, Component>();
  for (const [key, members] of packages) {
    const sorted = [...members.values()].sort(
      (a, b) => compareTexts(a.name, b.name) || compareTexts(a.purl, b.purl) || compareTexts(a.path, b.path),
    );
    const head = sorted.find(({ name, source }) => source === undefined || source.name === name) ?? sorted[0];
    if (head) components.set(key, { key, head, packages: sorted });
  }
  return components;
}

/** A lockfile's package can stand in several files. */
function memberKey({ purl, path, inside }: ImagePackage): string {
  return `${purl}\0${path}\0${inside ?? ""}`;
}

/** Records of the vulnerability first, then by id; of one record the match of the first package. */
function byWeight(a: Match<ImagePackage>, b: Match<ImagePackage>): number {
  return (
    Number(isNotice(a.advisory.id)) - Number(isNotice(b.advisory.id)) ||
    Number(a.fixNeeds !== undefined) - Number(b.fixNeeds !== undefined) ||
    compareTexts(a.advisory.id, b.advisory.id) ||
    compareTexts(a.package.name, b.package.name) ||
    compareTexts(a.package.purl, b.package.purl)
  );
}
