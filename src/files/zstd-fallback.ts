/**
 * Unpacks zstd on Node.js before 22.15 with the reference decoder as WebAssembly (npm package `zstddec`), which stays inside
 * its own memory whatever it is fed. Slower than Node's own, and on the main thread.
 */
import type { ZstdEnd } from "./zstd-frames.ts";

/** The part of `zstddec/stream` that is used. */
export interface ZstdModule {
  readonly ZSTDDecoder: new () => {
    init(): Promise<void>;
    decodeStreaming(pieces: Iterable<Uint8Array>): Generator<Uint8Array, void>;
  };
}

/**
 * Streams that may be given up unfinished: the package frees nothing of these, up to the window of each. Streams after them
 * are refused.
 */
export const mostAbandoned = 4;

let abandoned = 0;

export async function* decodeZstd(
  { ZSTDDecoder }: ZstdModule,
  pieces: AsyncIterator<Uint8Array>,
  end: ZstdEnd,
): AsyncGenerator<Uint8Array> {
  if (abandoned >= mostAbandoned) {
    end.fault = `It is not read, as ${mostAbandoned} zstd streams before it were damaged`;
    return;
  }
  const decoder = new ZSTDDecoder();
  await decoder.init();
  const feeder = createFeeder();
  const unpacked = decoder.decodeStreaming(feeder.pieces());
  let isOver = false;
  try {
    for (;;) {
      // The decoder cannot wait for bytes: there is always a piece for it before it is asked.
      while (feeder.isEmpty()) {
        const { done, value } = await pieces.next();
        if (done) feeder.finish();
        else feeder.give(value);
      }
      const chunk = step(unpacked);
      if (chunk === "over") isOver = true;
      if (chunk === "over") return;
      // An error shows in nothing else than that no bytes go in or come out any more.
      if (chunk === "damaged" || (chunk.length === 0 && !feeder.hasGiven())) {
        end.fault ??= "The zstd stream is damaged";
        return;
      }
      if (chunk.length > 0) yield chunk;
    }
  } finally {
    if (!isOver) abandoned += 1;
    await pieces.return?.();
  }
}

function step(unpacked: Generator<Uint8Array, void>): Uint8Array | "over" | "damaged" {
  try {
    const { done, value } = unpacked.next();
    return done || !value ? "over" : value;
  } catch {
    // The package throws for a stream that is cut off, and what its memory throws.
    return "damaged";
  }
}

function createFeeder() {
  const waiting: Uint8Array[] = [];
  let isFinished = false;
  let hasGiven = false;
  return {
    isEmpty: () => waiting.length === 0 && !isFinished,
    give: (piece: Uint8Array) => void (piece.length > 0 && waiting.push(piece)),
    finish() {
      isFinished = true;
    },
    /** True when a piece was taken since the last time. */
    hasGiven() {
      const had = hasGiven;
      hasGiven = false;
      return had;
    },
    *pieces(): Generator<Uint8Array, void> {
      for (let piece = waiting.shift(); piece; piece = waiting.shift()) {
        hasGiven = true;
        yield piece;
      }
    },
  };
}
