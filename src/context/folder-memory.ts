import type { IgnoreMatcher, IgnoreState } from "./ignore-matcher.ts";

/** True for a path below some folder that the patterns match, itself or a folder above it. */
export type PatternTest = (path: string) => boolean;

/** Folders that are remembered at most. */
const mostFolders = 100_000;

/** A matcher for paths that come in no order: folders are remembered, so that each path costs one look. */
export function rememberFolders(matcher: IgnoreMatcher): PatternTest {
  const folders = new Map<string, IgnoreState>();
  const stateOf = (folder: string): IgnoreState => {
    if (folder === "") return matcher.root;
    const known = folders.get(folder);
    if (known) return known;
    const state = matcher.enter(stateOf(above(folder)), folder);
    if (folders.size < mostFolders) folders.set(folder, state);
    return state;
  };
  // Files of one folder mostly come one after the other.
  let lastFolder = "";
  let last = matcher.root;
  return (path) => {
    const folder = above(path);
    if (folder !== lastFolder) {
      last = stateOf(folder);
      lastFolder = folder;
    }
    return matcher.enter(last, path).ignoredBy !== undefined;
  };
}

function above(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
