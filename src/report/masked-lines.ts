import { lineText, type Source } from "../text/source.ts";

// In come a text and a masker; out come its lines with no part of a secret in them, and where a column of the text went.
// A secret that spans lines cannot be found line by line: a line whose masked form does not stand in the masked text as
// a whole is hidden completely.

/** One line as it may be printed. Columns count from 0. */
export interface MaskedLine {
  readonly text: string;
  /** True when something was hidden. */
  readonly changed: boolean;
  /** Column in `text` of the start of what was at `column`. */
  startOf(column: number): number;
  /** Column in `text` of the end of what ended at `column`. */
  endOf(column: number): number;
}

/** What stands for a line that holds a piece of a secret of several lines. */
export const hiddenLine = "**** (hidden: part of a secret)";

/** Reader of printable lines, by line number from 1. Masks the whole text once, a line at most once. */
export function maskedLines(source: Source, mask: (text: string) => string): (line: number) => MaskedLine {
  const whole = mask(source.text);
  const clean = whole === source.text;
  const allowed = clean ? undefined : new Set(whole.split("\n").map(withoutReturn));
  const seen = new Map<number, MaskedLine>();
  return (line) => {
    const known = seen.get(line);
    if (known) return known;
    const text = lineText(source, line);
    const masked = allowed ? maskedLine(text, mask, allowed) : unchanged(text);
    seen.set(line, masked);
    return masked;
  };
}

function maskedLine(text: string, mask: (text: string) => string, allowed: ReadonlySet<string>): MaskedLine {
  const masked = mask(text);
  if (!allowed.has(masked))
    return { text: hiddenLine, changed: true, startOf: () => 0, endOf: () => hiddenLine.length };
  if (masked === text) return unchanged(text);
  return {
    text: masked,
    changed: true,
    startOf: (column) => {
      const before = mask(text.slice(0, column));
      return masked.startsWith(before) ? before.length : commonStart(text, masked);
    },
    endOf: (column) => {
      const after = mask(text.slice(column));
      return masked.endsWith(after) ? masked.length - after.length : masked.length;
    },
  };
}

function unchanged(text: string): MaskedLine {
  return { text, changed: false, startOf: (column) => column, endOf: (column) => column };
}

function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
