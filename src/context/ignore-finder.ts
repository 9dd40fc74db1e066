/**
 * Finds the pattern that decides on one path below a folder whose own decision is known. In come a path and the folder's
 * decision, out goes the place of the pattern that decides now.
 *
 * BuildKit goes through all patterns in order: one that made its decision on the folder makes it again on what lies in
 * it, one that would change nothing is passed over and not remembered. So only patterns behind the folder's own count,
 * and of those that match, the one that decides is the first of the last run of the same kind (ignoring, or `!`).
 */
import { type IndexedPattern, indexPatterns, splitPath } from "./ignore-index.ts";
import { type Hits, noPositions, type Positions, testCandidate } from "./ignore-name-index.ts";
import { matchesPath } from "./ignore-pattern.ts";

/** `after` and `ignored` are the folder's decision; gives `after` again when nothing changes it. */
export type Finder = (path: string, after: number, ignored: boolean) => number;

/** `patterns` in order, with rising positions. */
export function createFinder(patterns: readonly IndexedPattern[]): Finder {
  const index = indexPatterns(patterns);
  const isSealed = sealedFolders(patterns);
  const lastIgnoring = lastPosition(patterns, false);
  const lastNegated = lastPosition(patterns, true);
  const everywhere = patterns.map((pattern) => ({
    ...pattern,
    test: (_: string, path: string) => matchesPath(pattern.match, path),
  }));
  return (path, after, ignored) => {
    // Nothing behind could turn it round: the usual case in an ignored folder.
    if ((ignored ? lastNegated : lastIgnoring) <= after) return after;
    const [folder, name] = splitPath(path);
    if (ignored && isSealed(folder)) return after;
    const hits: Hits = { after, lists: [], tested: noPositions() };
    // The expression for `**/` does not cross a line end, which the index does not look at.
    if (folder.includes("\n")) for (const one of everywhere) testCandidate(one, name, path, hits);
    else index.collect(folder, name, path, hits);
    const { ignoring, negated } = hits.tested;
    if (ignoring.length + negated.length > 0) {
      ignoring.sort(rising);
      negated.sort(rising);
      hits.lists.push(hits.tested);
    }
    return deciding(hits.lists, after, ignored);
  };
}

/** The first of the last run of one kind behind `after`; `after` itself when that run only repeats what it said. */
function deciding(found: readonly Positions[], after: number, ignored: boolean): number {
  let lastIgnoring = after;
  let lastNegated = after;
  for (const { ignoring, negated } of found) {
    lastIgnoring = Math.max(lastIgnoring, ignoring.at(-1) ?? -1);
    lastNegated = Math.max(lastNegated, negated.at(-1) ?? -1);
  }
  if (lastIgnoring === lastNegated) return after;
  const isIgnoring = lastIgnoring > lastNegated;
  const behind = Math.min(lastIgnoring, lastNegated);
  if (behind === after && isIgnoring === ignored) return after;
  let first = Math.max(lastIgnoring, lastNegated);
  for (const { ignoring, negated } of found)
    first = Math.min(first, firstAbove(isIgnoring ? ignoring : negated, behind) ?? first);
  return first;
}

/** The smallest of rising numbers that is above `limit`. */
function firstAbove(numbers: readonly number[], limit: number): number | undefined {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) > limit) high = middle;
    else low = middle + 1;
  }
  return numbers[low];
}

/**
 * BuildKit does not walk into an ignored folder when all `!` patterns are paths (but for `/*` or `/**` at their end) and
 * none leads there. For `!dir/*` + `/**` that is more than it should leave out: the star is cut off, and `dir/sub` is not
 * seen to lead anywhere. Elsewhere it changes nothing, so only such patterns are looked at.
 */
function sealedFolders(patterns: readonly IndexedPattern[]): (folder: string) => boolean {
  const ways = patterns.filter(({ negated }) => negated).map(({ cleaned }) => withoutTrailingGlob(cleaned));
  const isPath = (way: string) => !/[*[\]?^\\]/.test(way);
  const isCut = patterns.some(({ negated, cleaned }) => negated && cleaned.endsWith("/*/**"));
  if (!isCut || !ways.every(isPath)) return () => false;
  return (folder) => folder !== "" && !ways.some((way) => `${way}/`.startsWith(`${folder}/`));
}

function withoutTrailingGlob(cleaned: string): string {
  return cleaned.replace(/\/\*\*$/, "").replace(/\/\*$/, "");
}

function lastPosition(patterns: readonly IndexedPattern[], negated: boolean): number {
  return patterns.findLast((pattern) => pattern.negated === negated)?.position ?? -1;
}

function rising(a: number, b: number): number {
  return a - b;
}
