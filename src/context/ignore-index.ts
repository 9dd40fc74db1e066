/**
 * Patterns of an ignore file sorted so that a path meets only those that could match it. In come compiled patterns, out
 * goes what matches one name in one folder. What hangs on the folder is worked out once a folder, so that a walk costs
 * about the same a file for thirty patterns and for three hundred.
 */
import { isPlainGlob, type NameTest, nameTest, segmentsTest } from "./ignore-name-glob.ts";
import {
  addPosition,
  type Candidate,
  createNameIndex,
  type Hits,
  noPositions,
  type Placed,
  type Positions,
  positionsIn,
  testCandidate,
} from "./ignore-name-index.ts";
import { matchesPath, type PatternMatch } from "./ignore-pattern.ts";

/** A pattern that can match something. */
export interface IndexedPattern extends Placed {
  readonly cleaned: string;
  readonly match: PatternMatch;
}

/** All patterns but for their order. */
export interface PatternIndex {
  /** Adds what matches the path `folder/name` itself; `folder` is empty at the root. */
  collect(folder: string, name: string, path: string, hits: Hits): void;
}

/** Folders whose plans are kept: a walk comes back to the folders above only. */
export const maxKeptPlans = 256;

/** What counts for all names in one folder. */
interface FolderPlan {
  /** They match every name in it. */
  readonly always: Positions;
  readonly byName: ReadonlyMap<string, Positions> | undefined;
  readonly candidates: Candidate[];
}

/** Adds what one pattern means for a folder to its plan. */
type FolderPart = (folder: string, plan: FolderPlan) => void;

/** Sorts the patterns by what they can match, so that a path is tested against few of them. */
export function indexPatterns(patterns: readonly IndexedPattern[]): PatternIndex {
  const anywhere = createNameIndex();
  const atRoot = createNameIndex();
  const byFolder = new Map<string, Map<string, Positions>>();
  // Patterns such as `**` + `/a/b`, by their last part.
  const byLastPart = new Map<string, Candidate[]>();
  // By the first part of the path, where that is a plain name; the rest under the empty name.
  const parts = new Map<string, FolderPart[]>();

  for (const pattern of patterns) {
    const { match, cleaned } = pattern;
    // Nothing below the root starts with a slash.
    if (cleaned.startsWith("/")) continue;
    if (match.kind === "exact") {
      const [folder, name] = splitPath(match.path);
      const names = byFolder.get(folder) ?? new Map<string, Positions>();
      byFolder.set(folder, names);
      addPosition(positionsIn(names, name), pattern);
    } else if (match.kind === "prefix") listIn(parts, topOf(cleaned)).push(prefixPart(pattern, match.prefix));
    else if (match.kind === "suffix") {
      const [folder, name] = splitPath(match.suffix);
      if (match.suffix === "") anywhere.add(pattern, "*");
      else if (!match.suffix.includes("/")) anywhere.add(pattern, `*${name}`);
      else if (folder === "") anywhere.add(pattern, name);
      else listIn(byLastPart, name).push({ ...pattern, test: (_, path) => matchesPath(match, path) });
    } else if (match.kind === "expression") {
      const glob = anywhereGlob(cleaned);
      if (glob !== undefined) anywhere.add(pattern, glob);
      else if (!cleaned.includes("/") && !cleaned.includes("**") && isPlainGlob(cleaned)) atRoot.add(pattern, cleaned);
      else listIn(parts, topOf(cleaned)).push(segmentPart(pattern) ?? pathPart(pattern));
    }
  }

  const planOf = keepPlans((folder) => {
    const plan: FolderPlan = { always: noPositions(), byName: byFolder.get(folder), candidates: [] };
    const top = folder.split("/", 1)[0] ?? "";
    for (const part of parts.get("") ?? []) part(folder, plan);
    if (top !== "") for (const part of parts.get(top) ?? []) part(folder, plan);
    // Parts come from two lists.
    plan.always.ignoring.sort((a, b) => a - b);
    plan.always.negated.sort((a, b) => a - b);
    return plan;
  });

  return {
    collect: (folder, name, path, hits) => {
      const plan = planOf(folder);
      hits.lists.push(plan.always);
      const named = plan.byName?.get(name);
      if (named) hits.lists.push(named);
      for (const candidate of plan.candidates) testCandidate(candidate, name, path, hits);
      for (const candidate of byLastPart.get(name) ?? []) testCandidate(candidate, name, path, hits);
      anywhere.collect(name, path, hits);
      if (folder === "") atRoot.collect(name, path, hits);
    },
  };
}

/** `dir/**`, `a/na**`: every path that starts so. */
function prefixPart(pattern: IndexedPattern, prefix: string): FolderPart {
  return (folder, plan) => {
    const inFolder = folder === "" ? "" : `${folder}/`;
    if (inFolder.startsWith(prefix)) addPosition(plan.always, pattern);
    else if (prefix.startsWith(inFolder)) {
      const rest = prefix.slice(inFolder.length);
      if (!rest.includes("/")) plan.candidates.push({ ...pattern, test: (name) => name.startsWith(rest) });
    }
  };
}

/** The glob of `**` + `/` + glob, where one part follows. */
function anywhereGlob(cleaned: string): string | undefined {
  const glob = cleaned.slice(3);
  if (!cleaned.startsWith("**/") || glob.includes("/") || glob.includes("**") || !isPlainGlob(glob)) return undefined;
  return glob;
}

/** A pattern of plain globs without `**` matches part by part; undefined for any other. */
function segmentPart(pattern: IndexedPattern): FolderPart | undefined {
  if (pattern.cleaned.includes("**") || !isPlainGlob(pattern.cleaned)) return undefined;
  const [folderGlob, glob] = splitPath(pattern.cleaned);
  const folderTests = folderGlob.split("/").map(nameTest);
  const candidate = { ...pattern, test: nameTest(glob) };
  return (folder, plan) => {
    if (!folderMatches(folderTests, folder)) return;
    if (glob === "*") addPosition(plan.always, pattern);
    else plan.candidates.push(candidate);
  };
}

function folderMatches(tests: readonly NameTest[], folder: string): boolean {
  if (folder === "") return false;
  let start = 0;
  for (const [index, test] of tests.entries()) {
    const slash = folder.indexOf("/", start);
    if ((slash === -1) !== (index === tests.length - 1)) return false;
    if (!test(slash === -1 ? folder.slice(start) : folder.slice(start, slash))) return false;
    start = slash + 1;
  }
  return true;
}

/** Everything else looks at the whole path, in folders that its literal start allows. */
function pathPart(pattern: IndexedPattern): FolderPart {
  const { match, cleaned } = pattern;
  const literal = /[{|]/.test(cleaned) ? "" : (/^[^\\[\]^*?\uFEFF]*/.exec(cleaned)?.[0] ?? "");
  const bySegments = segmentsTest(cleaned);
  const test = (path: string) => (bySegments && !path.includes("\n") ? bySegments(path) : matchesPath(match, path));
  const candidate: Candidate = { ...pattern, test: (_, path) => test(path) };
  return (folder, plan) => {
    const inFolder = folder === "" ? "" : `${folder}/`;
    const isPossible =
      inFolder.startsWith(literal) || (literal.startsWith(inFolder) && !literal.slice(inFolder.length).includes("/"));
    if (isPossible) plan.candidates.push(candidate);
  };
}

/** The first part of a pattern with more than one, when it stands for itself; else empty. */
function topOf(cleaned: string): string {
  return /^([^\\[\]^*?{|\uFEFF/]+)\/[^{|]*$/.exec(cleaned)?.[1] ?? "";
}

/** Folder and name; the folder of a name alone is empty. */
export function splitPath(path: string): readonly [folder: string, name: string] {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? ["", path] : [path.slice(0, slash), path.slice(slash + 1)];
}

function keepPlans(planFolder: (folder: string) => FolderPlan): (folder: string) => FolderPlan {
  const kept = new Map<string, FolderPlan>();
  let last: { readonly folder: string; readonly plan: FolderPlan } | undefined;
  return (folder) => {
    if (last?.folder === folder) return last.plan;
    const plan = kept.get(folder) ?? planFolder(folder);
    if (kept.size >= maxKeptPlans) kept.clear();
    kept.set(folder, plan);
    last = { folder, plan };
    return plan;
  };
}

function listIn<K, V>(map: Map<K, V[]>, key: K): V[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
