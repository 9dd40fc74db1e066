/**
 * Reads the layers of an image that no cache has, several at a time, and keeps what was found. In: the image as it was found;
 * out: its description and the facts of each layer. A layer whose content is not what its name promises is not used.
 */
import type { LayerRead } from "../files/layer-entry.ts";
import { readLayer } from "../files/read-layer.ts";
import type { Unknown } from "../finding/finding.ts";
import type { ImageDescription } from "../image/image-description.ts";
import type { FoundImage, LayerStream } from "../image/image-source.ts";
import { WrongContent } from "../image/registry-failure.ts";
import type { Cataloger } from "../packages/package.ts";
import { collectLayer, type LayerCollector } from "./collect-layer.ts";
import type { LayerCache } from "./layer-cache.ts";
import type { LayerFacts } from "./layer-facts.ts";

/** Layers that are read at once: each inflates in a thread of its own, and has a file in memory. */
export const layersAtOnce = 2;

export interface ReadLayersOptions {
  readonly catalogers: readonly Cataloger[];
  readonly cache: LayerCache;
  /** Told of each layer that begins: for a line of progress. */
  readonly progress?: (layer: LayerStream) => void;
}

/** A layer of the image without facts is undefined, and `unknowns` says why. */
export interface ReadLayers {
  readonly description: ImageDescription;
  readonly layers: readonly (LayerFacts | undefined)[];
  readonly unknowns: readonly Unknown[];
}

export async function readLayers(image: FoundImage, options: ReadLayersOptions): Promise<ReadLayers> {
  const { cache } = options;
  const facts = new Map<string, LayerFacts>();
  const unknowns: Unknown[] = [];
  const slot = limited(layersAtOnce);
  const known = (diffId: string): LayerFacts | undefined => {
    const found = facts.get(diffId) ?? cache.layer(diffId);
    if (found) facts.set(diffId, found);
    return found;
  };
  const cached = image.description ?? (image.id === undefined ? undefined : cache.description(image.kind, image.id));
  const isComplete = cached?.layers.every(({ diffId }) => known(diffId) !== undefined) ?? false;
  const description =
    cached && isComplete
      ? cached
      : await image.readLayers({
          isKnown: (diffId) => known(diffId) !== undefined,
          read: (layer) => slot(() => readOne(layer, options, facts, unknowns)),
        });
  const key = image.kind === "registry" ? description.digest : image.id;
  if (key !== undefined && description !== cached) cache.keepDescription(image.kind, key, description);
  return { description, layers: description.layers.map(({ diffId }) => known(diffId)), unknowns };
}

async function readOne(
  layer: LayerStream,
  { catalogers, cache, progress }: ReadLayersOptions,
  facts: Map<string, LayerFacts>,
  unknowns: Unknown[],
): Promise<string | undefined> {
  progress?.(layer);
  const collector = collectLayer(catalogers);
  const bytes = watched(layer.open());
  const read = await readLayer(bytes.stream, collector.visitor);
  const problem = bytes.wrong() ?? mismatch(layer, read);
  if (problem) {
    unknowns.push(problem);
    return undefined;
  }
  const isWhole = await readMissed(layer, collector);
  const found = collector.facts(read);
  if (read.diffId === undefined) {
    // Broken off: what was seen counts, but for this run only.
    if (layer.diffId !== undefined) facts.set(layer.diffId, found);
    else unknowns.push(...found.unknowns);
    return undefined;
  }
  facts.set(read.diffId, found);
  if (isWhole) cache.keepLayer(read.diffId, found);
  return read.diffId;
}

/** Bodies behind hard links that were wanted under a later name. False when they stay unread. */
async function readMissed(layer: LayerStream, collector: LayerCollector): Promise<boolean> {
  const missed = collector.missed();
  if (missed.length === 0) return true;
  if (!layer.reopens) {
    collector.giveUp(missed);
    return false;
  }
  await readLayer(layer.open(), collector.again(missed));
  return true;
}

/** The bytes as they come; a source may find out at their end that they are not what was asked for. */
function watched(bytes: AsyncIterable<Uint8Array>) {
  let wrong: Unknown | undefined;
  async function* stream(): AsyncGenerator<Uint8Array> {
    try {
      yield* bytes;
    } catch (error) {
      if (error instanceof WrongContent) wrong = { what: "a layer", why: error.message, fatal: true };
      throw error;
    }
  }
  return { stream: stream(), wrong: () => wrong };
}

/** A layer under a name that is not its own would stand for another one, in this image and in the cache. */
function mismatch(layer: LayerStream, { digest, diffId }: LayerRead): Unknown | undefined {
  const pairs = [
    { promised: layer.digest, seen: digest },
    { promised: layer.diffId, seen: diffId },
  ];
  // Digests of other algorithms are the source's to check.
  const wrong = pairs.find(({ promised, seen }) => promised?.startsWith("sha256:") && seen && promised !== seen);
  if (!wrong) return undefined;
  return {
    what: layer.name,
    why: `Its content is not what its name says: ${wrong.promised} was promised, ${wrong.seen} was there. It was not used; fetch or save the image again.`,
    fatal: true,
  };
}

/** At most so many of what it is given run at a time, in the order they come. */
function limited(most: number): <T>(run: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
