/** What an SBOM says of an image. Plain data, every text of it foreign. */
import type { Unknown } from "../../finding/finding.ts";
import type { OperatingSystem } from "../operating-system.ts";
import type { PackageRecord } from "../package.ts";

/** A package as a document tells of it: the shape of a package of an image that was opened. */
export interface SbomPackage extends PackageRecord {
  readonly purl: string;
  readonly locations: readonly { readonly path: string; readonly layer: number }[];
  readonly ownedBy?: { readonly type: string; readonly name: string };
  readonly bundledWith?: string;
}

/** A layer as a document tells of it. */
export interface SbomLayer {
  readonly diffId: string | undefined;
  readonly digest: string | undefined;
  readonly bytes: number;
  /** The step that made it; "" where nothing says so. */
  readonly instruction: string;
}

/** An image as a document tells of it. */
export interface ImageSbom {
  /** `CycloneDX 1.6`, `SPDX 2.3`, `Syft JSON`. */
  readonly format: string;
  /** Of the image; "" where the document names none. */
  readonly name: string;
  readonly id: string | undefined;
  readonly digest: string | undefined;
  readonly platform: string | undefined;
  /** ISO 8601, as written. */
  readonly created: string | undefined;
  readonly os: OperatingSystem | undefined;
  /** Lowest first where the document knows the order; empty where it names none. */
  readonly layers: readonly SbomLayer[];
  readonly packages: readonly SbomPackage[];
  readonly unknowns: readonly Unknown[];
}
