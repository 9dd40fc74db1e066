import type { Edit } from "./edit.ts";
import type { Source } from "./source.ts";
import { positionAt } from "./source.ts";

// In come a text and the sorted, disjoint edits made to it; out go the hunks of a unified diff and their text. The hunks
// follow from the edits, not from a comparison of two texts, so each hunk knows which edits made it. Nothing is refused:
// edits that change nothing leave no hunk.

/** One line of a hunk. `text` is without the line end `\n`, but keeps a `\r` before it. */
export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
  /** False only on the last line of a text that does not end in `\n`. */
  readonly ended: boolean;
}

/** Lines count from 1. Where a count is 0 the line is the one before, as in every unified diff. */
export interface Hunk {
  readonly oldLine: number;
  readonly oldCount: number;
  readonly newLine: number;
  readonly newCount: number;
  readonly lines: readonly DiffLine[];
  /** Indices into the edits that made the hunk, rising. */
  readonly edits: readonly number[];
}

/** Unchanged lines shown before and after a change, as `diff -u` does. */
export const contextLines = 3;

/** The hunks of a unified diff between `source.text` and the text that `edits` make of it. Sorted, disjoint edits. */
export function diffHunks(source: Source, edits: readonly Edit[], context: number = contextLines): Hunk[] {
  const blocks = changedBlocks(source, edits);
  const hunks: Hunk[] = [];
  let shift = 0;
  for (let first = 0; first < blocks.length; ) {
    let last = first;
    while (last + 1 < blocks.length && gap(blocks[last], blocks[last + 1]) <= 2 * context) last++;
    const hunk = joinBlocks(source, blocks.slice(first, last + 1), context, shift);
    hunks.push(hunk);
    shift += hunk.newCount - hunk.oldCount;
    first = last + 1;
  }
  return hunks;
}

/** `@@ -l,c +l,c @@ heading` and its lines, each ended by `\n`. The heading is free text that patch tools skip. */
export function formatHunk(hunk: Hunk, heading = ""): string {
  const old = `-${hunk.oldLine},${hunk.oldCount}`;
  const now = `+${hunk.newLine},${hunk.newCount}`;
  let out = `@@ ${old} ${now} @@${heading === "" ? "" : ` ${heading}`}\n`;
  for (const line of hunk.lines) {
    out += `${marks[line.kind]}${line.text}\n`;
    if (!line.ended) out += "\\ No newline at end of file\n";
  }
  return out;
}

/** The `---` and `+++` lines. Paths with a space end in a tab, paths with odd characters are quoted, as git does. */
export function formatDiffHeader(path: string): string {
  // A path from the root would read a//path, which no tool resolves.
  const below = path.replace(/^\/+/, "");
  return `--- ${headerPath(`a/${below}`)}\n+++ ${headerPath(`b/${below}`)}\n`;
}

const marks = { same: " ", removed: "-", added: "+" } as const;

/** Whole lines that differ. `oldLine` is the first line taken away, or the one the new lines stand before. */
interface Block {
  readonly oldLine: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
  readonly edits: readonly number[];
}

function changedBlocks(source: Source, edits: readonly Edit[]): Block[] {
  const blocks: Block[] = [];
  for (let first = 0; first < edits.length; ) {
    let last = first;
    while (last + 1 < edits.length && lastLine(source, edits[last]) >= firstLine(source, edits[last + 1])) last++;
    const block = blockOf(source, edits, first, last);
    first = last + 1;
    if (block.removed.length === 0 && block.added.length === 0) continue;
    const previous = blocks.at(-1);
    if (previous && gap(previous, block) === 0) blocks[blocks.length - 1] = joined(previous, block);
    else blocks.push(block);
  }
  return blocks;
}

/** Two blocks without a line between them: all that goes stands before all that comes. */
function joined(a: Block, b: Block): Block {
  return {
    oldLine: a.oldLine,
    removed: [...a.removed, ...b.removed],
    added: [...a.added, ...b.added],
    edits: [...a.edits, ...b.edits],
  };
}

/** The lines that edits first..last touch, before and after, less the equal lines at both ends. */
function blockOf(source: Source, edits: readonly Edit[], first: number, last: number): Block {
  const { text, lineStarts } = source;
  const startLine = firstLine(source, edits[first]);
  const start = lineStarts[startLine - 1] ?? 0;
  const end = lineStarts[lastLine(source, edits[last])] ?? text.length;
  let after = "";
  let at = start;
  for (const edit of edits.slice(first, last + 1)) {
    after += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  const removed = splitLines(text.slice(start, end));
  const added = splitLines(after + text.slice(at, end));
  let head = 0;
  while (head < removed.length && head < added.length && removed[head] === added[head]) head++;
  let tail = 0;
  const most = Math.min(removed.length, added.length) - head;
  while (tail < most && removed[removed.length - 1 - tail] === added[added.length - 1 - tail]) tail++;
  return {
    oldLine: startLine + head,
    removed: removed.slice(head, removed.length - tail),
    added: added.slice(head, added.length - tail),
    edits: Array.from({ length: last - first + 1 }, (_, index) => first + index),
  };
}

function joinBlocks(source: Source, blocks: readonly Block[], context: number, shift: number): Hunk {
  const lineCount = source.lineStarts.length - (source.text === "" || source.text.endsWith("\n") ? 1 : 0);
  const start = Math.max(1, (blocks[0]?.oldLine ?? 1) - context);
  const lines: DiffLine[] = [];
  let at = start;
  for (const block of blocks) {
    for (; at < block.oldLine; at++) lines.push(diffLine("same", rawLine(source, at)));
    for (const text of block.removed) lines.push(diffLine("removed", text));
    for (const text of block.added) lines.push(diffLine("added", text));
    at += block.removed.length;
  }
  for (const stop = Math.min(lineCount, at - 1 + context); at <= stop; at++)
    lines.push(diffLine("same", rawLine(source, at)));
  const oldCount = lines.filter((line) => line.kind !== "added").length;
  const newCount = lines.filter((line) => line.kind !== "removed").length;
  return {
    oldLine: oldCount === 0 ? start - 1 : start,
    oldCount,
    newLine: newCount === 0 ? start + shift - 1 : start + shift,
    newCount,
    lines,
    edits: blocks.flatMap((block) => block.edits),
  };
}

/** Unchanged lines between two blocks. */
function gap(a: Block | undefined, b: Block | undefined): number {
  return a && b ? b.oldLine - (a.oldLine + a.removed.length) : Number.POSITIVE_INFINITY;
}

function firstLine(source: Source, edit: Edit | undefined): number {
  return positionAt(source, edit?.start ?? 0).line;
}

function lastLine(source: Source, edit: Edit | undefined): number {
  return positionAt(source, edit?.end ?? 0).line;
}

function rawLine(source: Source, line: number): string {
  return source.text.slice(source.lineStarts[line - 1], source.lineStarts[line]);
}

function diffLine(kind: DiffLine["kind"], raw: string): DiffLine {
  const ended = raw.endsWith("\n");
  return { kind, text: ended ? raw.slice(0, -1) : raw, ended };
}

/** Lines with their `\n`. An empty text has none. */
function splitLines(text: string): string[] {
  const lines: string[] = [];
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf("\n", at);
    const end = next === -1 ? text.length : next + 1;
    lines.push(text.slice(at, end));
    at = end;
  }
  return lines;
}

function headerPath(path: string): string {
  let quoted = "";
  for (const char of path) quoted += quotedChar(char);
  if (quoted !== path) return `"${quoted}"`;
  return path.includes(" ") ? `${path}\t` : path;
}

/** Octal for control characters, a backslash before `"` and `\`: the C form that git and GNU patch read. */
function quotedChar(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (char === '"' || char === "\\") return `\\${char}`;
  return code < 0x20 || code === 0x7f ? `\\${code.toString(8).padStart(3, "0")}` : char;
}
