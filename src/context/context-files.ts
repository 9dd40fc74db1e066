/**
 * What an ignore file leaves of a listing. Files and patterns come in; the same files go out, those that are left out
 * marked with the pattern that does it, and both sides counted.
 */
import type { Folder, Listing } from "./context-listing.ts";
import type { ContextFile, ContextFiles, Unread } from "./effective-context.ts";
import type { IgnorePattern } from "./ignore-file.ts";
import { createIgnoreMatcher, type IgnoreMatcher, type IgnoreState } from "./ignore-matcher.ts";

/** The files of a context with what transfers ask of them. */
export interface SiftedFiles extends ContextFiles {
  readonly listing: Listing;
  /** The pattern that leaves out what stands at the path; undefined also where nothing stands there. */
  ignoredBy(path: string): IgnorePattern | undefined;
}

/** Sifts a listing; without patterns everything is sent. */
export function siftFiles(listing: Listing, patterns: readonly IgnorePattern[]): SiftedFiles {
  const matcher = patterns.length === 0 ? undefined : createIgnoreMatcher(patterns);
  const all = matcher ? markIgnored(listing, patterns, matcher) : listing.files;
  const sent = { files: 0, bytes: 0 };
  const ignored = { files: 0, bytes: 0 };
  for (const file of all) {
    const side = file.ignoredBy ? ignored : sent;
    side.files += 1;
    side.bytes += file.bytes;
  }
  const known = new Map<unknown, unknown>();
  const files: SiftedFiles = {
    all,
    sent,
    ignored,
    ...siftUnread(listing, patterns, matcher),
    listing,
    ignoredBy: (path) => decide(matcher, path),
    named: (test) => kept(known, test, () => listing.named(test).flatMap((at) => all[at] ?? [])),
    once: (make) => kept(known, make, () => make(files)),
  };
  return files;
}

/** What is left out whole is never opened by the builder: that it cannot be read keeps nobody from anything. */
function siftUnread(
  { root, unread }: Listing,
  patterns: readonly IgnorePattern[],
  matcher: IgnoreMatcher | undefined,
): Pick<ContextFiles, "unread" | "unreadIgnored"> {
  if (!matcher || unread.length === 0) return { unread, unreadIgnored: [] };
  const lastNegated = patterns.findLastIndex(({ negated }) => negated);
  const isLeftOut = ({ path }: Unread) => {
    const below = root === "." ? path : path.slice(root.endsWith("/") ? root.length : root.length + 1);
    if (path === root || below === "") return false;
    let state = matcher.root;
    for (let end = below.indexOf("/"); ; end = below.indexOf("/", end + 1)) {
      state = matcher.enter(state, end === -1 ? below : below.slice(0, end));
      if (state.ignoredBy && lastNegated < state.ignoredBy.index) return true;
      if (end === -1) return false;
    }
  };
  const unreadIgnored = unread.filter(isLeftOut);
  const ignored = new Set(unreadIgnored);
  return { unread: unread.filter((one) => !ignored.has(one)), unreadIgnored };
}

/** One kind of entry for each key, as `named` and `once` see to. */
function kept<T>(known: Map<unknown, unknown>, key: unknown, make: () => T): T {
  if (known.has(key)) return known.get(key) as T;
  const made = make();
  known.set(key, made);
  return made;
}

function decide(matcher: IgnoreMatcher | undefined, path: string): IgnorePattern | undefined {
  if (!matcher || path === "") return undefined;
  const pattern = matcher.decide(path);
  return pattern && !pattern.negated ? pattern : undefined;
}

/** Files that are sent stay the same objects: they are shared between all builds of the root. */
function markIgnored(
  listing: Listing,
  patterns: readonly IgnorePattern[],
  matcher: IgnoreMatcher,
): readonly ContextFile[] {
  const root = listing.folders.get("");
  if (!root) return listing.files;
  const all = listing.files.slice();
  const lastNegated = patterns.findLastIndex(({ negated }) => negated);
  const mark = (at: number, ignoredBy: IgnorePattern | undefined) => {
    const file = all[at];
    if (file && ignoredBy) all[at] = { path: file.path, bytes: file.bytes, kind: file.kind, ignoredBy };
  };
  const visit = (folder: Folder, state: IgnoreState) => {
    if (state.ignoredBy && lastNegated < state.ignoredBy.index) {
      for (let at = folder.start; at < folder.end; at++) mark(at, state.ignoredBy);
      return;
    }
    let at = folder.start;
    const markFiles = (end: number) => {
      for (; at < end; at++) mark(at, matcher.enter(state, all[at]?.path ?? "").ignoredBy);
    };
    for (const below of folder.folders) {
      markFiles(below.start);
      visit(below, matcher.enter(state, below.path));
      at = below.end;
    }
    markFiles(folder.end);
  };
  visit(root, matcher.root);
  return all;
}
