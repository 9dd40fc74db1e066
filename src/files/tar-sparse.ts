/**
 * Sparse files in tars: maps of where their stored bytes belong, and bodies. Stored bytes come in, the whole body goes out,
 * with zeros where it has holes, up to a limit. The forms are in the manual of GNU tar, "Storing Sparse Files".
 */
import type { BodySink } from "./layer-entry.ts";
import { readNumber, tarBlock } from "./tar-header.ts";

/** Bytes of holes that may still be written out, over all files of a tar. */
export interface HoleBudget {
  left: number;
}

const zeros = new Uint8Array(65_536);

/**
 * Wraps a sink. `map` is checked: offset and length of each part in turns, in order. `spent` is called when the holes are more
 * than may be filled; the sink is ended there, as not whole.
 */
export function fillHoles(
  sink: BodySink,
  map: readonly number[],
  size: number,
  budget: HoleBudget,
  spent: () => void,
): BodySink {
  let part = 0;
  let position = 0;
  let isOver = false;
  const give = (chunk: Uint8Array) => {
    sink.write(chunk);
    position += chunk.length;
  };
  const fillTo = (offset: number) => {
    if (offset - position > budget.left) {
      isOver = true;
      sink.end(false);
      spent();
      return;
    }
    budget.left -= offset - position;
    while (position < offset) give(zeros.subarray(0, Math.min(zeros.length, offset - position)));
  };
  return {
    write(chunk) {
      for (let at = 0; at < chunk.length && !isOver; ) {
        while ((map[part + 1] ?? 0) + (map[part] ?? 0) <= position && part < map.length) part += 2;
        fillTo(map[part] ?? size);
        if (isOver) return;
        const length = Math.min(chunk.length - at, (map[part] ?? 0) + (map[part + 1] ?? 0) - position);
        if (length <= 0) return;
        give(chunk.subarray(at, at + length));
        at += length;
      }
    },
    end(whole) {
      if (!isOver && whole) fillTo(size);
      if (!isOver) sink.end(whole);
    },
  };
}

/** True when the parts are in order, inside the file, and hold as many bytes as are stored. */
export function isSparseMap(map: readonly number[], size: number, stored: number): boolean {
  let end = 0;
  let held = 0;
  for (let index = 0; index < map.length; index += 2) {
    const offset = map[index] ?? Number.NaN;
    const length = map[index + 1] ?? Number.NaN;
    // Written so that NaN fails.
    if (!(offset >= end && length >= 0 && offset + length <= size)) return false;
    end = offset + length;
    held += length;
  }
  return held === stored && size >= end;
}

/** Reads a map that stands in blocks of its own. */
export interface MapReader {
  push(bytes: Buffer, at: number): void;
  /** Offset and length of each part in turns, once the last is there. */
  map(): readonly number[] | undefined;
  isWrong(): boolean;
}

/** Old GNU form: four parts in the header, 21 in each block behind it that the one before announces; an empty one ends them. */
export function createOldMapReader(header: Buffer, at: number, mostParts: number): MapReader {
  const map: number[] = [];
  let isDone = false;
  const take = (bytes: Buffer, from: number, most: number) => {
    for (let index = 0; index < most; index += 1) {
      const part = from + index * 24;
      if (bytes[part] === 0) return false;
      map.push(readNumber(bytes, part, 12), readNumber(bytes, part + 12, 12));
    }
    return bytes[from + most * 24] !== 0;
  };
  isDone = !take(header, at + 386, 4);
  return {
    push(bytes, from) {
      isDone = !take(bytes, from, 21);
    },
    map: () => (isDone ? map : undefined),
    isWrong: () => map.length > 2 * mostParts,
  };
}

/** Format 1.0: decimal lines, how many parts, then offset and length of each. */
export function createMapReader(mostParts: number): MapReader {
  const numbers: number[] = [];
  let value = 0;
  let digits = 0;
  let wrong = false;
  let isDone = false;
  const takeLine = () => {
    // Sixteen digits are past what a number holds.
    wrong = digits === 0 || digits > 15 || (numbers.length === 0 && value > mostParts);
    numbers.push(value);
    value = 0;
    digits = 0;
    isDone = !wrong && numbers.length === 1 + 2 * (numbers[0] ?? 0);
  };
  return {
    push(bytes, at) {
      for (let index = at; index < at + tarBlock && !wrong && !isDone; index += 1) {
        const byte = bytes[index] ?? 0;
        if (byte === 10) takeLine();
        else if (byte >= 48 && byte <= 57) {
          value = value * 10 + byte - 48;
          digits += 1;
        } else wrong = true;
      }
    },
    map: () => (isDone ? numbers.slice(1) : undefined),
    isWrong: () => wrong,
  };
}
