/**
 * What the layers of an image hold together, from the cache where it has that: then no layer is looked at, and no list of
 * files. In: the image as it was found; out: its description and all that hangs on its layers.
 */
import type { LayerListing } from "../files/layer-entry.ts";
import type { Unknown } from "../finding/finding.ts";
import type { ImageDescription } from "../image/image-description.ts";
import type { FoundImage } from "../image/image-source.ts";
import type { LayerFacts } from "./layer-facts.ts";
import { type MergedLayers, mergeLayers } from "./merge-layers.ts";
import { earlyDescription, type ReadLayersOptions, readLayers } from "./read-layers.ts";

export interface ReadMerged {
  readonly description: ImageDescription;
  readonly merged: MergedLayers;
  /** Of the reading; those of the layers themselves are in `merged`. */
  readonly unknowns: readonly Unknown[];
}

export async function readMerged(image: FoundImage, options: ReadLayersOptions): Promise<ReadMerged> {
  const { cache } = options;
  const early = earlyDescription(image, cache);
  const ready = early && cache.merged(diffIdsOf(early));
  const read =
    early && ready ? { description: early, merged: ready, unknowns: [] } : await readAndMerge(image, options);
  const key = image.kind === "registry" ? read.description.digest : image.id;
  if (key !== undefined && cache.description(image.kind, key) === undefined)
    cache.keepDescription(image.kind, key, read.description);
  return read;
}

async function readAndMerge(image: FoundImage, options: ReadLayersOptions): Promise<ReadMerged> {
  const { description, layers, unknowns, isWhole } = await readLayers(image, options);
  const merged = mergeLayers(layers.map((facts) => facts ?? unreadLayer));
  if (isWhole) options.cache.keepMerged(diffIdsOf(description), merged);
  return { description, merged, unknowns };
}

function diffIdsOf({ layers }: ImageDescription): string[] {
  return layers.map(({ diffId }) => diffId);
}

const emptyListing: LayerListing = {
  ...{ paths: [], kinds: [], bytes: [], modes: [], uids: [], gids: [] },
  ...{ links: new Map(), whiteouts: [], opaque: [] },
};

const unreadLayer: LayerFacts = {
  ...{ bytes: 0, listing: emptyListing, packages: [], owned: [], licensed: [], secrets: [] },
  ...{ texts: {}, shadows: {}, unknowns: [] },
};
