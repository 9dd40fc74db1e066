/** The body of an answer: as a stream with limits on bytes and on waiting, or whole and unpacked. */
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { createGunzip, createInflate } from "node:zlib";
import { jsonValue } from "../text/json.ts";
import { failure, failureOf, NetworkFailure } from "./failure.ts";
import type { HttpResponse } from "./message.ts";

/** Bytes that have to come within each stretch of waiting (`Timeouts.stall`), unless the body ends: half a kilobyte a second. */
export const leastProgress = 16_384;
/** A body up to this size is read to its end when it is let go, so that its connection can serve again. */
export const mostDrainedBytes = 65_536;
/** Milliseconds that such reading may take. */
export const longestDrain = 2_000;

interface BodyLimits {
  readonly url: string;
  readonly place: string;
  readonly stall: number;
  readonly mostBytes: number | undefined;
}

export function responseOf(message: IncomingMessage, limits: BodyLimits): HttpResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  const response: HttpResponse = {
    status: message.statusCode ?? 0,
    headers,
    url: limits.url,
    bytes: readBody(message, limits),
    whole: (most) => unpackBody(response, most),
    text: async (most) => new TextDecoder().decode(await unpackBody(response, most)),
    json: async (most) => jsonValue(new TextDecoder().decode(await unpackBody(response, most))),
    discard: () => discard(message),
  };
  return response;
}

async function* readBody(message: IncomingMessage, limits: BodyLimits): AsyncGenerator<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = message[Symbol.asyncIterator]();
  let total = 0;
  let progress = 0;
  let patience = limits.stall;
  try {
    for (;;) {
      const asked = performance.now();
      const timer = setTimeout(() => message.destroy(failure("timeout", limits.place)), patience);
      const next = await chunks.next().finally(() => clearTimeout(timer));
      if (next.done) return;
      total += next.value.byteLength;
      if (limits.mostBytes !== undefined && total > limits.mostBytes) throw failure("too-large", limits.place);
      progress += next.value.byteLength;
      patience = Math.max(1, patience - (performance.now() - asked));
      if (progress >= leastProgress) {
        progress = 0;
        patience = limits.stall;
      }
      yield next.value;
    }
  } catch (error) {
    throw failureOf(error, limits.place);
  } finally {
    if (!message.complete || !message.readableEnded) message.destroy();
  }
}

/** All bytes, with the content encoding undone; throws `too-large` past `most` bytes, packed or not. */
export async function unpackBody({ bytes, headers, url }: HttpResponse, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let total = 0;
  const place = URL.canParse(url) ? new URL(url).host : url;
  for await (const part of decoded(bytes, headers["content-encoding"] ?? "", place)) {
    total += part.byteLength;
    if (total > most) throw failure("too-large", place);
    parts.push(part);
  }
  return Buffer.concat(parts, total);
}

/** Undoes a content encoding (RFC 9110 section 8.4) that nobody asked for but some proxies apply. */
export async function* decoded(
  bytes: AsyncIterable<Uint8Array>,
  encoding: string,
  place: string,
): AsyncGenerator<Uint8Array> {
  const name = encoding.trim().toLowerCase();
  if (name === "" || name === "identity") return yield* bytes;
  if (name !== "gzip" && name !== "x-gzip" && name !== "deflate")
    throw new NetworkFailure(
      "protocol",
      `${place} packs its answer in a way that was not asked for. Check the proxy in between.`,
    );
  const source = Readable.from(bytes);
  const unpacker = name === "deflate" ? createInflate() : createGunzip();
  source.on("error", (error) => unpacker.destroy(error));
  source.pipe(unpacker);
  try {
    yield* unpacker as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw failureOf(error, place);
  } finally {
    source.destroy();
  }
}

function discard(message: IncomingMessage): void {
  const length = Number(message.headers["content-length"] ?? Number.NaN);
  if (!(length <= mostDrainedBytes)) {
    message.destroy();
    return;
  }
  const timer = setTimeout(() => message.destroy(), longestDrain);
  message.on("close", () => clearTimeout(timer));
  message.on("error", () => clearTimeout(timer));
  message.resume();
}
