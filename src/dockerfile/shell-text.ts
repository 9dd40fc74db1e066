import type { Span } from "../text/source.ts";
import type { MappedText } from "./tree.ts";

/**
 * A shell text and where each of its characters stands in the source. Bodies are put together (continuation lines,
 * heredocs) and taken apart (quotes, JSON strings, backticks); every word found in them must still point at the file.
 */
export interface TextMap {
  readonly text: string;
  /** Source offset of the character at `offset`; at `text.length`, just after the last one. */
  startOf(offset: number): number;
  /** Source offset just after the character before `offset`. */
  endOf(offset: number): number;
}

/** The source span of `start..end` of the text. */
export function spanIn(map: TextMap, start: number, end: number): Span {
  const at = map.startOf(start);
  return { start: at, end: end > start ? Math.max(at, map.endOf(end)) : at };
}

/** The tree's joined text as a text map. Line ends of Windows files become white space of the same length. */
export function fromMapped(mapped: MappedText): TextMap {
  return new MappedMap(mapped);
}

/** A class: every body has one and each of its words asks, and a literal's closures would be new ones each time. */
class MappedMap implements TextMap {
  readonly text: string;
  private readonly mapped: MappedText;

  constructor(mapped: MappedText) {
    this.text = unixLines(mapped.text);
    this.mapped = mapped;
  }

  startOf(offset: number): number {
    return this.mapped.toSource(offset);
  }

  endOf(offset: number): number {
    return offset > 0 ? this.mapped.toSource(offset - 1) + 1 : this.mapped.toSource(0);
  }
}

/** A part of a text, with its places. */
export function sliceText(map: TextMap, start: number, end: number): TextMap {
  return {
    text: map.text.slice(start, end),
    startOf: (offset) => map.startOf(start + offset),
    endOf: (offset) => (offset > 0 ? map.endOf(start + offset) : map.startOf(start)),
  };
}

/** Texts one after the other. Strings are not in the source: their place is the end of what stands before them. */
export function joinTexts(parts: readonly (TextMap | string)[]): TextMap {
  const starts: number[] = [];
  const maps: TextMap[] = [];
  let text = "";
  let place = 0;
  for (const part of parts) {
    const map = typeof part === "string" ? placedAt(part, { start: place, end: place }) : part;
    starts.push(text.length);
    maps.push(map);
    text += map.text;
    place = map.endOf(map.text.length);
  }
  const find = (offset: number) => lastAtMost(starts, offset);
  return {
    text,
    startOf: (offset) => {
      const index = find(offset);
      return maps[index]?.startOf(offset - (starts[index] ?? 0)) ?? 0;
    },
    endOf: (offset) => {
      const index = find(Math.max(0, offset - 1));
      return maps[index]?.endOf(offset - (starts[index] ?? 0)) ?? 0;
    },
  };
}

/** A text of which only the whole's place is known. */
export function placedAt(text: string, span: Span): TextMap {
  return { text, startOf: () => span.start, endOf: () => span.end };
}

/** Collects decoded characters, each with the stretch of `from` that stood for it. */
export interface TextBuilder {
  add(character: string, start: number, end: number): void;
  /** Characters `start..end` of `from`, as they are. */
  copy(start: number, end: number): void;
  build(): TextMap;
}

/** Starts an empty text decoded from `from`. */
export function buildText(from: TextMap): TextBuilder {
  const pieces: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const add = (character: string, start: number, end: number) => {
    pieces.push(character);
    for (let i = 0; i < character.length; i++) {
      starts.push(start);
      ends.push(end);
    }
  };
  return {
    add,
    copy: (start, end) => {
      pieces.push(from.text.slice(start, end));
      for (let at = start; at < end; at++) {
        starts.push(at);
        ends.push(at + 1);
      }
    },
    // Looked up once here, so that a text decoded from a decoded text costs no chain of look-ups.
    build: () => {
      const sourceStarts = starts.map((start) => from.startOf(start));
      const sourceEnds = ends.map((end) => from.endOf(end));
      const last = sourceEnds.at(-1) ?? from.startOf(0);
      return {
        text: pieces.join(""),
        startOf: (offset) => sourceStarts[offset] ?? last,
        endOf: (offset) => sourceEnds[offset - 1] ?? sourceStarts[0] ?? last,
      };
    },
  };
}

/** `\r\n` as ` \n`, and `\`, `\r\n` as ` `, `\`, `\n`: a carriage return is no part of a word. Lengths stay. */
function unixLines(text: string): string {
  if (!text.includes("\r")) return text;
  return text.replaceAll("\\\r\n", " \\\n").replaceAll("\r\n", " \n");
}

function lastAtMost(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}
