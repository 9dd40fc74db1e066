/**
 * Bytes of a file on a disk, in any order: archives of images, whose parts are looked up by offset, and layers in them, which
 * are read as streams. Refuses what is no plain file. Nothing is held but the chunk at hand.
 */
import { closeSync, constants, fstatSync, openSync, readSync, read as readWithCallback } from "node:fs";
import { promisify } from "node:util";
import type { Refusal } from "./file-tree.ts";
import { explainReadError } from "./read-text.ts";

/** Bytes of one chunk of a stream. */
export const streamedChunk = 512 * 1024;

/** Most bytes that `readAt` gives at once: manifests and headers, not layers. */
export const mostReadAt = 64 * 1024 * 1024;

export interface SeekableFile {
  readonly bytes: number;
  /** Shorter than asked for at the end of the file; throws for more than `mostReadAt`, and what the disk throws. */
  readAt(offset: number, length: number): Uint8Array;
  /** From `start` to before `end`, in chunks of `streamedChunk`; each is valid until the next is asked for. */
  stream(start: number, end: number): AsyncIterable<Uint8Array>;
  close(): void;
}

/** Opens a file for reading. Never throws. */
export function openSeekable(path: string): SeekableFile | Refusal {
  let descriptor: number | undefined;
  try {
    // O_NONBLOCK: opening a named pipe must not wait for someone to write to it.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = fstatSync(descriptor);
    if (status.isFile()) return seekable(descriptor, status.size);
    closeSync(descriptor);
    return {
      why: status.isDirectory() ? "It is a directory." : "It is not a plain file: pipe its content in instead.",
    };
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    return { why: explainReadError(error) };
  }
}

const read = promisify(readWithCallback);

function seekable(descriptor: number, bytes: number): SeekableFile {
  let isOpen = true;
  return {
    bytes,
    readAt(offset, length) {
      if (length > mostReadAt) throw new RangeError(`readAt of ${length} bytes`);
      const wanted = Math.max(0, Math.min(length, bytes - offset));
      const buffer = Buffer.allocUnsafe(wanted);
      let filled = 0;
      while (filled < wanted) {
        const got = readSync(descriptor, buffer, filled, wanted - filled, offset + filled);
        if (got === 0) break;
        filled += got;
      }
      return buffer.subarray(0, filled);
    },
    async *stream(start, end) {
      // Two buffers in turns: one is read ahead while the other is worked on.
      const buffers = [Buffer.allocUnsafeSlow(streamedChunk), Buffer.allocUnsafeSlow(streamedChunk)] as const;
      const from = (at: number, turn: number) =>
        at < end
          ? read(descriptor, buffers[turn & 1] ?? buffers[0], 0, Math.min(streamedChunk, end - at), at)
          : undefined;
      let next = from(start, 0);
      try {
        for (let at = start, turn = 0; next; turn += 1) {
          const { bytesRead } = await next;
          if (bytesRead === 0) return;
          at += bytesRead;
          next = from(at, turn + 1);
          yield (buffers[turn & 1] ?? buffers[0]).subarray(0, bytesRead);
        }
      } finally {
        // Whoever stops early wants to know nothing of what was read ahead.
        await next?.catch(() => undefined);
      }
    },
    close() {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}
