import type { Location } from "../finding/finding.ts";
import { plural } from "./actions.ts";
import type { MaskedLine } from "./masked-lines.ts";
import { charColumns, visibleChar } from "./visible.ts";

// In come a place and a reader of printable lines; out go the lines of a code frame, no wider than asked, in plain ASCII
// around the source. Nothing of the source is printed raw: control characters are escaped, tabs are two spaces.

/** One line of a frame. `kind` lets the caller colour it. */
export interface FrameLine {
  readonly kind: "code" | "underline" | "skip";
  /** Line number and bar. */
  readonly gutter: string;
  readonly text: string;
}

/** Lines of a long span that are shown at its start; the last one is shown too. */
const mostLines = 4;
/** Characters of the source looked at on each side of the span: an own line can hold megabytes. */
const reach = 600;

/** The lines of the place with the span underlined. A span of several lines is marked with `>`, its first line underlined. */
export function codeFrame(location: Location, lineAt: (line: number) => MaskedLine, width: number): FrameLine[] {
  const { start } = location;
  const last = lastLineOf(location);
  const digits = String(last).length;
  const bar = (label: string, mark: string) => `${label.padStart(digits)} ${mark} `;
  const room = Math.max(20, width - digits - 3);
  const several = last > start.line;
  const frame: FrameLine[] = [];
  for (let line = start.line; line <= last; line++) {
    if (line === start.line + mostLines && last > line) {
      frame.push({ kind: "skip", gutter: bar("", ":"), text: `(${plural(last - line, "more line")})` });
      line = last;
    }
    const first = line === start.line;
    const masked = lineAt(line);
    const from = first ? masked.startOf(start.column - 1) : 0;
    const to = line === location.end.line ? masked.endOf(location.end.column - 1) : masked.text.length;
    const shown = cutLine(masked.text, from, to, room);
    frame.push({ kind: "code", gutter: bar(String(line), several ? ">" : "|"), text: shown.text });
    if (first) frame.push({ kind: "underline", gutter: bar("", several ? ">" : "|"), text: shown.underline });
  }
  return frame;
}

/** A span that ends at the start of a line does not reach into that line. */
function lastLineOf(location: Location): number {
  const { start, end } = location;
  return end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
}

interface Cell {
  readonly text: string;
  readonly columns: number;
  readonly marked: boolean;
}

/** The part of a line around from..to that fits, and the carets under it. An empty span gets one caret. */
function cutLine(text: string, from: number, to: number, room: number): { text: string; underline: string } {
  const low = Math.max(0, from - reach);
  const high = Math.min(text.length, from + reach);
  let cells = cellsOf(text.slice(low, high), from - low, Math.max(to, from + 1) - low);
  let cutStart = low > 0;
  let cutEnd = high < text.length;
  const marked = cells.findIndex((cell) => cell.marked);
  if (cutStart || cutEnd || columns(cells) > room) {
    const lead = marked === -1 ? cells.length : marked;
    const skip = columns(cells.slice(0, lead)) > room / 2 ? startOfWindow(cells, lead, Math.floor(room / 3)) : 0;
    cutStart ||= skip > 0;
    const space = room - (cutStart ? 3 : 0) - 3;
    const kept = take(cells.slice(skip), space);
    cutEnd ||= kept.length < cells.length - skip;
    cells = kept;
  }
  const before = cutStart ? "..." : "";
  const shown = before + cells.map((cell) => cell.text).join("") + (cutEnd ? "..." : "");
  const lead = cells.findIndex((cell) => cell.marked);
  const pad = before.length + columns(lead === -1 ? cells : cells.slice(0, lead));
  const carets = Math.max(1, columns(trimmed(cells.filter((cell) => cell.marked))));
  return { text: shown.trimEnd(), underline: " ".repeat(pad) + "^".repeat(carets) };
}

function cellsOf(text: string, from: number, to: number): Cell[] {
  const cells: Cell[] = [];
  let at = 0;
  for (const char of text) {
    const shown = char === "\t" ? "  " : visibleChar(char);
    const width = shown === char ? charColumns(char) : shown.length;
    cells.push({ text: shown, columns: width, marked: at >= from && at < to });
    at += char.length;
  }
  return cells;
}

/** Index from which about `wanted` columns stand before cell `lead`. */
function startOfWindow(cells: readonly Cell[], lead: number, wanted: number): number {
  let at = lead;
  for (let room = wanted; at > 0 && room > 0; at--) room -= cells[at - 1]?.columns ?? 0;
  return at;
}

function take(cells: readonly Cell[], room: number): Cell[] {
  const kept: Cell[] = [];
  let used = 0;
  for (const cell of cells) {
    used += cell.columns;
    if (used > room) break;
    kept.push(cell);
  }
  return kept;
}

/** Without blanks at the end: carets under nothing look like a mistake. */
function trimmed(cells: readonly Cell[]): readonly Cell[] {
  const last = cells.findLastIndex((cell) => cell.text.trim() !== "");
  return last === -1 ? cells.slice(0, 1) : cells.slice(0, last + 1);
}

function columns(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.columns, 0);
}
