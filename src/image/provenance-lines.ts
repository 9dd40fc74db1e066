/**
 * Which line of the Dockerfile made which layer, from BuildKit's metadata: `layers` names for each output of a step the chain of
 * layers below and with it, `source.locations` the lines of a step. A layer belongs to the first step that has it.
 */

import { field, fieldAt, listOf, pairsOf, textOf } from "../text/json.ts";
import type { DescribedLayer } from "./image-description.ts";
import { mostLayers } from "./manifest.ts";
import { isDigest } from "./reference.ts";

const mostOutputs = 10_000;
const mostChains = 100;
/** Links of all chains: they grow by one with each step, so there are about the square of the steps. */
export const mostChainLinks = 1_000_000;

/** Diff id to line, from 1. `source` is the index of the Dockerfile among the sources. */
export function layerLines(
  metadata: unknown,
  layers: readonly DescribedLayer[],
  source: number,
): Record<string, number> {
  const chains = chainsOf(field(metadata, "layers"));
  const diffIds = diffIdsOf(chains, layers);
  const lines = new Map<string, number>();
  for (const { step, digests } of chains) {
    for (const digest of digests) {
      const diffId = diffIds.get(digest);
      if (diffId === undefined || lines.has(diffId)) continue;
      // Looked up once a layer, not once a chain: of those there may be a million.
      lines.set(diffId, lineOf(fieldAt(metadata, "source", "locations", step), source) ?? 0);
    }
  }
  return Object.fromEntries([...lines].filter(([, line]) => line > 0));
}

interface Chain {
  readonly step: string;
  readonly digests: readonly string[];
}

/** Shortest first: what a chain has and no shorter one does, its step has made. */
function chainsOf(value: unknown): Chain[] {
  const chains: Chain[] = [];
  let links = 0;
  for (const [output, refs] of pairsOf(value, mostOutputs))
    for (const ref of listOf(refs, mostChains)) {
      const digests = listOf(ref, mostLayers).map((each) => textOf(field(each, "digest")) ?? "");
      links += digests.length;
      if (links > mostChainLinks) return [];
      if (digests.length > 0 && digests.every(isDigest)) chains.push({ step: output.replace(/:\d+$/, ""), digests });
    }
  return chains.sort((a, b) => a.digests.length - b.digests.length);
}

/**
 * The attestation names compressed blobs. Where the image at hand keeps others (an engine that has unpacked them), the longest
 * chain has as many layers as the image, and they are in the same order.
 */
function diffIdsOf(chains: readonly Chain[], layers: readonly DescribedLayer[]): ReadonlyMap<string, string> {
  const named = new Map(
    layers.flatMap(({ digest, diffId }) => (digest === undefined ? [] : [[digest, diffId] as const])),
  );
  const longest = chains.at(-1)?.digests ?? [];
  if (longest.some((digest) => named.has(digest)) || longest.length !== layers.length) return named;
  return new Map(longest.map((digest, at) => [digest, layers[at]?.diffId ?? ""]));
}

/** The first line of the first place. */
function lineOf(value: unknown, source: number): number | undefined {
  for (const location of listOf(field(value, "locations"), mostChains)) {
    const index = field(location, "sourceIndex") ?? 0;
    if (index !== source) continue;
    const starts = listOf(field(location, "ranges"), mostChains).flatMap((range) => {
      const line = fieldAt(range, "start", "line");
      return typeof line === "number" && Number.isSafeInteger(line) && line > 0 ? [line] : [];
    });
    if (starts.length > 0) return Math.min(...starts);
  }
  return undefined;
}
