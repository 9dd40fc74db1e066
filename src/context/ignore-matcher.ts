/**
 * Which paths of a context an ignore file leaves out. In come the patterns, out goes a matcher that answers for one path
 * or follows a walk folder by folder, with the same answers. It does what BuildKit does while it walks: what a pattern
 * made of a folder holds for all that lies in it, unless a later pattern turns it round.
 */
import type { IgnorePattern } from "./ignore-file.ts";
import { createFinder } from "./ignore-finder.ts";
import { compilePattern, type PatternMatch } from "./ignore-pattern.ts";

/** States that the expressions of one matcher may keep between them. */
export const maxKeptStates = 100_000;

/** What the patterns made of a path. A walk hands a folder's state on to what lies in the folder. */
export interface IgnoreState {
  /** The pattern that decided last, `!` patterns too; undefined when none did. */
  readonly decidedBy: IgnorePattern | undefined;
  /** The same, when it leaves the path out. */
  readonly ignoredBy: IgnorePattern | undefined;
  /** Place of `decidedBy` among the matcher's patterns, -1 without one. Only later patterns count below the path. */
  readonly position: number;
}

/** Paths are below the context's root, with `/` between their parts and none at the ends. */
export interface IgnoreMatcher {
  /** The state of the context's root: nothing is decided there, and no pattern leaves the root itself out. */
  readonly root: IgnoreState;
  /** The state of `path`, given that of the folder it lies in; `path` is the whole path below the root. */
  enter(folder: IgnoreState, path: string): IgnoreState;
  /** The pattern that decides on the path, its folders included; one with `negated` takes it in again. */
  decide(path: string): IgnorePattern | undefined;
  isIgnored(path: string): boolean;
}

/** Patterns with an error match nothing: the build that would use them stops. */
export function createIgnoreMatcher(patterns: readonly IgnorePattern[]): IgnoreMatcher {
  const root: IgnoreState = { decidedBy: undefined, ignoredBy: undefined, position: -1 };
  const states = patterns.map(
    (pattern, position): IgnoreState => ({
      decidedBy: pattern,
      ignoredBy: pattern.negated ? undefined : pattern,
      position,
    }),
  );
  const find = createFinder(livePatterns(patterns));
  const enter = (folder: IgnoreState, path: string): IgnoreState => {
    const position = find(path, folder.position, folder.ignoredBy !== undefined);
    return position === folder.position ? folder : (states[position] ?? root);
  };
  const stateOf = (path: string): IgnoreState => {
    let state = root;
    for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1))
      state = enter(state, path.slice(0, slash));
    return enter(state, path);
  };
  return {
    root,
    enter,
    decide: (path) => stateOf(path).decidedBy,
    isIgnored: (path) => stateOf(path).ignoredBy !== undefined,
  };
}

/** Patterns that can decide something: of two that are the same with none of the other kind between, the first does. */
function livePatterns(patterns: readonly IgnorePattern[]) {
  const keptStates = Math.max(4, Math.min(64, Math.floor(maxKeptStates / patterns.length)));
  const compiled = new Map<string, PatternMatch>();
  let seen = new Set<string>();
  let negated = false;
  const live = [];
  for (const [position, pattern] of patterns.entries()) {
    if (pattern.error !== undefined || pattern.cleaned === "") continue;
    if (pattern.negated !== negated) seen = new Set();
    negated = pattern.negated;
    if (seen.has(pattern.cleaned)) continue;
    seen.add(pattern.cleaned);
    let match = compiled.get(pattern.cleaned);
    if (!match) {
      match = compilePattern(pattern.cleaned, keptStates);
      compiled.set(pattern.cleaned, match);
    }
    if (match.kind !== "error") live.push({ position, negated, cleaned: pattern.cleaned, match });
  }
  return live;
}
