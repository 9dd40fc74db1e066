/**
 * Comment lines of files other than Dockerfiles, and what stands below each: the place an ignore comment in them covers.
 * In YAML that is the key or item below with all that is indented under it; in an ignore file and a script the next line,
 * with its continuations. Comments behind something else on a line do not count.
 */
import type { UnitKind } from "../project/unit.ts";
import type { Source, Span } from "../text/source.ts";
import { lineText } from "../text/source.ts";

/** Where a comment stands. */
export interface CommentPlace {
  readonly at: Span;
  /** What it stands in or above, leading comments included; undefined at the end of the file. */
  readonly below: Span | undefined;
  /** Nothing but comments stands above it. */
  readonly atTop: boolean;
}

/** Lines that are looked at, and comments that may be ignores: no person wrote more. */
const mostLines = 100_000;
const mostComments = 500;

/** The comment lines that may hold an ignore, in order. */
export function lineComments(
  source: Source,
  kind: UnitKind,
): { readonly text: string; readonly place: CommentPlace }[] {
  const found: { text: string; place: CommentPlace }[] = [];
  const count = Math.min(source.lineStarts.length, mostLines);
  const endOf = endsBelow(source, kind, count);
  let atTop = true;
  for (let line = 1; line <= count; line++) {
    const written = lineText(source, line);
    const comment = commentIn(written, kind);
    if (comment === undefined) {
      if (written.trim() !== "") atTop = false;
      continue;
    }
    if (!/ignore|skip/.test(comment)) continue;
    if (found.length >= mostComments) break;
    const start = source.lineStarts[line - 1] ?? 0;
    const end = endOf(line + 1);
    const below = end === undefined ? undefined : { start, end };
    found.push({ text: comment, place: { at: { start, end: start + written.length }, below, atTop } });
  }
  return found;
}

function commentIn(line: string, kind: UnitKind): string | undefined {
  // The builder takes `#` for a comment in the first column only.
  if (kind === "ignore-file") return line.startsWith("#") ? line.slice(1) : undefined;
  const text = line.trim();
  if (text.startsWith("#")) return text.replace(/^#+/, "");
  const html = text.startsWith("<!--") && text.endsWith("-->") ? text.slice(4, -3) : undefined;
  return html ?? (text.startsWith("//") ? text.slice(2) : undefined);
}

/** Ends of what stands below a line (from 1). Comments in a row share what they stand above, and it is looked for once. */
function endsBelow(source: Source, kind: UnitKind, count: number): (from: number) => number | undefined {
  let known: { readonly from: number; readonly line: number; readonly end: number | undefined } | undefined;
  return (from) => {
    if (known && from >= known.from && from <= known.line) return known.end;
    let line = from;
    while (line <= count && isSkipped(lineText(source, line), kind)) line++;
    known = { from, line, end: line > count ? undefined : endOfLine(source, lastOf(source, line, kind, count)) };
    return known.end;
  };
}

function lastOf(source: Source, line: number, kind: UnitKind, count: number): number {
  return kind === "compose" ? lastOfBlock(source, line, count) : lastOfCommand(source, line, kind, count);
}

function endOfLine(source: Source, line: number): number {
  return (source.lineStarts[line - 1] ?? 0) + lineText(source, line).length;
}

function isSkipped(line: string, kind: UnitKind): boolean {
  return line.trim() === "" || commentIn(line, kind) !== undefined;
}

function lastOfBlock(source: Source, first: number, count: number): number {
  const own = indentOf(lineText(source, first));
  let last = first;
  for (let line = first + 1; line <= count; line++) {
    const text = lineText(source, line);
    if (isSkipped(text, "compose")) continue;
    // A list may stand as far left as the key it belongs to.
    const isItem =
      indentOf(text) === own &&
      text.trimStart().startsWith("- ") &&
      !lineText(source, first).trimStart().startsWith("- ");
    if (indentOf(text) <= own && !isItem) break;
    last = line;
  }
  return last;
}

function lastOfCommand(source: Source, first: number, kind: UnitKind, count: number): number {
  let last = first;
  if (kind !== "ignore-file") while (last < count && lineText(source, last).endsWith("\\")) last++;
  return last;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
