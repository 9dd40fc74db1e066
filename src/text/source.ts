/** A text that was read, with what is needed to turn offsets into lines and columns. Nothing here touches the disk. */
export interface Source {
  /** As shown to the person: relative to where the command runs, `/` as separator; `-` is standard input. */
  readonly path: string;
  /** The whole text, byte order mark and line ends included. Offsets everywhere are UTF-16 code units into it. */
  readonly text: string;
  /** Offset of the first character of each line; line 1 is `lineStarts[0]`. */
  readonly lineStarts: readonly number[];
}

/** Half-open range of UTF-16 code units: `start` is in it, `end` is not. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span and the file it lies in; without `path`, the file that is being looked at. */
export interface Place extends Span {
  /** As in `Source.path`. */
  readonly path?: string;
}

/** Line and column, both from 1; the column counts UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Lines end at `\n` only, as in BuildKit: a lone `\r` does not start a line. */
export function createSource(path: string, text: string): Source {
  const lineStarts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  return { path, text, lineStarts };
}

/** Clamps offsets outside the text to its ends. */
export function positionAt(source: Source, offset: number): Position {
  const { lineStarts, text } = source;
  const wanted = Math.max(0, Math.min(offset, text.length));
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: wanted - (lineStarts[low] ?? 0) + 1 };
}

/** The text a span covers. */
export function sliceSpan(source: Source, span: Span): string {
  return source.text.slice(span.start, span.end);
}

/** Text of line `line` (from 1) without its line end; empty past the last line. */
export function lineText(source: Source, line: number): string {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return "";
  const next = source.lineStarts[line];
  const raw = source.text.slice(start, next === undefined ? undefined : next - 1);
  return raw.endsWith("\r") ? raw.slice(0, -1) : raw;
}

/** The text with everything outside the span blank: same length, same lines. */
export function blanked(text: string, { start, end }: Span): string {
  const blank = (part: string) => part.replace(/[^\r\n]/g, " ");
  return blank(text.slice(0, start)) + text.slice(start, end) + blank(text.slice(end));
}

/** The line end the text uses most at its start: fixes that add lines write this one. */
export function lineEndOf(text: string): "\n" | "\r\n" {
  const at = text.indexOf("\n");
  return at > 0 && text[at - 1] === "\r" ? "\r\n" : "\n";
}
