/**
 * Sorts more pairs than memory holds: pairs go in, in any order; they come out by key, and those of one key in the order in
 * which they were put in. What does not fit waits in files, each sorted in itself, that are merged at the end.
 */
import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";

/** Bytes of values, and pairs, that wait in memory. */
export const mostWaitingBytes = 8 * 1024 * 1024;
export const mostWaitingPairs = 25_000;

export interface SortedPair {
  readonly key: string;
  /** As given to `add`. */
  readonly order: number;
  readonly value: Uint8Array;
}

export interface Sorter {
  /** `order`: a whole number that does not fall from one call to the next. */
  add(key: string, order: number, value: Uint8Array): void;
  /** All pairs; to be called once, after the last `add`. */
  sorted(): Iterable<SortedPair>;
  /** Removes its files. */
  close(): void;
}

/** Files are made beside each other as `PATH.run-1`, … */
export function openSorter(
  path: string,
  mostBytes: number = mostWaitingBytes,
  mostPairs: number = mostWaitingPairs,
): Sorter {
  const runs: string[] = [];
  const open = new Set<number>();
  let waiting: SortedPair[] = [];
  let bytes = 0;
  const spill = () => {
    const run = `${path}.run-${runs.length + 1}`;
    runs.push(run);
    writeRun(run, waiting.sort(byKey));
    waiting = [];
    bytes = 0;
  };
  return {
    add(key, order, value) {
      waiting.push({ key, order, value });
      bytes += value.length;
      if (bytes > mostBytes || waiting.length >= mostPairs) spill();
    },
    sorted() {
      const last = waiting.sort(byKey);
      return merge([...runs.map((run) => readRun(run, open)), last[Symbol.iterator]()]);
    },
    close() {
      for (const file of open) closeSync(file);
      open.clear();
      for (const run of runs) rmSync(run, { force: true });
      waiting = [];
    },
  };
}

/** By UTF-16 units; the sort is stable. */
function byKey(a: SortedPair, b: SortedPair): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** Per pair: bytes of the key, bytes of the value, its order; then both. */
const headBytes = 16;
const chunkBytes = 1 << 18;

function writeRun(path: string, pairs: readonly SortedPair[]): void {
  const file = openSync(path, "wx", 0o600);
  try {
    let parts: Uint8Array[] = [];
    let bytes = 0;
    const flush = () => {
      const whole = Buffer.concat(parts);
      for (let at = 0; at < whole.length; ) at += writeSync(file, whole, at);
      parts = [];
      bytes = 0;
    };
    for (const { key, order, value } of pairs) {
      const name = Buffer.from(key, "utf8");
      const head = Buffer.alloc(headBytes);
      head.writeUInt32LE(name.length, 0);
      head.writeUInt32LE(value.length, 4);
      head.writeDoubleLE(order, 8);
      parts.push(head, name, value);
      bytes += headBytes + name.length + value.length;
      if (bytes > chunkBytes) flush();
    }
    flush();
  } finally {
    closeSync(file);
  }
}

function* readRun(path: string, open: Set<number>): Generator<SortedPair> {
  const file = openSync(path, "r");
  open.add(file);
  let buffer = Buffer.alloc(0);
  let at = 0;
  /** True when that many bytes lie from `at` on. */
  const fill = (wanted: number) => {
    if (buffer.length - at >= wanted) return true;
    const fresh = Buffer.allocUnsafe(Math.max(wanted, chunkBytes));
    let length = buffer.copy(fresh, 0, at);
    while (length < wanted) {
      const read = readSync(file, fresh, length, fresh.length - length, null);
      if (read === 0) break;
      length += read;
    }
    buffer = fresh.subarray(0, length);
    at = 0;
    return length >= wanted;
  };
  while (fill(headBytes)) {
    const keyBytes = buffer.readUInt32LE(at);
    const valueBytes = buffer.readUInt32LE(at + 4);
    const order = buffer.readDoubleLE(at + 8);
    if (!fill(headBytes + keyBytes + valueBytes)) throw new Error(`${path} was cut while it was used`);
    const start = at + headBytes;
    const end = start + keyBytes + valueBytes;
    yield {
      key: buffer.toString("utf8", start, start + keyBytes),
      order,
      value: buffer.subarray(start + keyBytes, end),
    };
    at = end;
  }
  open.delete(file);
  closeSync(file);
}

interface Head {
  readonly pair: SortedPair;
  /** Its place among the runs: of equal keys the earlier run's came first. */
  readonly run: number;
}

/** A binary heap of each run's next pair. */
function* merge(runs: readonly Iterator<SortedPair>[]): Generator<SortedPair> {
  const heap: Head[] = [];
  const advance = (run: number) => {
    const next = runs[run]?.next();
    return next && !next.done ? { pair: next.value, run } : undefined;
  };
  for (const run of runs.keys()) {
    const head = advance(run);
    if (head) heap.push(head);
  }
  heap.sort((a, b) => (isBefore(a, b) ? -1 : 1));
  for (let top = heap[0]; top; top = heap[0]) {
    yield top.pair;
    // Where its run has ended, the last head takes its place.
    const next = advance(top.run) ?? heap.pop();
    if (next && heap.length > 0) sink(heap, next);
  }
}

/** Puts a head at the top, and lets it sink to its place. */
function sink(heap: Head[], head: Head): void {
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    const isRight = left !== undefined && right !== undefined && isBefore(right, left);
    const least = isRight ? right : left;
    if (!least || !isBefore(least, head)) break;
    heap[at] = least;
    at = 2 * at + (isRight ? 2 : 1);
  }
  heap[at] = head;
}

function isBefore(a: Head, b: Head): boolean {
  return a.pair.key === b.pair.key ? a.run < b.run : a.pair.key < b.pair.key;
}
