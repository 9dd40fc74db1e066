/**
 * Facts of layers and descriptions of images between runs. Keys are digests and what the facts hang on besides; what was
 * written by other readers, is damaged or is not what it says is worked out anew. No secret's value is in them: both kinds
 * of facts hold none.
 */
import { createHash } from "node:crypto";
import type { CacheFolder } from "../files/cache-folder.ts";
import { packListing, unpackListing } from "../files/layer-listing.ts";
import type { ImageDescription } from "../image/image-description.ts";
import type { SourceKind } from "../image/image-source.ts";
import { catalogers } from "../packages/catalogers.ts";
import { readersKey } from "./collect-layer.ts";
import type { LayerFacts } from "./layer-facts.ts";
import { type MergedLayers, mergeVersion } from "./merge-layers.ts";

export interface LayerCache {
  layer(diffId: string): LayerFacts | undefined;
  keepLayer(diffId: string, facts: LayerFacts): void;
  /** By the diff ids of all layers, lowest first. */
  merged(diffIds: readonly string[]): MergedLayers | undefined;
  keepMerged(diffIds: readonly string[], merged: MergedLayers): void;
  /**
   * By what the source knows the image by before it reads it: a registry by the digest of the manifest, an
   * engine by the image's id. Of one image each source tells other tags and digests.
   */
  description(source: SourceKind, digest: string): ImageDescription | undefined;
  keepDescription(source: SourceKind, digest: string, description: ImageDescription): void;
  /** After the last write. */
  tidy(): void;
}

/** Raised when a description is read differently. */
const descriptionVersion = 2;

/** The cache of all catalogers there are. */
export function openLayerCache(folder: CacheFolder): LayerCache {
  return createLayerCache(folder, readersKey(catalogers));
}

/** `readers`: `readersKey` of those that the facts are made by. */
export function createLayerCache(folder: CacheFolder, readers: string): LayerCache {
  const layerKey = (diffId: string) => `${nameOf(diffId)}-${readers}`;
  const mergedKey = (diffIds: readonly string[]) =>
    createHash("sha256")
      .update([mergeVersion, readers, ...diffIds].join("\n"))
      .digest("hex");
  const descriptionKey = (source: SourceKind, digest: string) => `${source}-${nameOf(digest)}-${descriptionVersion}`;
  return {
    layer(diffId) {
      const bytes = folder.get("layers", layerKey(diffId));
      return bytes && parseFacts(bytes);
    },
    keepLayer(diffId, facts) {
      folder.put("layers", layerKey(diffId), printFacts(facts));
    },
    merged(diffIds) {
      const bytes = folder.get("merged", mergedKey(diffIds));
      return bytes && parse<MergedLayers>(bytes.toString("utf8"));
    },
    keepMerged(diffIds, merged) {
      folder.put("merged", mergedKey(diffIds), Buffer.from(JSON.stringify(merged)));
    },
    description(source, digest) {
      const bytes = folder.get("images", descriptionKey(source, digest));
      return bytes && parse<ImageDescription>(bytes.toString("utf8"));
    },
    keepDescription(source, digest, description) {
      // What could not be read may be there the next time.
      if (description.unknowns.some(({ fatal }) => fatal)) return;
      folder.put("images", descriptionKey(source, digest), Buffer.from(JSON.stringify(description)));
    },
    tidy: () => folder.tidy(),
  };
}

/** `sha256:abc` to `sha256-abc`: what a file may be called. */
function nameOf(digest: string): string {
  return digest.replace(":", "-");
}

/** The facts as one line of JSON, then the listing, which has a form of its own for its size. */
function printFacts({ listing, ...rest }: LayerFacts): Buffer {
  return Buffer.from(`${JSON.stringify(rest)}\n${packListing(listing)}`);
}

function parseFacts(bytes: Buffer): LayerFacts | undefined {
  const end = bytes.indexOf(10);
  if (end === -1) return undefined;
  const rest = parse<Omit<LayerFacts, "listing">>(bytes.toString("utf8", 0, end));
  const listing = unpackListing(bytes.toString("utf8", end + 1));
  return rest && listing ? { ...rest, listing } : undefined;
}

function parse<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    // Not written by us: worked out anew.
    return undefined;
  }
}
