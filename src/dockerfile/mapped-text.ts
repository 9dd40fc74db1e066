import type { Span } from "../text/source.ts";
import type { MappedText } from "./tree.ts";

/** Collects stretches of the source into one text that remembers where each character came from. */
export interface MappedTextBuilder {
  readonly parts: string[];
  /** Where each part starts in the mapped text, and in the source. */
  readonly starts: number[];
  readonly sources: number[];
  /** What an empty text maps to. */
  readonly origin: number;
  length: number;
}

export function mappedTextBuilder(origin: number): MappedTextBuilder {
  return { parts: [], starts: [], sources: [], origin, length: 0 };
}

export function appendMapped(builder: MappedTextBuilder, text: string, source: number): void {
  if (text === "") return;
  builder.starts.push(builder.length);
  builder.sources.push(source);
  builder.parts.push(text);
  builder.length += text.length;
}

export function buildMapped({ parts, starts, sources, origin }: MappedTextBuilder): MappedText {
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only !== undefined) return contiguous(only, sources[0] ?? origin);
  return new JoinedText(parts.join(""), starts, sources, origin);
}

/** A text that stands in the source as it is, from `start`. */
export function contiguous(text: string, start: number): MappedText {
  return new Stretch(text, start, noLimit);
}

/** Beyond the longest string, yet small enough for V8 to keep the field a plain integer. */
const noLimit = 0x3fffffff;

/** The part `[start, end)` of a mapped text, still mapped. */
export function sliceMapped(mapped: MappedText, start: number, end: number): MappedText {
  const text = mapped.text.slice(start, end);
  const isStretch = mapped instanceof Stretch || (mapped instanceof JoinedText && mapped.isTogether(start, end));
  return isStretch ? new Stretch(text, mapped.toSource(start), text.length) : new Part(text, mapped, start, end);
}

/** Where `[start, end)` of a mapped text stands in the source. What lies between in the source is covered too. */
export function mapSpan(mapped: MappedText, start: number, end: number): Span {
  const from = mapped.toSource(start);
  return { start: from, end: end > start ? mapped.toSource(end - 1) + 1 : from };
}

/*
 * Classes and not literals with a closure each: most instructions are one stretch and every word asks twice, so this
 * way a text is one small object and the look-up a call V8 soon knows.
 */

/** Characters that stand together in the source too: most texts. Offsets past `limit` map to just after its end. */
class Stretch implements MappedText {
  readonly text: string;
  private readonly source: number;
  private readonly limit: number;

  constructor(text: string, source: number, limit: number) {
    this.text = text;
    this.source = source;
    this.limit = limit;
  }

  toSource(offset: number): number {
    return this.source + (offset < this.limit ? offset : this.limit);
  }
}

/** Several stretches, or none. */
class JoinedText implements MappedText {
  readonly text: string;
  private readonly starts: readonly number[];
  private readonly sources: readonly number[];
  private readonly origin: number;
  /** The stretch found last: words are looked up in order, so it is nearly always the next one's too. */
  private last = 0;

  constructor(text: string, starts: readonly number[], sources: readonly number[], origin: number) {
    this.text = text;
    this.starts = starts;
    this.sources = sources;
    this.origin = origin;
  }

  toSource(offset: number): number {
    const isEnd = offset >= this.text.length;
    const wanted = isEnd ? this.text.length - 1 : offset;
    if (wanted < 0) return this.origin;
    const index = this.find(wanted);
    return (this.sources[index] ?? 0) + (wanted - (this.starts[index] ?? 0)) + (isEnd ? 1 : 0);
  }

  /** True when `[start, end)` is not empty and lies in one stretch. */
  isTogether(start: number, end: number): boolean {
    return start < end && end <= this.text.length && this.find(start) === this.find(end - 1);
  }

  private find(wanted: number): number {
    const { starts, last } = this;
    if ((starts[last] ?? 0) <= wanted && (last + 1 === starts.length || (starts[last + 1] ?? 0) > wanted)) return last;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= wanted) low = middle;
      else high = middle - 1;
    }
    this.last = low;
    return low;
  }
}

/** A part of a text that does not stand together. */
class Part implements MappedText {
  readonly text: string;
  private readonly whole: MappedText;
  private readonly start: number;
  private readonly end: number;

  constructor(text: string, whole: MappedText, start: number, end: number) {
    this.text = text;
    this.whole = whole;
    this.start = start;
    this.end = end;
  }

  toSource(offset: number): number {
    const at = this.start + offset;
    return at >= this.end ? mapSpan(this.whole, this.start, this.end).end : this.whole.toSource(at);
  }
}
