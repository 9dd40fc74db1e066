/**
 * A registry on loopback for tests: serves images from memory with or without a login, and lets a test spoil any answer. Also
 * writes small images, and notes every request with its credentials.
 */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { file, writeTar } from "../files/tar.fixture.ts";
import { bodyOf, type IncomingMessage, type ServerResponse, send, startServer } from "../net/server.fixture.ts";

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly authorization: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Spoils an answer: true when it has answered itself. `nth` counts requests of that path from 1. */
export type Spoil = (request: SeenRequest, response: ServerResponse, nth: number) => boolean;

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface RegistrySettings {
  readonly auth?: "none" | "basic" | "bearer";
  readonly login?: Login;
  /** A refresh token that the token endpoint takes. */
  readonly identityToken?: string;
  readonly spoil?: Spoil;
  /** Blobs are served by another server: its origin. */
  readonly blobsAt?: string;
  /** Address of the token endpoint, where it is not the registry's own. */
  readonly realm?: string;
  /** False: Range is ignored. */
  readonly ranges?: boolean;
}

export interface TestRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly origin: string;
  readonly requests: SeenRequest[];
  /** By `manifests/TAG`, `manifests/DIGEST`, `blobs/DIGEST`. */
  readonly content: Map<string, Served>;
  /** Settings of the next requests. */
  use(settings: RegistrySettings): void;
  /** Tokens given so far stop working. */
  expireTokens(): void;
  close(): Promise<void>;
}

export interface Served {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

/** Forgotten by no one: a test looks for these words in everything that was said. */
export const testLogin: Login = { username: "pull-user", password: "hunter2-of-the-tests" };

export async function startRegistry(settings: RegistrySettings = {}): Promise<TestRegistry> {
  const requests: SeenRequest[] = [];
  const content = new Map<string, Served>();
  const counts = new Map<string, number>();
  let current = settings;
  let generation = 1;
  const server = await startServer((incoming, response) => {
    void bodyOf(incoming).then((body) => {
      const url = new URL(incoming.url ?? "/", "http://registry.example");
      const seen: SeenRequest = {
        ...{ method: incoming.method ?? "", path: url.pathname, query: url.search, body },
        ...{ authorization: incoming.headers.authorization, headers: incoming.headers },
      };
      requests.push(seen);
      const nth = (counts.get(seen.path) ?? 0) + 1;
      counts.set(seen.path, nth);
      if (current.spoil?.(seen, response, nth)) return;
      if (url.pathname === "/token") answerToken(seen, response, current, generation);
      else if (isAllowed(seen, current, generation)) answerContent(seen, response, content, current);
      else challenge(seen, response, current, registry.origin);
    });
  });
  const registry: TestRegistry = {
    ...{ host: server.host, origin: `http://${server.host}`, requests, content },
    use(next) {
      current = next;
      generation = 1;
      counts.clear();
      requests.length = 0;
    },
    expireTokens() {
      generation++;
    },
    close: server.close,
  };
  return registry;
}

function tokenOf(generation: number): string {
  return `token-of-the-tests-${generation}`;
}

function basicOf({ username, password }: Login): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function isAllowed({ authorization }: SeenRequest, settings: RegistrySettings, generation: number): boolean {
  if (settings.auth === "basic") return authorization === basicOf(settings.login ?? testLogin);
  if (settings.auth === "bearer") return authorization === `Bearer ${tokenOf(generation)}`;
  return true;
}

function challenge({ path }: SeenRequest, response: ServerResponse, settings: RegistrySettings, origin: string): void {
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs)\//.exec(path)?.[1];
  const realm = settings.realm ?? `${origin}/token`;
  const bearer = `Bearer realm="${realm}",service="test registry",scope="repository:${repository}:pull"`;
  const offered = settings.auth === "basic" ? 'Basic realm="test"' : bearer;
  sendError(response, 401, "UNAUTHORIZED", { "www-authenticate": offered });
}

function answerToken(
  seen: SeenRequest,
  response: ServerResponse,
  settings: RegistrySettings,
  generation: number,
): void {
  const form = new URLSearchParams(seen.body);
  const isRefresh = seen.method === "POST" && form.get("grant_type") === "refresh_token";
  const isRight = isRefresh
    ? form.get("refresh_token") === settings.identityToken
    : settings.login === undefined || seen.authorization === basicOf(settings.login);
  if (!isRight) {
    sendError(response, 401, "UNAUTHORIZED");
    return;
  }
  const token = tokenOf(generation);
  send(response, 200, JSON.stringify(isRefresh ? { access_token: token } : { token, expires_in: 300 }), {
    "content-type": "application/json",
  });
}

function answerContent(
  { path, headers, query }: SeenRequest,
  response: ServerResponse,
  content: ReadonlyMap<string, Served>,
  settings: RegistrySettings,
): void {
  const key = /\/((?:manifests|blobs)\/[^/]+)$/.exec(path)?.[1] ?? "";
  const served = content.get(key);
  if (!served) {
    sendError(response, 404, key.startsWith("blobs/") ? "BLOB_UNKNOWN" : "MANIFEST_UNKNOWN");
    return;
  }
  if (key.startsWith("blobs/") && settings.blobsAt !== undefined && query === "") {
    send(response, 307, "", { location: `${settings.blobsAt}${path}?signature=abc` });
    return;
  }
  const range = settings.ranges === false ? undefined : /^bytes=(\d+)-$/.exec(headers.range ?? "");
  const start = range ? Number(range[1]) : 0;
  const total = served.bytes.byteLength;
  const common = {
    "content-type": served.mediaType,
    ...(key.startsWith("manifests/") && { "docker-content-digest": digest(served.bytes) }),
  };
  if (start >= total && range) {
    send(response, 416, "", { "content-range": `bytes */${total}` });
    return;
  }
  const partial = range ? { "content-range": `bytes ${start}-${total - 1}/${total}` } : {};
  send(response, range ? 206 : 200, served.bytes.subarray(start), { ...common, ...partial });
}

export function sendError(
  response: ServerResponse,
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const errors = [{ code, message: `text of the registry about ${testLogin.password}` }];
  send(response, status, JSON.stringify({ errors }), { "content-type": "application/json", ...headers });
}

/** Sends the first bytes of the answer, status line and headers included, and drops the connection. */
export function dropAfter(response: ServerResponse, served: Served, bytes: number): void {
  const head = `HTTP/1.1 200 OK\r\nContent-Type: ${served.mediaType}\r\nContent-Length: ${served.bytes.byteLength}\r\n\r\n`;
  const whole = Buffer.concat([Buffer.from(head), served.bytes]);
  const { socket } = response;
  socket?.write(whole.subarray(0, bytes), () => socket.destroy());
}

/** Bytes of such an answer. */
export function answerLength(served: Served): number {
  const head = `HTTP/1.1 200 OK\r\nContent-Type: ${served.mediaType}\r\nContent-Length: ${served.bytes.byteLength}\r\n\r\n`;
  return Buffer.byteLength(head) + served.bytes.byteLength;
}

export function digest(bytes: Uint8Array, algorithm = "sha256"): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

/** A small image, written into a registry. */
export interface TestImage {
  readonly manifest: Served;
  readonly config: Uint8Array;
  readonly layers: readonly Uint8Array[];
  readonly diffIds: readonly string[];
}

export interface TestImageSettings {
  readonly architecture?: string;
  /** Files of each layer: name to text. */
  readonly layers?: readonly Readonly<Record<string, string>>[];
  readonly algorithm?: string;
}

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";

export function writeImage({ architecture = "amd64", layers, algorithm }: TestImageSettings = {}): TestImage {
  const tars = (layers ?? [{ "etc/os-release": "ID=test\n" }]).map((files) =>
    writeTar(Object.entries(files).map(([name, text]) => file(name, text))),
  );
  const blobs = tars.map((tar) => gzipSync(tar));
  const diffIds = tars.map((tar) => digest(tar));
  const config = json({
    ...{ architecture, os: "linux", config: { Env: ["PATH=/bin"], User: "1000" } },
    rootfs: { type: "layers", diff_ids: diffIds },
    history: diffIds.map(() => ({ created_by: "COPY . /" })),
  });
  const manifest = json({
    ...{ schemaVersion: 2, mediaType: manifestType },
    config: descriptor(config, "application/vnd.oci.image.config.v1+json", algorithm),
    layers: blobs.map((blob) => descriptor(blob, "application/vnd.oci.image.layer.v1.tar+gzip", algorithm)),
  });
  return { manifest: { bytes: manifest, mediaType: manifestType }, config, layers: blobs, diffIds };
}

export function writeIndex(images: readonly { readonly image: TestImage; readonly architecture: string }[]): Served {
  const manifests = images.map(({ image, architecture }) => ({
    ...descriptor(image.manifest.bytes, manifestType),
    platform: { os: "linux", architecture },
  }));
  return { bytes: json({ schemaVersion: 2, mediaType: indexType, manifests }), mediaType: indexType };
}

/** Puts an image where a registry serves it, by digest and by tags. */
export function push({ content }: TestRegistry, image: TestImage, ...tags: readonly string[]): void {
  for (const name of [...tags, digest(image.manifest.bytes)]) content.set(`manifests/${name}`, image.manifest);
  for (const blob of [image.config, ...image.layers])
    for (const algorithm of ["sha256", "sha512"])
      content.set(`blobs/${digest(blob, algorithm)}`, { bytes: blob, mediaType: "application/octet-stream" });
}

export function pushIndex({ content }: TestRegistry, index: Served, ...tags: readonly string[]): void {
  for (const name of [...tags, digest(index.bytes)]) content.set(`manifests/${name}`, index);
}

export function descriptor(bytes: Uint8Array, mediaType: string, algorithm?: string) {
  return { mediaType, digest: digest(bytes, algorithm), size: bytes.byteLength };
}

export function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
