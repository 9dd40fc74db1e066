/**
 * What one layer holds: the part of an image's facts that hangs on the layer alone, so that it is worked out once, whatever
 * images the layer is part of. Plain data: it is kept in a cache, under the diff id, and holds no secret's value.
 */
import type { LayerListing } from "../files/layer-entry.ts";
import type { Confidence, Unknown } from "../finding/finding.ts";
import type { OwnedFiles, PackageRecord, PackageType } from "../packages/package.ts";

export interface LayerFacts {
  /** Of the unpacked tar. */
  readonly bytes: number;
  readonly listing: LayerListing;
  readonly packages: readonly PackageRecord[];
  /** `from`: the file that says so. */
  readonly owned: readonly (OwnedFiles & { readonly from: string })[];
  readonly licensed: readonly {
    readonly type: PackageType;
    readonly name: string;
    readonly licenses: readonly string[];
  }[];
  readonly secrets: readonly LayerSecret[];
  /** Small files that say what the system is and who its users are, by path: see `system-files.ts`. */
  readonly texts: Readonly<Record<string, string>>;
  /** Accounts of each `etc/shadow`-like file, by path: no hash of a password is kept. */
  readonly shadows: Readonly<Record<string, readonly ShadowEntry[]>>;
  readonly unknowns: readonly Unknown[];
}

/** A secret in a file of a layer. Its value is nowhere. */
export interface LayerSecret {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly detector: string;
  /** Noun phrase: "GitHub token", "value of DB_PASSWORD". */
  readonly title: string;
  readonly confidence: Confidence;
  /** Equal for equal values; nobody gets back to the value: see `secretFingerprint`. */
  readonly fingerprint: string;
}

/** One line of a shadow file. */
export interface ShadowEntry {
  readonly name: string;
  readonly password: "empty" | "locked" | "set";
}
