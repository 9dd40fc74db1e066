/**
 * From what a name leads to (an index, an index inside an index, a manifest) to the manifest of one image. Whoever keeps the blobs
 * hands in how to read one; out comes the manifest for the platform that is wanted, with BuildKit's attestation of it.
 */
import { digestOf } from "./digest.ts";
import { isRefusal, type Refusal } from "./json.ts";
import {
  attestationOf,
  type Descriptor,
  deepestIndex,
  type ImageIndex,
  type IndexEntry,
  isIndex,
  isIndexType,
  type Manifest,
  mostManifestBytes,
  readIndex,
  readManifest,
} from "./manifest.ts";
import { choosePlatform } from "./platform.ts";

/** Where blobs are kept, whatever that is. */
export interface BlobStore {
  /** The whole blob when it is there, has at most so many bytes, and the digest is its own. */
  read(blob: Descriptor, mostBytes: number): Promise<Uint8Array | Refusal>;
  /** False for a blob that is surely not there. Without it every blob is taken to be. */
  has?(digest: string): boolean;
}

/** Which image of an index is wanted. */
export interface PlatformWanted {
  /** As a person wrote it; undefined for Linux on this machine. */
  readonly platform?: string | undefined;
  /** Architecture of this machine, as Node.js or Go names it. */
  readonly host: string;
}

/** A manifest that was chosen. */
export interface ChosenManifest {
  readonly manifest: Manifest;
  /** Of the manifest itself. */
  readonly digest: string;
  readonly attestation: IndexEntry | undefined;
}

/** Indexes that are read on the way: a name leads through one or two. */
export const mostIndexesRead = 20;

/** Goes from a document's bytes to one image's manifest. */
export async function chooseManifest(
  bytes: Uint8Array,
  store: BlobStore,
  wanted: PlatformWanted,
): Promise<ChosenManifest | Refusal> {
  if (!isIndex(bytes)) return chosen(bytes, undefined);
  const index = readIndex(bytes);
  if (isRefusal(index)) return index;
  return chooseFromIndex(index, store, wanted);
}

/** The same from an index that was read already: that of an OCI layout, cut down to what is meant. */
export async function chooseFromIndex(
  index: ImageIndex,
  store: BlobStore,
  wanted: PlatformWanted,
): Promise<ChosenManifest | Refusal> {
  const flat = await flatten(index, store);
  if (isRefusal(flat)) return flat;
  const there = flat.filter(({ digest }) => store.has?.(digest) !== false);
  // What is named and not there is said by the refusal of reading it, where nothing else could be meant.
  const entry = choosePlatform(there.length > 0 ? there : flat, wanted.platform, wanted.host);
  if (isRefusal(entry)) return entry;
  const bytes = await store.read(entry, mostManifestBytes);
  if (isRefusal(bytes)) return { refused: `The manifest ${entry.digest} cannot be read. ${bytes.refused}` };
  return chosen(bytes, attestationOf(entry.from, entry.digest));
}

interface FlatEntry extends IndexEntry {
  readonly from: ImageIndex;
}

/** All images below an index. Breadth first, each index once, so a circle ends. */
async function flatten(index: ImageIndex, store: BlobStore): Promise<FlatEntry[] | Refusal> {
  const images: FlatEntry[] = [];
  const seen = new Set<string>();
  let level: ImageIndex[] = [index];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepestIndex)
      return { refused: `Indexes lie inside of indexes more than ${deepestIndex} deep: it is damaged.` };
    const next: ImageIndex[] = [];
    for (const from of level)
      for (const entry of from.images) {
        if (!isIndexType(entry.mediaType)) {
          images.push({ ...entry, from });
          continue;
        }
        if (seen.has(entry.digest) || store.has?.(entry.digest) === false) continue;
        seen.add(entry.digest);
        if (seen.size > mostIndexesRead)
          return { refused: `It leads through more than ${mostIndexesRead} indexes: name the image by its digest.` };
        const bytes = await store.read(entry, mostManifestBytes);
        if (isRefusal(bytes)) return { refused: `The index ${entry.digest} cannot be read. ${bytes.refused}` };
        const inner = readIndex(bytes);
        if (isRefusal(inner)) return inner;
        next.push(inner);
      }
    level = next;
  }
  return images;
}

function chosen(bytes: Uint8Array, attestation: IndexEntry | undefined): ChosenManifest | Refusal {
  const manifest = readManifest(bytes);
  if (isRefusal(manifest)) return manifest;
  return { manifest, digest: digestOf(bytes), attestation };
}
