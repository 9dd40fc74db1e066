/**
 * Two images and what is known to be wrong with them go in; what got worse and what got better comes out. Vulnerabilities are
 * compared by fingerprint, which knows no version and no digest: one that an upgraded package still has is still there. Those that
 * are excused or of no importance count as not there.
 */
import type { ImageFacts } from "../inventory/image-facts.ts";
import { comparePackages, type PackageChanges } from "./compare-packages.ts";
import type { Vulnerabilities, Vulnerability } from "./vulnerability.ts";

export type ComparedFacts = Pick<ImageFacts, "name" | "layers" | "packages" | "user" | "hasConfig" | "os">;

/** One of the two. */
export interface ComparedImage {
  readonly facts: ComparedFacts;
  readonly vulnerabilities: Pick<Vulnerabilities, "found">;
}

export interface Comparison {
  readonly old: ImageSketch;
  readonly new: ImageSketch;
  readonly vulnerabilities: {
    /** Open in the new one, not in the old one; most urgent first, like the others. */
    readonly added: readonly Vulnerability[];
    /** Open in the old one, and no longer there at all. */
    readonly gone: readonly Vulnerability[];
    /** Open in the old one; excused in the new one, or of no importance there. */
    readonly excused: readonly Vulnerability[];
    /** Open in both, as the new one has them. */
    readonly kept: readonly Vulnerability[];
  };
  readonly packages: PackageChanges;
}

/** What is compared of an image besides. */
export interface ImageSketch {
  readonly name: string;
  /** Bytes of all layers, unpacked. */
  readonly bytes: number;
  readonly layers: number;
  readonly packages: number;
  /** As written, or the uid where that says more; undefined where nobody says. */
  readonly user: string | undefined;
  readonly isRoot: boolean | undefined;
  readonly system: string | undefined;
}

export function compareImages(old: ComparedImage, next: ComparedImage): Comparison {
  const before = openByFingerprint(old.vulnerabilities.found);
  const after = openByFingerprint(next.vulnerabilities.found);
  const known = new Set(next.vulnerabilities.found.map(({ fingerprint }) => fingerprint));
  const left = [...before].filter(([fingerprint]) => !after.has(fingerprint));
  return {
    old: sketch(old.facts),
    new: sketch(next.facts),
    vulnerabilities: {
      added: [...after].filter(([fingerprint]) => !before.has(fingerprint)).map(([, one]) => one),
      gone: left.filter(([fingerprint]) => !known.has(fingerprint)).map(([, one]) => one),
      excused: left.filter(([fingerprint]) => known.has(fingerprint)).map(([, one]) => one),
      kept: [...after].filter(([fingerprint]) => before.has(fingerprint)).map(([, one]) => one),
    },
    packages: comparePackages(old.facts.packages, next.facts.packages),
  };
}

/** Several of one fingerprint (two versions of a package side by side) are one: the first is the most urgent. */
function openByFingerprint(found: readonly Vulnerability[]): ReadonlyMap<string, Vulnerability> {
  const open = new Map<string, Vulnerability>();
  for (const one of found)
    if (!one.suppressed && !one.isUnimportant && !open.has(one.fingerprint)) open.set(one.fingerprint, one);
  return open;
}

function sketch({ name, layers, packages, user, hasConfig, os }: ComparedFacts): ImageSketch {
  const systemName = os?.name || [os?.id, os?.version].filter((part) => part !== undefined && part !== "").join(" ");
  return {
    ...{ name, layers: layers.length, packages: packages.length },
    bytes: layers.reduce((sum, layer) => sum + layer.bytes, 0),
    user: !hasConfig ? undefined : user.uid === 0 ? "root" : user.written || undefined,
    isRoot: !hasConfig || user.uid === undefined ? undefined : user.uid === 0,
    system: systemName === "" ? undefined : systemName,
  };
}
