/**
 * Layers of an image whose description is known: each that is wanted and not known yet is handed on, a few at a time, once
 * however often the image has it. What is not there is an Unknown.
 */
import type { Unknown } from "../finding/finding.ts";
import type { DescribedLayer, ImageDescription } from "./image-description.ts";
import type { LayerStream, LayersWanted } from "./image-source.ts";
import { layerType } from "./manifest.ts";

/** Layers that are handed on at the same time; whoever reads them may take fewer. */
export const mostLayersAtOnce = 4;

/** Gives the layer's stream, or why there is none. */
export type OpenLayer = (layer: DescribedLayer, index: number, name: string) => LayerStream | { readonly why: string };

/** Reads what is wanted; the description comes back with what could not be. */
export async function readKnownLayers(
  description: ImageDescription,
  wanted: LayersWanted,
  openLayer: OpenLayer,
): Promise<ImageDescription> {
  const unknowns = new Map<number, Unknown>();
  const asked = new Set<string>();
  const queue = [...description.layers.entries()].filter(([, { diffId, mediaType = "" }]) => {
    const { isEncrypted, isFileSystem } = layerType(mediaType);
    // The description says so already.
    if (isEncrypted || !isFileSystem || asked.has(diffId) || wanted.isKnown(diffId)) return false;
    asked.add(diffId);
    return true;
  });

  async function work(): Promise<void> {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, layer] = next;
      const name = layerName(index, layer.digest ?? layer.diffId);
      const stream = openLayer(layer, index, name);
      if ("why" in stream) unknowns.set(index, { what: name, why: stream.why, fatal: true });
      else await wanted.read(stream);
    }
  }

  await Promise.all(Array.from({ length: mostLayersAtOnce }, work));
  if (unknowns.size === 0) return description;
  const told = [...unknowns].sort(([a], [b]) => a - b).map(([, unknown]) => unknown);
  return { ...description, unknowns: [...description.unknowns, ...told] };
}

/** `layer 3 (sha256:0123456789ab)`. */
export function layerName(index: number, digest: string): string {
  return `layer ${index + 1} (${digest.slice(0, digest.indexOf(":") + 13)})`;
}
