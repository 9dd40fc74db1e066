/**
 * Runs a decompressor of node:zlib: pieces come in, unpacked bytes go out as they are taken, no faster. Written out by hand
 * because a pipe reports neither where a stream ended inside its input nor what was left over.
 */
import type { Transform } from "node:stream";

/** Bytes of one unpacked chunk. The default of 16 KiB is half as fast. */
export const inflatedChunk = 1024 * 1024;

/** Unpacked bytes that wait to be taken: one chunk is worked on while the next is made. */
export const inflatedAhead = 2 * inflatedChunk;

/**
 * Options for all of them. With no room for input a piece is out of the decompressor's hands once it asks for more, so whoever
 * gave it may use its memory again.
 */
export const inflaterOptions = {
  chunkSize: inflatedChunk,
  readableHighWaterMark: inflatedAhead,
  writableHighWaterMark: 1,
};

/** A stream of node:zlib: all of them count what they have taken in. */
export interface Inflater extends Transform {
  readonly bytesWritten: number;
}

/** How it ended: filled in when the last chunk is out. */
export interface InflateEnd {
  /** Code of the decompressor's error: `Z_BUF_ERROR` for a stream that was cut off. */
  error?: string;
  /** True when something but zeros came behind the compressed stream. */
  hasTrailing?: boolean;
}

/**
 * Unpacks. The source is told to stop when its bytes are wanted no more, and read to its end otherwise; what it throws is
 * thrown behind the chunks that were made of what came before.
 */
export async function* inflate(
  inflater: Inflater,
  pieces: AsyncIterator<Uint8Array>,
  end: InflateEnd,
): AsyncGenerator<Uint8Array> {
  let failure: { readonly error: unknown } | undefined;
  const feeding = feed(inflater, pieces, end).catch((error: unknown) => {
    failure = { error };
    inflater.destroy();
  });
  try {
    for await (const chunk of inflater) yield chunk as Uint8Array;
  } catch (error) {
    end.error = (error as NodeJS.ErrnoException).code ?? "unknown";
  } finally {
    if (!inflater.readableEnded) inflater.destroy();
    await feeding;
    inflater.destroy();
  }
  if (failure) throw failure.error;
}

async function feed(inflater: Inflater, pieces: AsyncIterator<Uint8Array>, end: InflateEnd): Promise<void> {
  let given = 0;
  for (;;) {
    const { done, value } = await pieces.next();
    if (done) break;
    if (inflater.destroyed && !inflater.readableEnded) {
      await pieces.return?.();
      return;
    }
    // It leaves what stands behind its end untouched.
    const isOver = inflater.bytesWritten < given;
    given += value.length;
    if (!isOver && !inflater.write(value)) await taken(inflater);
    // Whoever takes the bytes has given up meanwhile: what was not unpacked stands behind nothing.
    if (inflater.destroyed && !inflater.readableEnded) continue;
    end.hasTrailing ||= hasMore(value, given - inflater.bytesWritten);
  }
  if (!inflater.destroyed) inflater.end();
}

/** Resolves when more can be written, or nothing ever again. */
function taken(inflater: Inflater): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const event of ["drain", "end", "close"]) inflater.off(event, done);
      resolve();
    };
    for (const event of ["drain", "end", "close"]) inflater.on(event, done);
    if (inflater.destroyed || !inflater.writableNeedDrain) done();
  });
}

/** Zeros are padding. `left` bytes of all that was given were not taken; no more of them than the piece has are in it. */
function hasMore(piece: Uint8Array, left: number): boolean {
  return piece.subarray(Math.max(0, piece.length - left)).some((byte) => byte !== 0);
}
