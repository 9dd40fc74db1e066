/**
 * Where images come from, and what each place gives: a description, and the layers as streams of bytes. A source that can be
 * read in any order tells the description first and opens only the layers that are asked for; a stream (an engine's export,
 * standard input) shows layers as they pass and the description at its end.
 */
import type { ImageDescription } from "./image-description.ts";

export const sourceKinds = [
  "docker",
  "podman",
  "registry",
  "docker-archive",
  "oci-archive",
  "oci-dir",
  "dir",
  "stdin",
] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** A layer as it is found. */
export interface LayerStream {
  /** Known where the description is known before the layers. */
  readonly diffId?: string;
  /** Of the bytes that `open` gives, when somebody has said so: they have to be compared. */
  readonly digest?: string;
  /** For messages: `layer 3 (sha256:0123456789ab)`. */
  readonly name: string;
  /** Bytes that `open` gives, when known. */
  readonly bytes?: number;
  /** The bytes, compressed or not. */
  open(): AsyncIterable<Uint8Array>;
  /** A second `open` gives the bytes again. */
  readonly reopens: boolean;
}

/** What reads a layer: gives the diff id that it has seen, undefined for what is no layer or broke off. */
export type ReadLayer = (layer: LayerStream) => Promise<string | undefined>;

/** How layers are wanted. */
export interface LayersWanted {
  /** True for a layer whose facts are there already: it is not opened. */
  isKnown(diffId: string): boolean;
  /** Called for each layer that is not known; several at a time where the source allows it. */
  read: ReadLayer;
}

/** An image that was found. `close` is called once, whatever happened. */
export interface FoundImage {
  readonly kind: SourceKind;
  /** As shown: `registry:ghcr.io/a/b:1`, `docker-archive:app.tar`. */
  readonly name: string;
  /** For people: how a bare name was found: "found in the local Docker Engine". */
  readonly note?: string;
  /** What is known before any layer is read: everything, but for streams. */
  readonly description: ImageDescription | undefined;
  /** Key of a description that a cache may hold, for a stream that can tell which image it is before it is read. */
  readonly id?: string;
  /** Reads the layers; resolves when all are read, with the description, which names each layer's diff id. */
  readLayers(wanted: LayersWanted): Promise<ImageDescription>;
  close(): Promise<void>;
}

/** A root file system in a folder: no layers, no config, one listing. `readLayers` of it calls nothing. */
export interface FoundFolder {
  readonly kind: "dir";
  readonly name: string;
  readonly folder: string;
}
