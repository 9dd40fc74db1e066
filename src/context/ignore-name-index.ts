/**
 * Patterns that look at a name alone, sorted so that a name meets only those that could match it. In come globs of one
 * part, out go the places of those that match a name.
 */
import { createAffixTree } from "./ignore-affix-tree.ts";
import { isLiteral, nameTest } from "./ignore-name-glob.ts";

/** A pattern that can match something: its place among the patterns, and what it does. */
export interface Placed {
  readonly position: number;
  readonly negated: boolean;
}

/** Places of patterns that match, rising, by what they do. */
export interface Positions {
  readonly ignoring: number[];
  readonly negated: number[];
}

/** A pattern that has to look at the path itself. */
export interface Candidate extends Placed {
  test(name: string, path: string): boolean;
}

/** What matches one path, as it is gathered. */
export interface Hits {
  /** Only later patterns count. */
  readonly after: number;
  /** Lists of patterns that match, earlier ones than `after` among them. */
  readonly lists: Positions[];
  /** Patterns that were tested one by one, in no order. */
  readonly tested: Positions;
}

/** Globs of one part, for names in one folder or in any. */
export interface NameIndex {
  /** Patterns come in the order of their places. */
  add(pattern: Placed, glob: string): void;
  collect(name: string, path: string, hits: Hits): void;
}

/** An empty index of globs for the last part of a path. */
export function createNameIndex(): NameIndex {
  const always = noPositions();
  const byName = new Map<string, Positions>();
  // By the last dot of a name and what follows it: `*.log` is the commonest of globs.
  const byExtension = new Map<string, Positions>();
  const byStart = createAffixTree<Candidate>("start");
  const byEnd = createAffixTree<Candidate>("end");
  return {
    add: (pattern, glob) => {
      const extension = /^\*(\.[^.*?[]*)$/.exec(glob)?.[1];
      if (glob === "*") addPosition(always, pattern);
      else if (isLiteral(glob)) addPosition(positionsIn(byName, glob), pattern);
      else if (extension !== undefined) addPosition(positionsIn(byExtension, extension), pattern);
      else {
        const candidate = { ...pattern, test: nameTest(glob) };
        const start = glob.slice(0, glob.search(/[*?[]/));
        const end = /[^*?\]]*$/.exec(glob.slice(start.length))?.[0] ?? "";
        if (start.length >= end.length) byStart.add(start, candidate);
        else byEnd.add(end, candidate);
      }
    },
    collect: (name, path, hits) => {
      hits.lists.push(always);
      const named = byName.get(name);
      if (named) hits.lists.push(named);
      const dot = name.lastIndexOf(".");
      const extended = dot === -1 ? undefined : byExtension.get(name.slice(dot));
      if (extended) hits.lists.push(extended);
      const visit = (candidate: Candidate) => testCandidate(candidate, name, path, hits);
      byStart.find(name, visit);
      byEnd.find(name, visit);
    },
  };
}

/** Adds the candidate to the hits when it counts and matches. */
export function testCandidate(candidate: Candidate, name: string, path: string, hits: Hits): void {
  if (candidate.position <= hits.after || !candidate.test(name, path)) return;
  addPosition(hits.tested, candidate);
}

/** Nothing yet. */
export function noPositions(): Positions {
  return { ignoring: [], negated: [] };
}

/** Adds a pattern, by whether it leaves out or takes in again. */
export function addPosition(positions: Positions, pattern: Placed): void {
  (pattern.negated ? positions.negated : positions.ignoring).push(pattern.position);
}

/** The list of a key, made when it is not there. */
export function positionsIn<K>(map: Map<K, Positions>, key: K): Positions {
  const positions = map.get(key) ?? noPositions();
  map.set(key, positions);
  return positions;
}
