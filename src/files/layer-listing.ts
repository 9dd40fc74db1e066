/**
 * The listing of a layer, built entry by entry while the layer passes: columns, and a name for each path only. As one text for
 * a cache: see `packed-listing.ts`.
 */
import { type EntryKind, entryKinds, type LayerEntry, type LayerListing } from "./layer-entry.ts";

export { packListing, unpackListing } from "./packed-listing.ts";

export interface ListingBuilder {
  /** Of two entries of one path the later counts, and stands where the later stood. */
  add(entry: LayerEntry): void;
  whiteout(path: string): void;
  opaque(folder: string): void;
  done(): LayerListing;
}

export function createListing(): ListingBuilder {
  const places = new Map<string, number>();
  const paths: string[] = [];
  const kinds: number[] = [];
  const bytes: number[] = [];
  const modes: number[] = [];
  const uids: number[] = [];
  const gids: number[] = [];
  const links = new Map<number, string>();
  const whiteouts = new Set<string>();
  const opaque = new Set<string>();
  let replaced = 0;
  return {
    add(entry) {
      const { path } = entry;
      if (places.has(path)) replaced += 1;
      places.set(path, paths.length);
      if (entry.link !== "") links.set(paths.length, entry.link);
      paths.push(path);
      kinds.push(kindIndex[entry.kind]);
      bytes.push(entry.bytes);
      modes.push(entry.mode);
      uids.push(entry.uid);
      gids.push(entry.gid);
    },
    whiteout(path) {
      whiteouts.add(path);
    },
    opaque(folder) {
      opaque.add(folder);
    },
    done() {
      const marks = { whiteouts: [...whiteouts], opaque: [...opaque] };
      const all = { paths, kinds, bytes, modes, uids, gids, links, ...marks };
      return replaced === 0 ? all : withoutReplaced(all, places);
    },
  };
}

const kindIndex = Object.fromEntries(entryKinds.map((kind, index) => [kind, index])) as Readonly<
  Record<EntryKind, number>
>;

/** Leaves out what a later entry of the same path stands for. `places` has the last index of each path. */
function withoutReplaced(all: LayerListing, places: ReadonlyMap<string, number>): LayerListing {
  const kept = all.paths.flatMap((path, index) => (places.get(path) === index ? [index] : []));
  const pick = <T>(column: readonly T[]): T[] => kept.map((index) => column[index] as T);
  const links = new Map<number, string>();
  for (const [now, before] of kept.entries()) {
    const link = all.links.get(before);
    if (link !== undefined) links.set(now, link);
  }
  return {
    paths: pick(all.paths),
    kinds: pick(all.kinds),
    bytes: pick(all.bytes),
    modes: pick(all.modes),
    uids: pick(all.uids),
    gids: pick(all.gids),
    links,
    whiteouts: all.whiteouts,
    opaque: all.opaque,
  };
}
