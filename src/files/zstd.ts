/**
 * Unpacks zstd (RFC 8878) with what Node.js has for it from 22.15 on. Frames are found first, see `zstd-frames.ts`: a
 * window that is too large never reaches the decoder.
 */
import * as zlib from "node:zlib";
import { type InflateEnd, type Inflater, inflate, inflaterOptions } from "./inflate.ts";
import { decodeZstd } from "./zstd-fallback.ts";
import { createZstdFrames, mostWindowBytes, type ZstdEnd } from "./zstd-frames.ts";

/** The part of node:zlib that Node.js 20 does not have. */
interface WithZstd {
  readonly createZstdDecompress?: (options: object) => Inflater;
  readonly constants: { readonly ZSTD_d_windowLogMax?: number };
}

export async function* unpackZstd(bytes: AsyncIterable<Uint8Array>, end: ZstdEnd): AsyncGenerator<Uint8Array> {
  const { createZstdDecompress, constants } = zlib as unknown as WithZstd;
  if (!createZstdDecompress) {
    yield* decodeZstd(await import("zstddec/stream"), framed(bytes, end), end);
    return;
  }
  const inflateEnd: InflateEnd = {};
  const params = { [constants.ZSTD_d_windowLogMax ?? 0]: Math.log2(mostWindowBytes) };
  const inflater = createZstdDecompress({ ...inflaterOptions, params });
  yield* inflate(inflater, framed(bytes, end), inflateEnd);
  if (end.fault === undefined && inflateEnd.error !== undefined)
    end.fault = `The zstd stream is damaged (${inflateEnd.error})`;
}

/** The bytes, cut at the ends of frames; ends at the first that is none. */
export async function* framed(bytes: AsyncIterable<Uint8Array>, end: ZstdEnd): AsyncGenerator<Uint8Array> {
  const frames = createZstdFrames();
  for await (const chunk of bytes) {
    yield* frames.split(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    const fault = frames.fault();
    if (fault !== undefined) {
      end.fault = `The zstd stream is not read further, as ${fault}`;
      return;
    }
  }
  if (!frames.isWhole()) end.fault = "The zstd stream is cut off";
}
