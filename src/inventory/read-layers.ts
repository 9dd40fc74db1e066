/**
 * Reads the layers of an image that no cache has, several at a time, and keeps what was found. In: the image as it was found;
 * out: its description and the facts of each layer. A layer whose content is not what its name promises is not used.
 */
import type { LayerRead } from "../files/layer-entry.ts";
import { layerLimits, readLayer } from "../files/read-layer.ts";
import type { Unknown } from "../finding/finding.ts";
import type { ImageDescription } from "../image/image-description.ts";
import type { FoundImage, LayerStream } from "../image/image-source.ts";
import { WrongContent } from "../image/registry-failure.ts";
import type { Cataloger } from "../packages/package.ts";
import { collectLayer, type LayerCollector, type MissedBody } from "./collect-layer.ts";
import { createHeldLayers, type HeldLayers } from "./held-layers.ts";
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
  /** Everything of every layer was read: what is made of them may be kept. */
  readonly isWhole: boolean;
}

export async function readLayers(image: FoundImage, options: ReadLayersOptions): Promise<ReadLayers> {
  const { cache } = options;
  const whole = new Set<string>();
  const unknowns: Unknown[] = [];
  const slot = limited(layersAtOnce);
  const early = earlyDescription(image, cache);
  const held = createHeldLayers(early?.layers.map(({ diffId }) => diffId));
  const isKnown = (diffId: string): boolean => {
    if (held.get(diffId) || held.isFull(diffId)) return true;
    const cached = cache.layer(diffId);
    if (!cached) return false;
    held.keep(diffId, cached);
    whole.add(diffId);
    return true;
  };
  const isComplete = early?.layers.every(({ diffId }) => isKnown(diffId)) ?? false;
  const description =
    early && isComplete
      ? early
      : await image.readLayers({
          isKnown,
          read: (layer) => slot(() => readOne(layer, options, { held, whole, unknowns })),
        });
  // What a stream could not tell of before it had passed may be in the cache.
  for (const { diffId } of description.layers) isKnown(diffId);
  const { layers, end, unknown } = held.inOrder(description.layers);
  if (unknown) unknowns.push(unknown);
  return {
    ...{ description, layers },
    unknowns: [...unknowns, ...missingLayers(layers.slice(0, end), description, unknowns)],
    isWhole: !unknown && description.layers.every(({ diffId }) => whole.has(diffId)),
  };
}

/** What is known of an image before its layers are read. */
export function earlyDescription(image: FoundImage, cache: LayerCache): ImageDescription | undefined {
  return image.description ?? (image.id === undefined ? undefined : cache.description(image.kind, image.id));
}

/** Layers of which nobody has said yet why they are not there. */
function missingLayers(
  layers: readonly (LayerFacts | undefined)[],
  description: ImageDescription,
  unknowns: readonly Unknown[],
): Unknown[] {
  const told = [...unknowns, ...description.unknowns];
  return layers.flatMap((facts, index) => {
    const diffId = description.layers[index]?.diffId ?? "";
    if (facts || told.some(({ what, why }) => what.includes(`layer ${index + 1} `) || why.includes(diffId))) return [];
    const what = `layer ${index + 1} (${diffId.slice(0, 19)})`;
    return [{ what, why: "The source did not have it: fetch or save the image again.", fatal: true }];
  });
}

/** What a run has read. */
interface SoFar {
  readonly held: HeldLayers;
  /** Diff ids of layers that were read to their end. */
  readonly whole: Set<string>;
  readonly unknowns: Unknown[];
}

async function readOne(
  layer: LayerStream,
  { catalogers, cache, progress }: ReadLayersOptions,
  { held, whole, unknowns }: SoFar,
): Promise<string | undefined> {
  if (layer.diffId !== undefined && held.isFull(layer.diffId)) {
    held.leave(layer.diffId);
    return layer.diffId;
  }
  progress?.(layer);
  const collector = collectLayer(catalogers);
  const bytes = watched(layer);
  const read = await readLayer(bytes.stream, collector.visitor, layerLimits, {
    // The diff id says as much of the content, where it is known.
    digest: layer.diffId === undefined && layer.digest !== undefined,
  });
  const missed = collector.missed();
  const problem = bytes.wrong() ?? mismatch(layer, read) ?? (await readMissed(layer, missed, collector, read));
  if (problem) {
    unknowns.push(problem);
    return undefined;
  }
  const isWhole = missed.length === 0 || layer.reopens;
  const found = collector.facts(read);
  if (read.diffId === undefined) {
    // Broken off: what was seen counts, but for this run only.
    if (layer.diffId !== undefined) held.keep(layer.diffId, found);
    else unknowns.push(...found.unknowns);
    return undefined;
  }
  held.keep(read.diffId, found);
  if (isWhole) {
    whole.add(read.diffId);
    cache.keepLayer(read.diffId, found);
  }
  return read.diffId;
}

/** Reads the bodies behind hard links that were wanted under a later name. An Unknown when it is not the same layer any more. */
async function readMissed(
  layer: LayerStream,
  missed: readonly MissedBody[],
  collector: LayerCollector,
  { diffId }: LayerRead,
): Promise<Unknown | undefined> {
  if (missed.length === 0) return undefined;
  if (!layer.reopens) {
    collector.giveUp(missed);
    return undefined;
  }
  const again = await readLayer(layer.open(), collector.again(missed), layerLimits, { digest: false });
  if (again.diffId === diffId) return undefined;
  return {
    what: layer.name,
    why: "Files behind its hard links needed a second reading, which broke off or brought other bytes than the first. It was not used; fetch or save the image again.",
    fatal: true,
  };
}

/** The bytes as they come; a source may find out at their end that they are not what was asked for. */
function watched(layer: LayerStream) {
  let wrong: Unknown | undefined;
  async function* stream(): AsyncGenerator<Uint8Array> {
    try {
      yield* layer.open();
    } catch (error) {
      if (error instanceof WrongContent) wrong = { what: layer.name, why: error.message, fatal: true };
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
