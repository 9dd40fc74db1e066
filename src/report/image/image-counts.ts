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
  const setuid = layers.map(() => 0);
  for (const { kind, layer } of survey.privileged) if (kind === "file") setuid[layer] = (setuid[layer] ?? 0) + 1;
  return layers.map((_, index) => {
    const wasted = hidden.filter(({ layer }) => layer === index);
    return {
      packages: countTypes(packages.filter(({ locations }) => locations[0]?.layer === index)),
      secrets: secrets.filter(({ layer }) => layer === index).length,
      setuid: setuid[index] ?? 0,
      wasted: { bytes: wasted.reduce((sum, { bytes }) => sum + bytes, 0), files: wasted.length },
    };
  });
}

/** How many of each type, most first. */
export function countTypes(packages: readonly { readonly type: string }[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { type } of packages) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].sort(([a, one], [b, other]) => other - one || compareTexts(a, b));
}

/** Days from one day to another; undefined where either is none, or the second comes first. */
export function daysBetween(from: string | undefined, to: string | undefined): number | undefined {
  const [start, end] = [from, to].map((text) => Date.parse((text ?? "").slice(0, 10)));
  if (start === undefined || end === undefined || Number.isNaN(start) || Number.isNaN(end) || end < start)
    return undefined;
  return Math.round((end - start) / 86_400_000);
}

/** `today`, `3 days`, `5 months`, `2 years`. */
export function ageWords(days: number): string {
  if (days === 0) return "today";
  const [number, noun] =
    days < 60 ? [days, "day"] : days < 730 ? [Math.floor(days / 30.4), "month"] : [Math.floor(days / 365.25), "year"];
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
