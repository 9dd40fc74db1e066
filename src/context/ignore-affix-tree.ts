/**
 * Finds patterns by how the names they match have to start, or to end. In come patterns with their literal start (or end),
 * out go those that a name can still match. A branch is split only once it is crowded, so that memory stays in proportion
 * to the number of patterns.
 */

/** Entries a branch holds before it is split. */
export const maxBranchEntries = 8;
/** Characters that are looked at: what shares more than these is tested one by one. */
export const maxAffixLength = 32;

/** Entries by start or end of a name. */
export interface AffixTree<T> {
  add(affix: string, entry: T): void;
  /** Calls `visit` with each entry whose affix the name has, and with some whose affix it has not. */
  find(name: string, visit: (entry: T) => void): void;
}

interface Branch<T> {
  /** Of entries that end here, or are not sorted further yet. */
  readonly entries: { readonly affix: string; readonly entry: T }[];
  next: Map<number, Branch<T>> | undefined;
}

/** `side` says where in a name the affixes stand. */
export function createAffixTree<T>(side: "start" | "end"): AffixTree<T> {
  const root: Branch<T> = { entries: [], next: undefined };
  const codeAt = (text: string, depth: number) => text.charCodeAt(side === "start" ? depth : text.length - 1 - depth);

  const insert = (from: Branch<T>, fromDepth: number, affix: string, entry: T) => {
    let branch = from;
    let depth = fromDepth;
    for (; branch.next && depth < affix.length; depth++) {
      const code = codeAt(affix, depth);
      const next = branch.next.get(code) ?? { entries: [], next: undefined };
      branch.next.set(code, next);
      branch = next;
    }
    branch.entries.push({ affix, entry });
    if (!branch.next && branch.entries.length > maxBranchEntries && depth < maxAffixLength) split(branch, depth);
  };
  const split = (branch: Branch<T>, depth: number) => {
    branch.next = new Map();
    for (const { affix, entry } of branch.entries.splice(0)) insert(branch, depth, affix, entry);
  };

  return {
    add: (affix, entry) => insert(root, 0, affix, entry),
    find: (name, visit) => {
      let branch: Branch<T> | undefined = root;
      for (let depth = 0; branch; depth++) {
        for (const { entry } of branch.entries) visit(entry);
        branch = depth < name.length ? branch.next?.get(codeAt(name, depth)) : undefined;
      }
    },
  };
}
