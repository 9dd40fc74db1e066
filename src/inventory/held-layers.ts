/**
 * The facts of an image's layers while the others are read. Facts of a layer go in, by diff id; they come out again, lowest
 * layer first, as long as all together stay within what is held of one image. What is above that is left out, and said: from
 * one layer on, whichever of them was read first.
 */
import type { Unknown } from "../finding/finding.ts";
import type { DescribedLayer } from "../image/image-description.ts";
import { readableCount } from "../text/quantities.ts";
import type { LayerFacts } from "./layer-facts.ts";

/** What is held of all layers of one image together. One layer alone is held whatever it has: it has limits of its own. */
export const mostOfImage: ImageLimits = {
  entries: 1_000_000,
  names: 128 * 1024 * 1024,
  packages: 200_000,
  owned: 1_000_000,
};

export interface ImageLimits {
  /** Files, folders, links and whiteouts. */
  readonly entries: number;
  /** Characters of their names. */
  readonly names: number;
  /** Packages, before they are put together. */
  readonly packages: number;
  /** Files that packages of the system own. */
  readonly owned: number;
}

export interface HeldLayers {
  get(diffId: string): LayerFacts | undefined;
  keep(diffId: string, facts: LayerFacts): void;
  /** True for a layer that would not be held: layers below it fill the image. */
  isFull(diffId: string): boolean;
  /** For a layer that is not read, as it would not be held. */
  leave(diffId: string): void;
  /** Facts of each layer, undefined where there are none or too many, and what is to be said of that. */
  inOrder(layers: readonly Pick<DescribedLayer, "diffId">[]): {
    readonly layers: readonly (LayerFacts | undefined)[];
    /** Index of the first that was left out; their number when none was. */
    readonly end: number;
    readonly unknown: Unknown | undefined;
  };
}

/** `order`: diff ids, lowest first, where they are known before the layers are read; otherwise layers count as they come. */
export function createHeldLayers(order: readonly string[] | undefined, most: ImageLimits = mostOfImage): HeldLayers {
  const places = new Map<string, number>();
  const facts = new Map<string, LayerFacts>();
  const shares = new Map<string, number>();
  const left = new Set<string>();
  for (const diffId of order ?? []) placeOf(diffId);

  function placeOf(diffId: string): number {
    const place = places.get(diffId) ?? places.size;
    places.set(diffId, place);
    return place;
  }

  /** Of what may be held, by layers below. Of those that are not read yet nobody knows. */
  function filledBelow(diffId: string): number {
    const place = placeOf(diffId);
    let sum = 0;
    for (const [other, share] of shares) if (placeOf(other) < place) sum += share;
    return sum;
  }

  return {
    get: (diffId) => facts.get(diffId),
    keep(diffId, layer) {
      const share = shareOf(layer, most);
      const below = filledBelow(diffId);
      shares.set(diffId, share);
      if (below > 0 && below + share > full) left.add(diffId);
      else facts.set(diffId, layer);
    },
    isFull: (diffId) => left.has(diffId) || filledBelow(diffId) > full,
    leave: (diffId) => void left.add(diffId),
    inOrder(layers) {
      let filled = 0;
      const seen = new Set<string>();
      const first = layers.findIndex(({ diffId }) => {
        if (seen.has(diffId)) return false;
        seen.add(diffId);
        const before = filled;
        filled += shares.get(diffId) ?? 0;
        return left.has(diffId) || (before > 0 && filled > full);
      });
      const end = first === -1 ? layers.length : first;
      const held = layers.map(({ diffId }, index) => (index < end ? facts.get(diffId) : undefined));
      return { layers: held, end, unknown: first === -1 ? undefined : tooMuch(first, layers.length, most) };
    },
  };
}

/** Shares are fractions, and their sums not exact. */
const full = 1 + 1e-6;

function tooMuch(first: number, count: number, { entries, packages }: ImageLimits): Unknown {
  return {
    what: first + 1 === count ? `layer ${count}` : `layers ${first + 1} to ${count}`,
    why: `With them the image would have more than ${readableCount(entries)} files or ${readableCount(packages)} packages in all its layers, more than are held: they were left out. Build the image with fewer layers or files.`,
    fatal: true,
  };
}

/** The largest part of any limit. */
function shareOf({ listing, packages, owned }: LayerFacts, most: ImageLimits): number {
  const { paths, whiteouts, opaque, links } = listing;
  const names = [paths, whiteouts, opaque, [...links.values()]];
  return Math.max(
    (paths.length + whiteouts.length + opaque.length) / most.entries,
    names.reduce((sum, texts) => sum + lengthOf(texts), 0) / most.names,
    packages.length / most.packages,
    owned.reduce((sum, { paths: files }) => sum + files.length, 0) / most.owned,
  );
}

function lengthOf(texts: readonly string[]): number {
  let length = 0;
  for (const text of texts) length += text.length;
  return length;
}
