/**
 * An image kept in files, whatever holds them: the entries of a tar, a folder, what was kept of a stream. Files come in by
 * name; out comes the description of the image that is meant, with the name of the file of each layer. Understands the forms of
 * `docker save` (manifest.json) and the OCI image layout (index.json); a file that is not there, or whose digest is not the one in
 * its name, is refused.
 */

import type { Unknown } from "../finding/finding.ts";
import { mostStatementBytes, provenanceBlobs } from "./attestation.ts";
import { type BlobStore, type ChosenManifest, chooseFromIndex, type PlatformWanted } from "./choose-manifest.ts";
import { describeImage, mostConfigBytes } from "./config.ts";
import { hasDigest } from "./digest.ts";
import { type DockerEntry, listNames, matchesName, readDockerManifest } from "./docker-manifest.ts";
import type { ImageDescription } from "./image-description.ts";
import { isRefusal, type Refusal } from "./json.ts";
import {
  type Descriptor,
  type ImageIndex,
  type IndexEntry,
  mostManifestBytes,
  readIndex,
  readManifest,
  shown,
} from "./manifest.ts";
import { formatPlatform, parsePlatform, platformDistance, platformOf } from "./platform.ts";

/** Files by name: `manifest.json`, `blobs/sha256/…`. */
export interface ImageFiles {
  has(name: string): boolean;
  /** The whole file, when it has at most so many bytes. */
  read(name: string, mostBytes: number): Promise<Uint8Array | Refusal>;
}

/** Which of the images is meant. */
export interface FileChoice extends PlatformWanted {
  /** `docker`: by manifest.json. `oci`: by index.json. `any`: whichever is there. */
  readonly form: "docker" | "oci" | "any";
  /** `NAME:TAG`, `TAG` or a digest; undefined where nobody said. */
  readonly reference?: string | undefined;
}

/** An image that was found in files. */
export interface FiledImage {
  /** By what it was found. */
  readonly form: "docker" | "oci";
  readonly description: ImageDescription;
  /** Name of the file of each layer, lowest first. */
  readonly layers: readonly string[];
}

/** Finds the image that is meant, and describes it. */
export async function describeFiles(files: ImageFiles, choice: FileChoice): Promise<FiledImage | Refusal> {
  const hasDocker = files.has("manifest.json");
  const hasIndex = files.has("index.json");
  // manifest.json names images of the platform that was saved; others are found by the index alone.
  const isDocker = choice.form === "docker" || (choice.form === "any" && choice.platform === undefined);
  if (hasDocker && (isDocker || !hasIndex)) return describeDocker(files, choice, hasIndex);
  if (hasIndex) return describeLayout(files, choice);
  return { refused: "There is neither manifest.json nor index.json in it." };
}

async function describeDocker(files: ImageFiles, choice: FileChoice, hasIndex: boolean): Promise<FiledImage | Refusal> {
  const bytes = await files.read("manifest.json", mostManifestBytes);
  if (isRefusal(bytes)) return { refused: `manifest.json cannot be read. ${bytes.refused}` };
  const entry = readDockerManifest(bytes, choice.reference);
  if (isRefusal(entry)) return entry;
  const config = await files.read(entry.config, mostConfigBytes);
  if (isRefusal(config)) return { refused: `The config ${shown(entry.config)} cannot be read. ${config.refused}` };
  const named = digestInName(entry.config);
  if (named !== undefined && !hasDigest(config, named)) return wrongDigest(entry.config);
  const indexed = hasIndex ? await findInIndex(files, choice, config) : undefined;
  const description = describeImage({
    ...{ config, tags: entry.tags, digest: indexed?.digest, manifest: indexed?.manifest },
    ...(indexed ? await readStatements(files, indexed) : {}),
  });
  if (isRefusal(description)) return description;
  const misfit = countMisfit(description, entry) ?? platformMisfit(description, choice);
  if (misfit) return misfit;
  const layers = description.layers.map((layer, at) => ({
    ...layer,
    digest: layer.digest ?? digestInName(entry.layers[at] ?? ""),
  }));
  return { form: "docker", description: { ...description, layers }, layers: entry.layers };
}

function countMisfit({ layers }: ImageDescription, entry: DockerEntry): Refusal | undefined {
  if (layers.length === entry.layers.length) return undefined;
  return {
    refused: `manifest.json names ${entry.layers.length} layers and the config ${layers.length}: they do not belong together, and no engine would load this.`,
  };
}

/** New forms of `docker save` have both; the index knows the manifest's digest and the attestation. */
async function findInIndex(
  files: ImageFiles,
  choice: FileChoice,
  config: Uint8Array,
): Promise<ChosenManifest | undefined> {
  const bytes = await files.read("index.json", mostManifestBytes);
  const index = isRefusal(bytes) ? bytes : readIndex(bytes);
  if (isRefusal(index)) return undefined;
  const chosen = await chooseFromIndex(namedIn(index, choice.reference) ?? index, blobStore(files), choice);
  return !isRefusal(chosen) && hasDigest(config, chosen.manifest.config.digest) ? chosen : undefined;
}

async function describeLayout(files: ImageFiles, choice: FileChoice): Promise<FiledImage | Refusal> {
  const bytes = await files.read("index.json", mostManifestBytes);
  if (isRefusal(bytes)) return { refused: `index.json cannot be read. ${bytes.refused}` };
  const index = readIndex(bytes);
  if (isRefusal(index)) return index;
  const meant = chooseNamed(index, choice.reference);
  if (isRefusal(meant)) return meant;
  const chosen = await chooseFromIndex(meant, blobStore(files), choice);
  if (isRefusal(chosen)) return chosen;
  const { manifest, digest } = chosen;
  const config = await blobStore(files).read(manifest.config, mostConfigBytes);
  if (isRefusal(config)) return { refused: `The config ${manifest.config.digest} cannot be read. ${config.refused}` };
  const tags = meant.images.flatMap(fullName);
  const described = describeImage({ config, manifest, digest, tags, ...(await readStatements(files, chosen)) });
  if (isRefusal(described)) return described;
  return (
    platformMisfit(described, choice) ?? {
      form: "oci",
      description: described,
      layers: manifest.layers.map(({ digest: blob }) => blobName(blob)),
    }
  );
}

/** Names that tell more than a tag. */
function fullName(entry: IndexEntry): string[] {
  const name =
    entry.annotations.get("io.containerd.image.name") ?? entry.annotations.get("org.opencontainers.image.ref.name");
  return name === undefined || name === "" ? [] : [name];
}

/** What is left of a layout's index when only what is meant stays. */
function chooseNamed(index: ImageIndex, reference: string | undefined): ImageIndex | Refusal {
  if (reference !== undefined)
    return namedIn(index, reference) ?? { refused: `There is no image ${shown(reference)} in it. ${listOf(index)}` };
  const names = new Set(index.images.map((entry) => fullName(entry)[0] ?? ""));
  const digests = new Set(index.images.map(({ digest }) => digest));
  if (names.size <= 1 || digests.size <= 1) return index;
  return { refused: `Several images are in it. ${listOf(index)}` };
}

function namedIn(index: ImageIndex, reference: string | undefined): ImageIndex | undefined {
  if (reference === undefined) return undefined;
  const images = index.images.filter(
    (entry) => entry.digest === reference || namesOf(entry).some((name) => matchesName(name, reference)),
  );
  return images.length === 0 ? undefined : { ...index, images };
}

function namesOf({ annotations }: Descriptor): string[] {
  return ["io.containerd.image.name", "org.opencontainers.image.ref.name"].flatMap((key) => annotations.get(key) ?? []);
}

function listOf({ images }: ImageIndex): string {
  return listNames(images.map((entry) => fullName(entry)[0] ?? entry.digest));
}

/** The blobs of an OCI layout. */
export function blobStore(files: ImageFiles): BlobStore {
  return {
    has: (digest) => files.has(blobName(digest)),
    async read({ digest }, most) {
      const bytes = await files.read(blobName(digest), most);
      if (isRefusal(bytes)) return bytes;
      return hasDigest(bytes, digest) ? bytes : wrongDigest(blobName(digest));
    },
  };
}

/** The digest was checked when it was read: it holds nothing but an algorithm and hexadecimal digits. */
function blobName(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}

/** `sha256:…` for a file that is named after its content. */
export function digestInName(name: string): string | undefined {
  const hex = /^(?:blobs\/sha256\/|sha256:)?([0-9a-f]{64})(?:\.json|\.tar|\.tar\.gz)?$/.exec(name)?.[1];
  return hex === undefined ? undefined : `sha256:${hex}`;
}

function wrongDigest(name: string): Refusal {
  return {
    refused: `The content of ${shown(name)} is not what its name says: its digest is another. Fetch or save the image again.`,
  };
}

async function readStatements(
  files: ImageFiles,
  { attestation }: ChosenManifest,
): Promise<{ statements: Uint8Array[]; unknowns: Unknown[] }> {
  return readAttestation(blobStore(files), attestation);
}

/** The in-toto statements that an attestation names. What cannot be read of them is an Unknown that costs nothing else. */
export async function readAttestation(
  store: BlobStore,
  attestation: Descriptor | undefined,
): Promise<{ statements: Uint8Array[]; unknowns: Unknown[] }> {
  const statements: Uint8Array[] = [];
  const unknowns: Unknown[] = [];
  if (!attestation) return { statements, unknowns };
  const tell = ({ refused }: Refusal) => unknowns.push({ what: "provenance attestation of the image", why: refused });
  const bytes = await store.read(attestation, mostManifestBytes);
  const manifest = isRefusal(bytes) ? bytes : readManifest(bytes);
  if (isRefusal(manifest)) {
    tell(manifest);
    return { statements, unknowns };
  }
  for (const blob of provenanceBlobs(manifest)) {
    const statement = await store.read(blob, mostStatementBytes);
    if (isRefusal(statement)) tell(statement);
    else statements.push(statement);
  }
  return { statements, unknowns };
}

/** An image that was asked for by platform has to be of it, whatever led there. */
export function platformMisfit({ config }: ImageDescription, { platform, host }: PlatformWanted): Refusal | undefined {
  if (platform === undefined) return undefined;
  const wanted = parsePlatform(platform, host);
  if (!wanted) return { refused: `${shown(platform)} is no platform: write it as linux/arm64 or linux/arm/v7.` };
  const offered = platformOf(config.os ?? "linux", config.architecture ?? "", config.variant ?? "");
  if (platformDistance(wanted, offered) !== undefined) return undefined;
  return { refused: `The image is for ${formatPlatform(offered)}, not for ${formatPlatform(wanted)}.` };
}
