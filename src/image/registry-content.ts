/**
 * Gets content from a registry and checks it: manifests and configs whole, layers as streams. What is not what its digest says is
 * a RegistryFailure that names both digests.
 */
import { downloadBlob } from "../net/download.ts";
import { type HttpClient, NetworkFailure } from "../net/http.ts";
import { firstDelay, mostAttempts } from "../net/repeat.ts";
import { digestLike } from "./digest.ts";
import { manifestTypes } from "./manifest.ts";
import { isDigest } from "./reference.ts";
import { WrongContent } from "./registry-failure.ts";
import type { RegistrySession } from "./registry-session.ts";

/** A document as it came, checked. */
export interface RegistryDocument {
  readonly bytes: Uint8Array;
  /** `sha256:…` of it, or the digest it was asked by. */
  readonly digest: string;
}

/** What to ask for. */
export interface DocumentWanted {
  /** `manifests/1.2`, `blobs/sha256:…`. */
  readonly path: string;
  /** For messages: `the tag 1.2`, `the config`. */
  readonly what: string;
  /** That it has to have; undefined for a tag. */
  readonly digest: string | undefined;
  readonly mostBytes: number;
}

/** Throws RegistryFailure and NetworkFailure. */
export async function readDocument(
  session: RegistrySession,
  wanted: DocumentWanted,
  client: HttpClient,
): Promise<RegistryDocument> {
  const accept = wanted.path.startsWith("manifests/") ? manifestTypes.join(", ") : "*/*";
  for (let attempt = 1; ; attempt++) {
    const response = await session.ask(wanted.path, { accept });
    if (response.status !== 200) throw await session.failureOf(response, wanted.what);
    const body = await response.whole(wanted.mostBytes).catch((error: unknown) => error);
    if (body instanceof Uint8Array) return checked(body, response.headers, wanted, session.endpoint.host);
    // A request that breaks is repeated by the client; here it is the body that broke.
    const mayHelp = body instanceof NetworkFailure && (body.kind === "reset" || body.kind === "timeout");
    if (!mayHelp || attempt === mostAttempts) throw body;
    await client.sleep(firstDelay * 2 ** (attempt - 1));
  }
}

function checked(
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>>,
  { digest, what }: DocumentWanted,
  host: string,
): RegistryDocument {
  // By tag nobody but the registry says which digest it is; what it says has to be so all the same.
  const said = headers["docker-content-digest"] ?? "";
  const promised = digest ?? (isDigest(said) ? said : undefined);
  const running = digestLike(promised ?? "sha256:");
  running.update(bytes);
  const seen = running.end();
  if (promised !== undefined && seen !== promised) throw wrongDigest(host, what, promised, seen);
  return { bytes, digest: seen };
}

function wrongDigest(host: string, what: string, promised: string, seen: string): WrongContent {
  return new WrongContent(
    `What ${host} sent as ${what} is not what was asked for: ${promised} was promised, ${seen} came. It is not used. Try again; if it stays so, tell whoever runs the registry.`,
  );
}

/** A layer. */
export interface BlobWanted {
  readonly digest: string;
  /** As the manifest says. */
  readonly bytes: number | undefined;
  /** For messages. */
  readonly what: string;
}

/**
 * The bytes of a blob in order, over as many connections as it takes. After the last byte the digest is compared: a wrong one
 * throws there. Throws RegistryFailure and NetworkFailure.
 */
export async function* readBlob(
  session: RegistrySession,
  { digest, bytes, what }: BlobWanted,
  client: HttpClient,
): AsyncGenerator<Uint8Array> {
  const running = digestLike(digest);
  const parts = downloadBlob({
    bytes,
    sleep: client.sleep,
    async open(headers) {
      const response = await session.ask(`blobs/${digest}`, { accept: "*/*", ...headers });
      if ([200, 206, 416].includes(response.status)) return response;
      throw await session.failureOf(response, what);
    },
  });
  for await (const part of parts) {
    running.update(part);
    yield part;
  }
  const seen = running.end();
  if (seen !== digest) throw wrongDigest(session.endpoint.host, what, digest, seen);
}
