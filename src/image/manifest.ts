/**
 * Indexes and manifests of images, after the OCI image specification and Docker's image manifest version 2, schema 2. Bytes come in,
 * checked records go out. Schema 1, artifacts that are no images, and what is larger than the limits is refused with a sentence.
 */

import { field, filledText, pairsOf, sizeOf, textOf } from "../text/json.ts";
import { isRefusal, parseJson, type Refusal } from "./json.ts";
import { type Platform, platformOf } from "./platform.ts";
import { isDigest } from "./reference.ts";

/** Larger manifests and indexes are not read: registries refuse them above 4 MiB too. */
export const mostManifestBytes = 4_194_304;
/** Entries of an index. */
export const mostIndexEntries = 2_000;
/** Layers of an image. Engines stop at about 500. */
export const mostLayers = 1_000;
/** Indexes inside of indexes. */
export const deepestIndex = 4;
/** Annotations of one descriptor. */
const mostAnnotations = 100;

/** A blob as a manifest names it. */
export interface Descriptor {
  /** "" where nothing says so. */
  readonly mediaType: string;
  /** As `isDigest` takes it, checked: it may be made part of a path. */
  readonly digest: string;
  /** Of the blob; undefined where the manifest does not say. It is a claim. */
  readonly bytes: number | undefined;
  readonly annotations: ReadonlyMap<string, string>;
}

/** An image, or another index, of an index. */
export interface IndexEntry extends Descriptor {
  /** Undefined for none, and for `unknown/unknown`. */
  readonly platform: Platform | undefined;
}

/** What an index holds, told apart. */
export interface ImageIndex {
  /** What may be chosen: images and further indexes. */
  readonly images: readonly IndexEntry[];
  /** BuildKit's attestations: `vnd.docker.reference.digest` names the image that each is of. */
  readonly attestations: readonly IndexEntry[];
}

/** An image's manifest. */
export interface Manifest {
  readonly config: Descriptor;
  /** Lowest first. */
  readonly layers: readonly Descriptor[];
}

const indexTypes: readonly string[] = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

/** What to ask a registry for: `Accept`. */
export const manifestTypes: readonly string[] = [
  ...indexTypes,
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/** True for the media type of an index or a manifest list. */
export function isIndexType(mediaType: string): boolean {
  return indexTypes.includes(mediaType);
}

/** Configs of images. The last two: what old registries and some builders write. */
const configTypes = new Set([
  "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.container.image.v1+json",
  "application/octet-stream",
  "",
]);

/** True when the bytes are an index, by what they say themselves. */
export function isIndex(bytes: Uint8Array): boolean {
  const parsed = parseJson(bytes, mostManifestBytes);
  return !isRefusal(parsed) && isIndexValue(parsed.value);
}

function isIndexValue(value: unknown): boolean {
  const type = textOf(field(value, "mediaType"));
  if (type !== undefined && type !== "") return isIndexType(type);
  return Array.isArray(field(value, "manifests")) && field(value, "config") === undefined;
}

/** Reads an index or manifest list. */
export function readIndex(bytes: Uint8Array): ImageIndex | Refusal {
  const parsed = parseJson(bytes, mostManifestBytes);
  if (isRefusal(parsed)) return refused("index", parsed);
  const manifests = field(parsed.value, "manifests");
  if (!Array.isArray(manifests)) return { refused: "The index names no manifests: it is damaged." };
  if (manifests.length > mostIndexEntries)
    return { refused: `The index names ${manifests.length} manifests; more than ${mostIndexEntries} are not read.` };
  const entries = manifests.flatMap((each: unknown): IndexEntry[] => {
    const descriptor = readDescriptor(each);
    return descriptor ? [{ ...descriptor, platform: readPlatform(field(each, "platform")) }] : [];
  });
  return { images: entries.filter((entry) => !isAttestation(entry)), attestations: entries.filter(isAttestation) };
}

function isAttestation({ annotations }: Descriptor): boolean {
  return annotations.get("vnd.docker.reference.type") === "attestation-manifest";
}

function readPlatform(value: unknown): Platform | undefined {
  const os = textOf(field(value, "os")) ?? "";
  const architecture = textOf(field(value, "architecture")) ?? "";
  if (architecture === "" || architecture === "unknown") return undefined;
  return platformOf(os, architecture, textOf(field(value, "variant")) ?? "");
}

/** Reads the manifest of one image. */
export function readManifest(bytes: Uint8Array): Manifest | Refusal {
  const parsed = parseJson(bytes, mostManifestBytes);
  if (isRefusal(parsed)) return refused("manifest", parsed);
  const { value } = parsed;
  if (field(value, "schemaVersion") === 1)
    return {
      refused:
        "The manifest is of schema 1, which no registry has taken since 2020 and which names no config: build or push the image again with a current engine.",
    };
  const config = readDescriptor(field(value, "config"));
  if (!config)
    return { refused: "The manifest names no config by a digest: it is damaged, or not the manifest of an image." };
  const artifact = filledText(field(value, "artifactType"));
  if (!configTypes.has(config.mediaType))
    return { refused: `It is no container image, but an artifact of type ${shown(artifact ?? config.mediaType)}.` };
  return readLayers(config, field(value, "layers"));
}

function readLayers(config: Descriptor, value: unknown): Manifest | Refusal {
  if (!Array.isArray(value)) return { refused: "The manifest has no list of layers: it is damaged." };
  if (value.length > mostLayers)
    return { refused: `The manifest names ${value.length} layers; more than ${mostLayers} are not read.` };
  const layers: Descriptor[] = [];
  for (const each of value) {
    const layer = readDescriptor(each);
    if (!layer)
      return { refused: `The manifest names layer ${layers.length + 1} without a usable digest: it is damaged.` };
    layers.push(layer);
  }
  return { config, layers };
}

function readDescriptor(value: unknown): Descriptor | undefined {
  const digest = textOf(field(value, "digest"));
  if (digest === undefined || !isDigest(digest)) return undefined;
  const annotations = pairsOf(field(value, "annotations"), mostAnnotations).flatMap(([name, text]) =>
    typeof text === "string" ? [[name, text] as const] : [],
  );
  return {
    mediaType: textOf(field(value, "mediaType")) ?? "",
    digest,
    bytes: sizeOf(field(value, "size")),
    annotations: new Map(annotations),
  };
}

/** What the media type of a layer says. */
export interface LayerType {
  /** `unknown` for types nobody here knows: the bytes tell. */
  readonly compression: "none" | "gzip" | "zstd" | "unknown";
  /** Kept elsewhere, and not to be pushed: layers of Windows. The blob may not be there. */
  readonly isForeign: boolean;
  /** Sealed for those who have the key (ocicrypt). */
  readonly isEncrypted: boolean;
  /** False for what surely is no file system: the statements of attestations. Of types nobody here knows the bytes tell. */
  readonly isFileSystem: boolean;
}

/** Reads the media type of a layer; "" is taken for a tar of unknown compression. */
export function layerType(mediaType: string): LayerType {
  const isEncrypted = mediaType.endsWith("+encrypted");
  const plain = isEncrypted ? mediaType.slice(0, -"+encrypted".length) : mediaType;
  const oci = /^application\/vnd\.oci\.image\.layer\.(nondistributable\.)?v1\.tar(?:\+(gzip|zstd))?$/.exec(plain);
  const docker = /^application\/vnd\.docker\.image\.rootfs\.(foreign\.)?diff\.tar(?:\.(gzip|zstd))?$/.exec(plain);
  const known = oci ?? docker;
  if (!known)
    return {
      ...{ compression: "unknown", isForeign: false, isEncrypted },
      isFileSystem: !plain.endsWith("json"),
    };
  const compression = known[2] === "gzip" || known[2] === "zstd" ? known[2] : "none";
  return { compression, isForeign: known[1] !== undefined, isEncrypted, isFileSystem: true };
}

/** The attestation that is of a manifest. */
export function attestationOf({ attestations }: ImageIndex, digest: string): IndexEntry | undefined {
  return attestations.find(({ annotations }) => annotations.get("vnd.docker.reference.digest") === digest);
}

/** A foreign text in a message: one line, not too long, quoted. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

function refused(what: string, { refused: why }: Refusal): Refusal {
  return { refused: `The ${what} cannot be read. ${why}` };
}
