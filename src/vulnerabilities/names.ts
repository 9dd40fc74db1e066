/**
 * The names of vulnerabilities. Ids of records and their aliases go in; out comes which of them are one vulnerability, and
 * under which name it is best known. Aliases hold both ways and pass on; `upstream` holds one way only: what a distribution's
 * record passes on is not that record's other name (OSV schema, sections aliases and upstream).
 */
import type { Advisory, OsvText } from "../advisories/advisory.ts";
import type { AdvisoryLookup } from "../advisories/lookup.ts";
import { compareTexts } from "../text/compare.ts";

/** Records that are looked up to close aliases, in one scan: more than the matches of any image need. */
export const mostNameLookups = 200_000;
/** Names of one vulnerability; what a record names beyond is left out. */
export const mostAliases = 500;

const cve = /^CVE-\d{4}-\d{4,19}$/;
const innerCve = /(?:^|[A-Za-z0-9]-)(CVE-\d{4}-\d{4,19})$/;

export function isCve(id: string): boolean {
  return cve.test(id);
}

/** The CVE that an id is made of: `CVE-2024-0727` of `DEBIAN-CVE-2024-0727`, and of itself. */
export function cveIn(id: string): string | undefined {
  return innerCve.exec(id)?.[1];
}

/** First words of ids that are notices of an update: one can fix many vulnerabilities. */
const notices: ReadonlySet<string> = new Set([
  ...["DSA", "DLA", "DTSA", "ELA", "USN", "LSN", "ALSA", "ALBA", "ALEA", "RLSA", "RLBA", "RLEA", "RXSA"],
  ...["RHSA", "RHBA", "RHEA", "ELSA", "ELBA", "ALAS", "ALAS2", "ALAS2023", "SUSE", "openSUSE", "MGASA", "OESA"],
  ...["FEDORA", "PHSA", "GLSA", "ASA"],
]);

/** A notice of an update: `DSA-5678-1`, `RHSA-2024:1234`. */
export function isNotice(id: string): boolean {
  const dash = id.indexOf("-");
  return dash > 0 && notices.has(id.slice(0, dash));
}

/** Notices that repair or improve: they are about a vulnerability only when they name one. */
export function isPlainUpdate(id: string): boolean {
  return /^(?:ALBA|ALEA|RLBA|RLEA|RHBA|RHEA|ELBA)-/.test(id);
}

/** A malicious package. */
export function isMalicious(id: string): boolean {
  return id.startsWith("MAL-");
}

/** Best known first: CVE, GitHub's, that of the ecosystem, the rest; of each kind in order. */
export function compareNames(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || compareTexts(a, b);
}

function rankOf(id: string): number {
  if (isCve(id)) return 0;
  if (id.startsWith("GHSA-")) return 1;
  return cveIn(id) === undefined ? 2 : 3;
}

/** Which names are one vulnerability. */
export interface Names {
  /** The same text for all names of one vulnerability. */
  classOf(id: string): string;
  /** All names of the vulnerability, best known first. */
  namesOf(id: string): readonly string[];
  /** What a record is about: one name for each vulnerability. Empty for an update that repairs none. */
  subjectsOf(advisory: Advisory): readonly string[];
  /** True when there were more names than are looked up. */
  readonly isCut: boolean;
}

type Linked = Pick<Advisory, "id" | "aliases" | "upstream" | "related">;

/** Reads the names of all advisories that hit, and follows them through the store. */
export function joinNames(advisories: Iterable<Linked>, lookup: Pick<AdvisoryLookup, "text" | "namedBy">): Names {
  const sets = disjointSets();
  const queue: string[] = [];
  const seen = new Set<string>();
  const linked = new Set<string>();
  const follow = (id: string): void => {
    if (seen.size < seen.add(id).size) queue.push(id);
  };
  const link = (one: Pick<Linked, "id" | "aliases">): void => {
    if (splits(one)) return;
    for (const alias of one.aliases.slice(0, mostAliases)) {
      sets.join(one.id, alias);
      follow(alias);
    }
  };
  for (const one of advisories) {
    link(one);
    linked.add(one.id);
    if (!isNotice(one.id)) follow(one.id);
    for (const name of ownSubjects(one)) follow(name);
  }
  let lookups = 0;
  for (let at = 0; at < queue.length && lookups < mostNameLookups; at++, lookups++) {
    const id = queue[at] ?? "";
    const record = linked.has(id) ? undefined : lookup.text(id);
    if (record) link(record);
    for (const other of lookup.namedBy(id)) {
      // A distribution's record passes the name on: it is no other name of it.
      if (isNotice(other) || (cveIn(other) !== undefined && !isCve(other))) continue;
      if (seen.has(other) || lookups++ >= mostNameLookups) continue;
      const naming = lookup.text(other);
      if (naming?.aliases.includes(id)) {
        follow(other);
        link(naming);
      }
    }
  }
  return {
    classOf: sets.rootOf,
    namesOf: (id) => [...sets.membersOf(id)].sort(compareNames),
    subjectsOf: (advisory) => subjectsOf(advisory, lookup, sets.rootOf),
    isCut: lookups >= mostNameLookups,
  };
}

/** A distribution's record that names several CVEs as its aliases is about several vulnerabilities, not one. */
function splits({ id, aliases }: Pick<Linked, "id" | "aliases">): boolean {
  if (isNotice(id)) return true;
  if (cveIn(id) === undefined || isCve(id)) return false;
  return new Set(aliases.flatMap((alias) => cveIn(alias) ?? [])).size > 1;
}

/** Of these names, those that a record is about, as it says itself. */
function ownSubjects(one: Linked): readonly string[] {
  const told = [one.upstream, one.aliases, ...(isNotice(one.id) ? [one.related] : [])];
  if (!isNotice(one.id) && !splits(one)) return one.upstream.length > 0 ? vulnerabilitiesIn(one.upstream) : [one.id];
  // A notice of older data has its CVEs in aliases, AlmaLinux and Red Hat have them in related.
  for (const list of told) {
    const cves = [...new Set(list.flatMap((name) => cveIn(name) ?? []))];
    if (cves.length > 0) return cves;
  }
  if (isPlainUpdate(one.id)) return [];
  return one.upstream.length > 0 ? one.upstream : [one.id];
}

/** CVEs where there are any; else the names as they are. */
function vulnerabilitiesIn(upstream: readonly string[]): readonly string[] {
  const cves = [...new Set(upstream.flatMap((name) => cveIn(name) ?? []))];
  return cves.length > 0 ? cves : upstream.slice(0, mostAliases);
}

/** Upstream names that are themselves passed on are followed to where they come from. */
const deepestUpstream = 5;

function subjectsOf(
  advisory: Linked,
  { text }: Pick<AdvisoryLookup, "text">,
  rootOf: (id: string) => string,
): readonly string[] {
  const byClass = new Map<string, string>();
  let names = ownSubjects(advisory);
  for (let depth = 0; depth < deepestUpstream; depth++) {
    const next = names.flatMap((name) => (isCve(name) || name === advisory.id ? [name] : upstreamOf(text(name), name)));
    if (next.every((name, at) => name === names[at])) break;
    names = next.slice(0, mostAliases);
  }
  for (const name of names) if (!byClass.has(rootOf(name))) byClass.set(rootOf(name), name);
  return [...byClass.values()];
}

function upstreamOf(record: OsvText | undefined, name: string): readonly string[] {
  return record && record.upstream.length > 0 ? vulnerabilitiesIn(record.upstream) : [name];
}

/** Sets of texts that are joined two by two. */
function disjointSets() {
  const parents = new Map<string, string>();
  const members = new Map<string, string[]>();
  const rootOf = (id: string): string => {
    let root = id;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
    for (let at = id; at !== root; ) {
      const up = parents.get(at) ?? root;
      parents.set(at, root);
      at = up;
    }
    return root;
  };
  const membersOf = (id: string): readonly string[] => members.get(rootOf(id)) ?? [id];
  const join = (a: string, b: string): void => {
    const [one, other] = [rootOf(a), rootOf(b)];
    if (one === other) return;
    const [small, large] = membersOf(one).length < membersOf(other).length ? [one, other] : [other, one];
    const into = members.get(large) ?? [large];
    // No spread: a hostile set has more names than a call takes arguments.
    for (const name of membersOf(small)) into.push(name);
    members.set(large, into);
    members.delete(small);
    parents.set(small, large);
  };
  return { rootOf, membersOf, join };
}
