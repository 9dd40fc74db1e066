/**
 * Bodies of files, held for readers that want them whole, or searched as they pass for those that are too large. Chunks come
 * in; at the end the whole file goes out, or the pieces around the marks that were found. A layer has one store for its
 * bodies: entries come one after another, so there is never more than one file in it.
 */
import type { BodySink } from "../files/layer-entry.ts";
import type { CatalogedPieces } from "../packages/package.ts";

/** The store of one layer: a body is copied into it only when it comes in several chunks. */
export interface BodyStore {
  /** A sink that hands the whole body on; `done` is told undefined where the layer broke off. Bytes are valid during the call. */
  hold(bytes: number, done: (body: Uint8Array | undefined) => void): BodySink;
}

/**
 * The store keeps the memory of the largest file so far up to this size, for the next one: the first touch of fresh memory
 * costs several times as much as the copy into it.
 */
export const mostKeptBytes = 64 * 1024 * 1024;

export function createBodyStore(): BodyStore {
  let kept = new Uint8Array(0);
  const memory = (bytes: number): Uint8Array => {
    if (bytes <= kept.length) return kept;
    if (bytes > mostKeptBytes) return new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer);
    kept = new Uint8Array(Buffer.allocUnsafeSlow(Math.min(2 * bytes, mostKeptBytes)).buffer);
    return kept;
  };
  return {
    hold(bytes, done) {
      let whole: Uint8Array | undefined;
      let store: Uint8Array | undefined;
      let filled = 0;
      return {
        write(chunk) {
          if (filled === 0 && chunk.length === bytes) {
            // The common case: the file lies in one chunk, and nothing is copied.
            done(chunk);
            whole = chunk;
            return;
          }
          store ??= memory(bytes);
          store.set(chunk.subarray(0, bytes - filled), filled);
          filled += Math.min(chunk.length, bytes - filled);
        },
        end(isWhole) {
          if (whole) return;
          done(isWhole && filled === bytes ? (store ?? empty).subarray(0, filled) : undefined);
        },
      };
    },
  };
}

const empty = new Uint8Array(0);

/** What is looked for in a file that is not held. */
export interface Search {
  readonly mark: Uint8Array;
  readonly before: number;
  readonly after: number;
}

/** Bytes from the start of a file that are kept with its pieces. */
export const headBytes = 64 * 1024;
/** Pieces of one file; a hostile one is nothing but marks. */
export const mostPieces = 64;

/** A sink that keeps the head of a file and the pieces around the marks in it. */
export function searchBody(
  file: { readonly path: string; readonly mode: number; readonly bytes: number },
  searches: readonly Search[],
  done: (found: CatalogedPieces | undefined) => void,
): BodySink {
  const overlap = Math.max(...searches.map(({ mark, before }) => mark.length + before));
  const head = Buffer.alloc(Math.min(headBytes, file.bytes));
  const pieces: OpenPiece[] = [];
  const next = searches.map(() => 0);
  let tail: Buffer = Buffer.alloc(0);
  let passed = 0;
  return {
    write(chunk) {
      if (passed < head.length) head.set(chunk.subarray(0, head.length - passed), passed);
      for (const piece of pieces) extend(piece, chunk, passed);
      const joined = Buffer.concat([tail, chunk]);
      const start = passed - tail.length;
      searches.forEach((search, index) => {
        findMarks(joined, start, search, next, index, pieces);
      });
      passed += chunk.length;
      tail = joined.subarray(Math.max(0, joined.length - overlap));
    },
    end(isWhole) {
      if (!isWhole) return done(undefined);
      const found = pieces
        .map(({ offset, parts }) => ({ offset, bytes: new Uint8Array(Buffer.concat(parts)) }))
        .sort((a, b) => a.offset - b.offset);
      done({ path: file.path, mode: file.mode, size: file.bytes, head, pieces: found });
    },
  };
}

interface OpenPiece {
  readonly offset: number;
  readonly parts: Uint8Array[];
  /** Bytes that are still to come. */
  missing: number;
}

/** A piece may reach past the chunk it was found in. Copies, as chunks are valid during the call only. */
function extend(piece: OpenPiece, chunk: Uint8Array, at: number): void {
  const have = piece.parts.reduce((sum, { length }) => sum + length, 0);
  if (piece.missing === 0 || piece.offset + have !== at) return;
  const part = Buffer.from(chunk.subarray(0, piece.missing));
  piece.parts.push(part);
  piece.missing -= part.length;
}

function findMarks(
  joined: Buffer,
  start: number,
  { mark, before, after }: Search,
  next: number[],
  index: number,
  pieces: OpenPiece[],
): void {
  let from = Math.max(0, (next[index] ?? 0) - start);
  for (;;) {
    const at = joined.indexOf(mark, from);
    if (at === -1 || pieces.length >= mostPieces) return;
    const first = Math.max(0, at - before);
    const wanted = at + mark.length + after - first;
    const part = Buffer.from(joined.subarray(first, first + wanted));
    pieces.push({ offset: start + first, parts: [part], missing: wanted - part.length });
    from = at + mark.length;
    next[index] = start + from;
  }
}
