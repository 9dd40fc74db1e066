/**
 * Stores for what is derived from a file's facts and asked for by several rules: the commands of a RUN, the accounts a
 * stage creates. They hold things for one file at a time.
 *
 * A WeakMap would read simpler, and a Map that is cleared too. But V8's young generation takes every entry of a WeakMap
 * for alive until a full collection, and a cleared Map stays in the old generation with all that is put in it: over
 * thousands of files that doubled memory. So each file gets new Maps.
 */
const renewals: (() => void)[] = [];

/** Entries a store may hold before it starts anew: for callers that never look at another file. */
const mostEntries = 100_000;

/** What was derived, by fact. */
export interface DerivedStore<K extends object, V> extends Pick<Map<K, V>, "get" | "has" | "set"> {
  /** What is kept for the key; derived and kept when nothing is. */
  of(key: K, derive: (key: K) => V): V;
}

/** A store by facts of a Dockerfile (its stages, instructions, commands, or the whole). Made once, at module level. */
export function derivedStore<K extends object, V>(): DerivedStore<K, V> {
  let entries = new Map<K, V>();
  renewals.push(() => {
    if (entries.size > 0) entries = new Map();
  });
  const set = (key: K, value: V) => {
    if (entries.size >= mostEntries) entries = new Map();
    return entries.set(key, value);
  };
  return {
    get: (key) => entries.get(key),
    has: (key) => entries.has(key),
    set,
    of(key, derive) {
      const known = entries.get(key);
      if (known !== undefined || entries.has(key)) return known as V;
      const value = derive(key);
      set(key, value);
      return value;
    },
  };
}

/** Empties all stores: called when the next file is looked at. What is asked for again is derived again. */
export function forgetDerived(): void {
  for (const renew of renewals) renew();
}
