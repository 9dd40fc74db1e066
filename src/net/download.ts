/**
 * A body of known content, whole and in order, over connections that break: after a drop or a stall it goes on with Range
 * (RFC 9110 section 14) from the byte it had reached, or, where the server knows no ranges, reads from the start and passes
 * over what it has given already. Whether the content is the right one is for the digest to say: that is the caller's.
 */
import { failure, failureOf, NetworkFailure, placeOf } from "./failure.ts";
import type { HttpResponse } from "./message.ts";
import { firstDelay } from "./repeat.ts";
import { decoded, leastProgress } from "./response-body.ts";

/** Drops in a row, without `resumptionProgress` bytes between them, after which a download is given up. */
export const mostResumptions = 8;
/** After so many more bytes the count of drops starts anew. */
export const resumptionProgress = 16_777_216;
/** Milliseconds before going on; doubled up to this with each drop in a row that brought next to nothing. */
export const longestResumeDelay = 8_000;

export interface Download {
  /** Opens the body: called again after a drop, with a Range header then. Throws for everything but 200 and 206 (and 416). */
  open(headers: Readonly<Record<string, string>>): Promise<HttpResponse>;
  /** Length of the whole, when it is known: more is a failure, less is a drop. */
  readonly bytes?: number | undefined;
  sleep(milliseconds: number): Promise<void>;
}

/** Throws NetworkFailure, and what `open` throws. */
export async function* downloadBlob(download: Download): AsyncGenerator<Uint8Array> {
  const progress: Progress = { at: 0, drops: 0, fruitless: 0, counted: 0, isPacked: false, bytes: download.bytes };
  for (;;) {
    const dropped = yield* readOn(download, progress);
    if (dropped === undefined) return;
    const gained = progress.at - progress.counted;
    progress.counted = progress.at;
    progress.drops = gained >= resumptionProgress ? 1 : progress.drops + 1;
    progress.fruitless = gained >= leastProgress ? 1 : progress.fruitless + 1;
    if (progress.drops > mostResumptions) throw dropped;
    await download.sleep(Math.min(longestResumeDelay, firstDelay * 2 ** (progress.fruitless - 1)));
  }
}

interface Progress {
  /** Bytes given so far. */
  at: number;
  drops: number;
  /** Drops in a row that brought next to nothing: only those make the next wait longer. */
  fruitless: number;
  /** `at` when drops were last counted. */
  counted: number;
  /** The server packs the body as it sends it: then ranges would count other bytes. */
  isPacked: boolean;
  bytes: number | undefined;
}

/** Gives what comes until the end (undefined) or until a drop, which is handed back. */
async function* readOn(download: Download, progress: Progress): AsyncGenerator<Uint8Array, NetworkFailure | undefined> {
  const isOngoing = progress.at > 0 && !progress.isPacked;
  const response = await download.open(isOngoing ? { range: `bytes=${progress.at}-` } : {});
  const place = placeOf(response);
  let skip: number;
  let body: AsyncIterable<Uint8Array>;
  try {
    skip = progress.at - startOf(response, progress);
    body = bodyOf(response, progress, place);
  } catch (error) {
    response.discard();
    throw error;
  }
  if (response.status === 416) {
    response.discard();
    return response.headers["content-range"] === `bytes */${progress.at}` ? undefined : failure("reset", place);
  }
  try {
    for await (const part of body) {
      const fresh = part.subarray(Math.min(skip, part.byteLength));
      skip -= part.byteLength - fresh.byteLength;
      if (fresh.byteLength === 0) continue;
      progress.at += fresh.byteLength;
      if (progress.bytes !== undefined && progress.at > progress.bytes) throw tooLong(place, progress.bytes);
      yield fresh;
    }
  } catch (error) {
    const failed = failureOf(error, place);
    if (failed.kind !== "reset" && failed.kind !== "timeout") throw failed;
    return progress.at === progress.bytes ? undefined : failed;
  }
  if (skip > 0 || (progress.bytes !== undefined && progress.at < progress.bytes)) return tooShort(place, progress);
  return undefined;
}

/** Where in the whole this body starts. Learns the length of the whole, and refuses another than was promised. */
function startOf({ status, headers, url }: HttpResponse, progress: Progress): number {
  const place = placeOf({ url });
  if (status === 416) return progress.at;
  if (status === 206) {
    const range = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(headers["content-range"] ?? "");
    if (!range || Number(range[1]) > progress.at) throw wrongRange(place);
    if (range[2] !== "*") promise(place, progress, Number(range[2]));
    return Number(range[1]);
  }
  const length = headers["content-length"] ?? "";
  if (/^\d{1,15}$/.test(length) && !isEncoded(headers)) promise(place, progress, Number(length));
  return 0;
}

function promise(place: string, progress: Progress, bytes: number): void {
  progress.bytes ??= bytes;
  if (bytes !== progress.bytes) throw wrongLength(place, progress.bytes, bytes);
}

/**
 * An encoding is undone only where it was added on the way: some stores label a packed layer itself with it, which shows in
 * a length that is the layer's own.
 */
function bodyOf(response: HttpResponse, progress: Progress, place: string): AsyncIterable<Uint8Array> {
  const { headers, bytes, status } = response;
  if (status === 206 || !isEncoded(headers) || progress.bytes === undefined) return bytes;
  if (headers["content-length"] === String(progress.bytes)) return bytes;
  progress.isPacked = true;
  return decoded(bytes, headers["content-encoding"] ?? "", place);
}

function isEncoded(headers: HttpResponse["headers"]): boolean {
  return !["", "identity"].includes((headers["content-encoding"] ?? "").trim().toLowerCase());
}

function wrongRange(place: string): NetworkFailure {
  return new NetworkFailure("protocol", `${place} went on with another part than was asked for. Try again.`);
}

function wrongLength(place: string, promised: number, bytes: number): NetworkFailure {
  const why = `${place} offers ${bytes} bytes where ${promised} were promised. Try again; if it stays so, what is kept there is damaged.`;
  return new NetworkFailure(bytes > promised ? "too-large" : "protocol", why);
}

function tooLong(place: string, promised: number): NetworkFailure {
  const why = `${place} sent more than the ${promised} bytes that were promised. Try again; if it stays so, what is kept there is damaged.`;
  return new NetworkFailure("too-large", why);
}

function tooShort(place: string, { at, bytes }: Progress): NetworkFailure {
  const promised = bytes === undefined ? "" : ` of ${bytes}`;
  return new NetworkFailure("reset", `${place} stopped after ${at}${promised} bytes. Try again.`);
}
