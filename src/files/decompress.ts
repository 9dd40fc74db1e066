/**
 * Unpacks the bytes of a layer: gzip, zstd or nothing, told by the first bytes and not by what a manifest claims. Bytes come
 * in as they are wanted, unpacked bytes go out; what cannot be unpacked, is cut off or grows past every measure ends early,
 * and `trouble` says why. A layer is never held, nor written anywhere.
 */
import { createGunzip } from "node:zlib";
import type { Unknown } from "../finding/finding.ts";
import { bytesText } from "../text/quantities.ts";
import { type InflateEnd, inflate, inflaterOptions } from "./inflate.ts";
import type { LayerRead } from "./layer-entry.ts";
import { unpackZstd } from "./zstd.ts";
import type { ZstdEnd } from "./zstd-frames.ts";

export interface UnpackLimits {
  /** Unpacked bytes of one layer. */
  readonly bytes: number;
  /** Unpacked bytes up to which no ratio is looked at. */
  readonly freeBytes: number;
  /** From there on, unpacked bytes for each packed one. Real layers stay under 20; gzip reaches 1,032 on zeros. */
  readonly ratio: number;
}

export const unpackLimits: UnpackLimits = { bytes: 64 * 1024 ** 3, freeBytes: 1024 ** 3, ratio: 250 };

/** Pieces that are handed to a decompressor: each costs a way through a thread, so small ones are joined. */
const piece = 256 * 1024;

export interface Unpacked {
  readonly compression: LayerRead["compression"];
  /** Can be gone through once. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Why the bytes are not all; known when they are out. */
  trouble(): Unknown | undefined;
}

/** Looks at the first bytes and gives the rest unpacked. An error of `bytes` is passed on. */
export async function decompress(
  bytes: AsyncIterable<Uint8Array>,
  limits: UnpackLimits = unpackLimits,
): Promise<Unpacked> {
  const source = joined(bytes);
  const first = await source.next();
  const head: Uint8Array = first.done ? new Uint8Array() : first.value;
  const all = behind(head, source);
  const format = formats.find(({ magic }) => magic.every((byte, index) => byte < 0 || head[index] === byte));
  if (!format) return plain(all, limits);
  if (format.name === "gzip") return gunzipped(all, limits);
  if (format.name === "zstd") return unzstd(all, limits);
  return refused(format.name, all);
}

/** By their first bytes; -1 is any byte. Skippable frames of zstd begin with 0x50 to 0x5f. */
const formats: readonly { readonly name: string; readonly magic: readonly number[] }[] = [
  { name: "gzip", magic: [0x1f, 0x8b, 8] },
  { name: "zstd", magic: [0x28, 0xb5, 0x2f, 0xfd] },
  ...Array.from({ length: 16 }, (_, low) => ({ name: "zstd", magic: [0x50 + low, 0x2a, 0x4d, 0x18] })),
  { name: "bzip2", magic: [0x42, 0x5a, 0x68, -1, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59] },
  { name: "xz", magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0] },
  { name: "lz4", magic: [0x04, 0x22, 0x4d, 0x18] },
];

function plain(all: AsyncGenerator<Uint8Array>, limits: UnpackLimits): Unpacked {
  const gauge = createGauge({ ...limits, freeBytes: limits.bytes });
  return { compression: "none", bytes: gauge.out(all), trouble: () => gauge.trouble() };
}

function gunzipped(all: AsyncGenerator<Uint8Array>, limits: UnpackLimits): Unpacked {
  const gauge = createGauge(limits);
  const end: InflateEnd = {};
  const inflater = createGunzip(inflaterOptions);
  return {
    compression: "gzip",
    bytes: gauge.out(inflate(inflater, gauge.in(all), end)),
    trouble: () => gauge.trouble() ?? gzipTrouble(end),
  };
}

function gzipTrouble({ error, hasTrailing }: InflateEnd): Unknown | undefined {
  if (error === "Z_BUF_ERROR") return broken("The gzip stream is cut off");
  if (error !== undefined) return broken(`The gzip stream is damaged (${error})`);
  if (hasTrailing) return broken("Something that is no gzip stream stands behind it");
  return undefined;
}

function unzstd(all: AsyncGenerator<Uint8Array>, limits: UnpackLimits): Unpacked {
  const gauge = createGauge(limits);
  const end: ZstdEnd = {};
  return {
    compression: "zstd",
    bytes: gauge.out(unpackZstd(gauge.in(all), end)),
    trouble: () => gauge.trouble() ?? (end.fault === undefined ? undefined : broken(end.fault)),
  };
}

function refused(name: string, all: AsyncGenerator<Uint8Array>): Unpacked {
  const trouble: Unknown = {
    what: "packed content",
    why: `It is packed with ${name}, which no image format allows and this tool does not unpack: pack the layer with gzip or zstd.`,
    fatal: true,
  };
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    await all.return(undefined);
    return { done: true, value: undefined };
  };
  return { compression: "none", bytes: { [Symbol.asyncIterator]: () => ({ next }) }, trouble: () => trouble };
}

function broken(clause: string): Unknown {
  return {
    what: "packed content",
    why: `${clause}: what follows was not read. Fetch or save the image again.`,
    fatal: true,
  };
}

/** Counts what goes in and comes out, and stops what grows too large. */
function createGauge({ bytes, freeBytes, ratio }: UnpackLimits) {
  let packed = 0;
  let unpacked = 0;
  let clause: string | undefined;
  const excess = (): string | undefined => {
    if (unpacked > bytes) return `It unpacks to more than ${bytesText(bytes)}, the most that is read of one layer`;
    if (unpacked > freeBytes && unpacked > ratio * packed)
      return `It unpacks to more than ${ratio} times its size, past ${bytesText(freeBytes)}: that is no layer but a bomb`;
    return undefined;
  };
  return {
    async *in(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        packed += chunk.length;
        yield chunk;
      }
    },
    async *out(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        unpacked += chunk.length;
        clause = excess();
        if (clause !== undefined) return;
        yield chunk;
      }
    },
    trouble: () => (clause === undefined ? undefined : broken(clause)),
  };
}

/** Small chunks joined to pieces; the first piece has enough bytes to tell the format by. */
async function* joined(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    if (chunk.length === 0) continue;
    if (length === 0 && chunk.length >= piece) {
      yield chunk;
      continue;
    }
    // A copy: the chunk belongs to its source once the next is asked for.
    waiting.push(Buffer.from(chunk));
    length += chunk.length;
    if (length < piece) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(waiting);
  return undefined;
}

async function* behind(head: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
