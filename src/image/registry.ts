/**
 * An image in a registry, after the OCI distribution specification (https://github.com/opencontainers/distribution-spec). A
 * reference goes in; out comes the image with its description, whose layers are fetched when they are asked for. Refused, with the
 * next step: what the registry does not give, content that is not what its digest says, schema 1, and what is no image.
 */
import { type HttpClient, NetworkFailure } from "../net/http.ts";
import {
  type BlobStore,
  type ChosenManifest,
  chooseFromIndex,
  chooseManifest,
  type PlatformWanted,
} from "./choose-manifest.ts";
import { describeImage, mostConfigBytes } from "./config.ts";
import type { FoundCredentials, RegistryTarget } from "./credentials.ts";
import type { ImageDescription } from "./image-description.ts";
import { ImageFailure } from "./image-failure.ts";
import { platformMisfit, readAttestation } from "./image-files.ts";
import type { FoundImage } from "./image-source.ts";
import { isRefusal, type Refusal } from "./json.ts";
import { type Descriptor, type ImageIndex, isIndex, manifestTypes, mostManifestBytes, readIndex } from "./manifest.ts";
import { endpointsOf, type MirrorSettings, noMirrors, type RegistryEndpoint } from "./mirrors.ts";
import { choosePlatform } from "./platform.ts";
import { readKnownLayers } from "./read-layers.ts";
import { formatReference, type ImageReference } from "./reference.ts";
import { readBlob, readDocument } from "./registry-content.ts";
import { RegistryFailure } from "./registry-failure.ts";
import { createRegistrySession, type RegistrySession } from "./registry-session.ts";

export interface RegistryOptions extends PlatformWanted {
  readonly client: HttpClient;
  /** Asked at most once a host, and only when it wants a login: `findCredentials`. */
  credentials(target: RegistryTarget): Promise<FoundCredentials>;
  /** `--insecure`: plain HTTP and certificates that nobody vouches for. This machine may always be asked in plain HTTP. */
  readonly insecure?: boolean;
  readonly mirrors?: MirrorSettings;
  /** The description of a manifest (by its digest) that was read before: then neither config nor attestations are fetched. */
  known(digest: string): ImageDescription | undefined;
}

/** Throws ImageFailure. Mirrors are asked first, in order; what they do not give is asked of the registry itself. */
export async function openRegistryImage(reference: ImageReference, options: RegistryOptions): Promise<FoundImage> {
  const endpoints = endpointsOf(reference, options.mirrors ?? noMirrors, options.insecure ?? false);
  if (isRefusal(endpoints)) throw new ImageFailure(endpoints.refused);
  const passedOver: string[] = [];
  for (const endpoint of endpoints) {
    const found = await openAt(reference, endpoint, options).catch(refusalOf);
    if (!isRefusal(found)) return withNote(found, endpoint, [...passedOver, ...unreadSettings(options)]);
    const mirror = endpoint.isMirror ? `The mirror ${endpoint.host} was asked first. ` : "";
    passedOver.push(`${mirror}${found.refused}`);
  }
  // The registry itself speaks first; what its mirrors said follows.
  throw new ImageFailure(`${nameOf(reference)} was not read. ${passedOver.reverse().join(" ")}`);
}

/** Whatever else is thrown is a mistake of this program. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof NetworkFailure || error instanceof RegistryFailure) return { refused: error.message };
  throw error;
}

/** What of the settings for mirrors could not be read. */
function unreadSettings({ mirrors = noMirrors }: RegistryOptions): string[] {
  return mirrors.unknowns.map(({ what, why }) => `${what}: ${why}`);
}

function withNote(image: FoundImage, { isMirror, host }: RegistryEndpoint, passedOver: readonly string[]): FoundImage {
  const notes = [...(isMirror ? [`read from the mirror ${host}`] : []), ...passedOver];
  return notes.length === 0 ? image : { ...image, note: notes.join(" ") };
}

function nameOf({ registry, repository }: ImageReference): string {
  return `${registry}/${repository}`;
}

/** With the tag that engines take when none is said. */
function shownReference(reference: ImageReference): string {
  const tag = reference.tag ?? (reference.digest === undefined ? "latest" : undefined);
  return formatReference({ ...reference, tag });
}

async function openAt(
  reference: ImageReference,
  endpoint: RegistryEndpoint,
  options: RegistryOptions,
): Promise<FoundImage | Refusal> {
  const session = createRegistrySession({ ...options, endpoint });
  const described = await describeReference(reference, session, options);
  if (isRefusal(described)) return described;
  const misfit = platformMisfit(described, options);
  if (misfit) return misfit;
  const tags = reference.digest === undefined ? [shownReference(reference)] : [];
  const description: ImageDescription = { ...described, tags };
  return {
    kind: "registry",
    name: `registry:${shownReference(reference)}`,
    description,
    readLayers: (wanted) =>
      readKnownLayers(description, wanted, ({ diffId, digest, bytes }, _, name) => {
        if (digest === undefined) return { why: "The manifest does not name it. Push the image again." };
        return {
          ...{ diffId, digest, name, reopens: true },
          ...(bytes !== undefined && { bytes }),
          open: () => readBlob(session, { digest, bytes, what: name }, options.client),
        };
      }),
    close: async () => {},
  };
}

async function describeReference(
  reference: ImageReference,
  session: RegistrySession,
  options: RegistryOptions,
): Promise<ImageDescription | Refusal> {
  const { digest } = reference;
  const wanted = digest ?? reference.tag ?? "latest";
  const what = digest === undefined ? `the tag ${wanted}` : `the digest ${digest}`;
  const top = { path: `manifests/${wanted}`, what, digest, mostBytes: mostManifestBytes };
  const document = await readDocument(session, top, options.client);
  const store = registryStore(session, options.client);
  const index = isIndex(document.bytes) ? readIndex(document.bytes) : undefined;
  if (index && isRefusal(index)) return index;
  const known = index && knownImage(index, options);
  if (known) return known;
  const chosen = index
    ? await chooseFromIndex(index, store, options)
    : await chooseManifest(document.bytes, store, options);
  if (isRefusal(chosen)) return chosen;
  return options.known(chosen.digest) ?? describeChosen(chosen, store);
}

/** An index names the digest of the image that is meant: when that one is known, it need not be fetched. */
function knownImage({ images }: ImageIndex, options: RegistryOptions): ImageDescription | undefined {
  // What lies in an index inside of it is not known before that one is read.
  if (images.some(({ mediaType }) => /index|list/.test(mediaType))) return undefined;
  const entry = choosePlatform(images, options.platform, options.host);
  return isRefusal(entry) ? undefined : options.known(entry.digest);
}

async function describeChosen(chosen: ChosenManifest, store: BlobStore): Promise<ImageDescription | Refusal> {
  const { manifest, digest, attestation } = chosen;
  const config = await store.read(manifest.config, mostConfigBytes);
  if (isRefusal(config)) return config;
  return describeImage({ config, manifest, digest, tags: [], ...(await readAttestation(store, attestation)) });
}

/** Manifests and blobs of a repository by digest. */
function registryStore(session: RegistrySession, client: HttpClient): BlobStore {
  return {
    async read(blob, mostBytes) {
      const isManifest = isManifestType(blob.mediaType) || "platform" in blob;
      const kind = isManifest ? "manifests" : "blobs";
      const what = `${isManifest ? "the manifest" : "the blob"} ${blob.digest}`;
      const wanted = { path: `${kind}/${blob.digest}`, what, digest: blob.digest, mostBytes };
      return readDocument(session, wanted, client).then((document) => sizeChecked(document.bytes, blob), refusalOf);
    },
  };
}

/** The digest was right; a size that is not is a manifest that nobody made with a sound tool. */
function sizeChecked(bytes: Uint8Array, { digest, bytes: promised }: Descriptor): Uint8Array | Refusal {
  if (promised === undefined || promised === bytes.byteLength) return bytes;
  return {
    refused: `${digest} has ${bytes.byteLength} bytes where ${promised} were promised: the manifest is damaged.`,
  };
}

function isManifestType(mediaType: string): boolean {
  return manifestTypes.includes(mediaType);
}
