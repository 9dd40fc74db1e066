import type { SbomLayer } from "./sbom.ts";

/** Numbers for layers that a document names by their digests: those it lists, then the others as they come. */
export interface ToldLayers {
  readonly layers: SbomLayer[];
  /** Index of a layer; 0 for "". */
  indexOf(diffId: string): number;
}

/** Layers of one document. */
export const mostSbomLayers = 10_000;

export function toldLayers(listed: readonly SbomLayer[]): ToldLayers {
  const layers = listed.slice(0, mostSbomLayers);
  const indexes = new Map<string, number>();
  layers.forEach(({ diffId }, index) => {
    if (diffId !== undefined && !indexes.has(diffId)) indexes.set(diffId, index);
  });
  return {
    layers,
    indexOf: (diffId) => {
      if (diffId === "") return 0;
      const known = indexes.get(diffId);
      if (known !== undefined) return known;
      if (layers.length >= mostSbomLayers) return 0;
      indexes.set(diffId, layers.length);
      layers.push({ diffId, digest: undefined, bytes: 0, instruction: "" });
      return layers.length - 1;
    },
  };
}
