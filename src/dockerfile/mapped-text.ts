import type { Span } from "../text/source.ts";
import type { MappedText } from "./tree.ts";

/** A run of characters that stand together in the source too. */
interface Segment {
  /** Offset in the mapped text. */
  readonly at: number;
  /** Offset in the source of the character at `at`. */
  readonly source: number;
}

/** Collects stretches of the source into one text that remembers where each character came from. */
export interface MappedTextBuilder {
  append(text: string, source: number): void;
  build(): MappedText;
}

/** `origin` is what an empty text maps to. */
export function mappedTextBuilder(origin: number): MappedTextBuilder {
  const parts: string[] = [];
  const segments: Segment[] = [];
  let length = 0;
  return {
    append(text, source) {
      if (text === "") return;
      segments.push({ at: length, source });
      parts.push(text);
      length += text.length;
    },
    build: () => fromSegments(parts.join(""), segments, origin),
  };
}

/** A text that stands in the source as it is, from `start`. */
export function contiguous(text: string, start: number): MappedText {
  return fromSegments(text, [{ at: 0, source: start }], start);
}

function fromSegments(text: string, segments: readonly Segment[], origin: number): MappedText {
  const only = segments.length === 1 ? segments[0] : undefined;
  if (only) return { text, toSource: (offset) => only.source + offset };
  return {
    text,
    toSource(offset) {
      const wanted = offset >= text.length ? text.length - 1 : offset;
      if (wanted < 0) return origin;
      let low = 0;
      let high = segments.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((segments[middle]?.at ?? 0) <= wanted) low = middle;
        else high = middle - 1;
      }
      const segment = segments[low] ?? { at: 0, source: origin };
      return segment.source + (wanted - segment.at) + (offset >= text.length ? 1 : 0);
    },
  };
}

/** The part `[start, end)` of a mapped text, still mapped. */
export function sliceMapped(mapped: MappedText, start: number, end: number): MappedText {
  return {
    text: mapped.text.slice(start, end),
    toSource: (offset) => (start + offset >= end ? mapSpan(mapped, start, end).end : mapped.toSource(start + offset)),
  };
}

/** Where `[start, end)` of a mapped text stands in the source. What lies between in the source is covered too. */
export function mapSpan(mapped: MappedText, start: number, end: number): Span {
  const from = mapped.toSource(start);
  return { start: from, end: end > start ? mapped.toSource(end - 1) + 1 : from };
}
