/**
 * Packages are matched to advisories here: packages, the system that they are of and a lookup go in; matches with their
 * reasons come out, and what was not searched or could not be compared as Unknowns. Nothing is guessed: a package of another
 * vendor, of a release or ecosystem without data, or with a version that has no place in the order is none without findings.
 */
import { compareTexts } from "../text/compare.ts";
import { type Found, findHits, type Run } from "./find-hits.ts";
import type { CollectionsOf, Match, MatchedPackage, MatchPackages } from "./match.ts";
import { orders } from "./order.ts";
import { type Plan, planOf, type Search, surroundingsOf } from "./queries.ts";
import { type Notes, unknownsOf } from "./unsearched.ts";

/** See `MatchPackages`. Matches come in the order of packages, those of one by the advisory's id. */
export const matchPackages: MatchPackages = (packages, os, lookup) => {
  const around = surroundingsOf(packages, os);
  const order = orders();
  const run: Run = { lookup, order };
  const matches: Match<(typeof packages)[number]>[] = [];
  const notes = newNotes();
  const found = new Map<string, Found>();
  for (const one of packages) {
    const plan = planOf(one, around);
    if (!("search" in plan)) {
      noteUnsearched(notes, one, plan);
      continue;
    }
    const { search } = plan;
    if (lookup.collection(search.collection) === undefined) {
      append(notes.missing, search.collection, one.name);
      continue;
    }
    count(notes.asked, search.collection);
    const key = keyOf(search);
    const known = found.get(key);
    const answer = known ?? findHits(search, run);
    if (known === undefined) {
      found.set(key, answer);
      noteSearch(
        notes,
        search,
        answer,
        order(search.scheme, search.targets[0].isPlain).parse(search.targets[0].version),
      );
    }
    for (const hit of answer.hits) matches.push({ package: one, ...hit });
  }
  return { matches, unknowns: unknownsOf(notes), asked: sorted(notes.asked), left: sorted(notes.left) };
};

/** See `CollectionsOf`. Those of exploitation (`kev`, `epss`) are not about packages and not among them. */
export const collectionsOf: CollectionsOf = (packages, os) => {
  const around = surroundingsOf(packages, os);
  const names = new Set<string>();
  for (const one of packages) {
    const plan = planOf(one, around);
    if (!("search" in plan)) continue;
    names.add(plan.search.collection);
    if (plan.search.statuses !== undefined) names.add(plan.search.statuses);
  }
  return [...names].sort(compareTexts);
};

function newNotes(): Notes {
  return {
    asked: new Map(),
    left: new Map(),
    apart: new Map(),
    missing: new Map(),
    versionless: [],
    unordered: [],
    releases: new Map(),
  };
}

function noteUnsearched(notes: Notes, { name, path }: MatchedPackage, plan: Exclude<Plan, { search: Search }>): void {
  if ("left" in plan) {
    count(notes.left, plan.left);
    return;
  }
  if ("versionless" in plan) {
    notes.versionless.push({ name, path });
    return;
  }
  const { group, why, isSystem = false } = plan.apart;
  const known = notes.apart.get(group) ?? { why, names: [], isSystem };
  notes.apart.set(group, known);
  known.names.push(name);
}

function noteSearch(notes: Notes, search: Search, found: Found, parsed: unknown): void {
  if (found.unordered.length > 0) notes.unordered.push({ search, found, isVersion: parsed === undefined });
  const [release = ""] = search.ecosystems;
  if (!release.includes(":") && search.ecosystems.length === 1) return;
  const known = notes.releases.get(release) ?? { names: 0, advisories: 0 };
  notes.releases.set(release, known);
  known.names += 1;
  known.advisories += found.known;
}

/** Packages of one source are one search. */
function keyOf({ ecosystems, targets, paid, module, arch }: Search): string {
  const asked = targets.map(({ name, version, isPlain }) => `${name}\0${version}\0${isPlain}`).join("\0");
  return `${ecosystems[0]}\0${asked}\0${paid?.isHad}\0${module ?? "?"}\0${arch ?? ""}`;
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function append(lists: Map<string, string[]>, name: string, item: string): void {
  const list = lists.get(name) ?? [];
  lists.set(name, list);
  list.push(item);
}

function sorted(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...counts].sort(([a], [b]) => compareTexts(a, b)));
}
