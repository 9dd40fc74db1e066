import type { ImageFacts } from "../../inventory/image-facts.ts";
import { compareTexts } from "../../text/compare.ts";

/** What one layer brought, counted. */
export interface LayerCounts {
  /** Packages by type, most first. */
  readonly packages: readonly (readonly [type: string, number: number])[];
  /** In files of it, seen at run time or not. */
  readonly secrets: number;
  /** Files that run as their owner or group and are there at run time. */
  readonly setuid: number;
  /** Bytes and files that a later layer replaces or deletes. */
  readonly wasted: { readonly bytes: number; readonly files: number };
}

/** The counts of each layer, by its index. */
export function layerCounts({ layers, packages, secrets, survey, hidden }: ImageFacts): readonly LayerCounts[] {
  const counts = layers.map(() => ({ types: new Map<string, number>(), secrets: 0, setuid: 0, bytes: 0, files: 0 }));
  for (const { type, locations } of packages) {
    const types = counts[locations[0]?.layer ?? -1]?.types;
    types?.set(type, (types.get(type) ?? 0) + 1);
  }
  for (const { layer } of secrets) {
    const count = counts[layer];
    if (count) count.secrets += 1;
  }
  for (const { kind, layer } of survey.privileged) {
    const count = counts[layer];
    if (count && kind === "file") count.setuid += 1;
  }
  for (const { layer, bytes } of hidden) {
    const count = counts[layer];
    if (!count) continue;
    count.bytes += bytes;
    count.files += 1;
  }
  return counts.map(({ types, secrets, setuid, bytes, files }) => ({
    ...{ packages: mostFirst(types), secrets, setuid, wasted: { bytes, files } },
  }));
}

/** How many of each type, most first. */
export function countTypes(packages: readonly { readonly type: string }[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { type } of packages) counts.set(type, (counts.get(type) ?? 0) + 1);
  return mostFirst(counts);
}

function mostFirst(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].sort(([a, one], [b, other]) => other - one || compareTexts(a, b));
}
