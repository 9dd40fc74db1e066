/**
 * Net edits with owners. In: an original text, then rounds of edits, each in the coordinates of the text as it stands.
 * Out: the current text, and the changes that lead from the original straight to it, each with who made it.
 * Refuses edits that conflict within one round, or lie outside the text: whoever collects edits has to choose first.
 */
import type { Edit } from "./edit.ts";
import { editsConflict } from "./edit.ts";
import { narrowChange } from "./narrow.ts";
import type { Span } from "./source.ts";

/** An edit and the number of whoever wants it: an index into a list the caller keeps. */
export interface OwnedEdit extends Edit {
  readonly owner: number;
}

/** Replace a span of the original by `text`, as `by` asked: owners in ascending order. */
export interface NetChange {
  readonly span: Span;
  readonly text: string;
  readonly by: readonly number[];
}

/** An original text and all that was done to it so far. Immutable: `applyToPatch` makes a new one. */
export interface Patch {
  readonly original: string;
  readonly current: string;
  /** Cover the original from end to end, in order. No two changed ones touch. */
  readonly segments: readonly Segment[];
}

/** A stretch of the original: kept as it is, or replaced by `text`. */
type Segment =
  | { readonly kind: "kept"; readonly start: number; readonly end: number }
  | {
      readonly kind: "changed";
      readonly start: number;
      readonly end: number;
      readonly text: string;
      readonly by: readonly number[];
    };

/** A patch that changes nothing yet. */
export function createPatch(original: string): Patch {
  return { original, current: original, segments: [{ kind: "kept", start: 0, end: original.length }] };
}

/**
 * Applies one round of edits; offsets are those of `patch.current`. Throws RangeError on a span outside the text or on
 * two edits that conflict.
 */
export function applyToPatch(patch: Patch, edits: readonly OwnedEdit[]): Patch {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  checkEdits(sorted, patch.current.length);
  const sweep: Sweep = { left: [...patch.segments], leftLength: patch.current.length, right: [] };
  for (const edit of sorted.reverse()) applyOne(sweep, edit);
  const segments = joinTouching([...sweep.left, ...sweep.right.reverse()]);
  return { original: patch.original, current: textOf(patch.original, segments), segments };
}

/**
 * The net changes to the original: sorted, disjoint, none without effect. Words kept from the original inside a
 * rewritten stretch are left out of the spans.
 */
export function patchChanges(patch: Patch): readonly NetChange[] {
  return patch.segments.flatMap((segment) =>
    segment.kind === "kept"
      ? []
      : narrowChange(patch.original, segment, segment.text).map((edit) => ({
          span: { start: edit.start, end: edit.end },
          text: edit.text,
          by: segment.by,
        })),
  );
}

function checkEdits(sorted: readonly OwnedEdit[], length: number): void {
  let previous: OwnedEdit | undefined;
  for (const edit of sorted) {
    if (edit.start < 0 || edit.end < edit.start || edit.end > length)
      throw new RangeError(`edit ${edit.start}..${edit.end} is outside a text of ${length} characters`);
    if (previous && editsConflict(previous, edit))
      throw new RangeError(`edits ${previous.start}..${previous.end} and ${edit.start}..${edit.end} conflict`);
    previous = edit;
  }
}

/** The way from the last edit to the first: what lies right of it is done. Each segment moves over once. */
interface Sweep {
  readonly left: Segment[];
  /** Characters of the current text that `left` stands for. */
  leftLength: number;
  /** In reverse order. */
  readonly right: Segment[];
}

/** Replaces what the edit covers by one changed segment; a changed segment it touches is taken into it whole. */
function applyOne(sweep: Sweep, edit: OwnedEdit): void {
  const { left, right } = sweep;
  const by = new Set([edit.owner]);
  let head = "";
  let tail = "";
  // An empty original has no segments at all.
  let start = left.length === 0 ? 0 : Number.POSITIVE_INFINITY;
  let end = 0;
  let at = sweep.leftLength;
  for (let segment = left.pop(); segment; segment = left.pop()) {
    const from = at - lengthOf(segment);
    if (at < edit.start) {
      left.push(segment);
      break;
    }
    if (from > edit.end) right.push(segment);
    else if (segment.kind === "changed") {
      for (const owner of segment.by) by.add(owner);
      head = segment.text.slice(0, Math.max(0, edit.start - from)) + head;
      if (at > edit.end) tail = segment.text.slice(edit.end - from);
      start = Math.min(start, segment.start);
      end = Math.max(end, segment.end);
    } else {
      const cutFrom = segment.start + Math.max(0, edit.start - from);
      const cutTo = segment.end - Math.max(0, at - edit.end);
      if (cutTo < segment.end) right.push({ kind: "kept", start: cutTo, end: segment.end });
      start = Math.min(start, cutFrom);
      end = Math.max(end, cutTo);
      if (cutFrom > segment.start) {
        left.push({ kind: "kept", start: segment.start, end: cutFrom });
        at = from + cutFrom - segment.start;
        break;
      }
    }
    at = from;
  }
  const text = head + edit.text + tail;
  left.push({ kind: "changed", start, end, text, by: [...by].sort((a, b) => a - b) });
  sweep.leftLength = at + text.length;
}

function joinTouching(segments: readonly Segment[]): readonly Segment[] {
  const out: Segment[] = [];
  for (const segment of segments) {
    const last = out.at(-1);
    if (segment.kind === "kept" && segment.start === segment.end) continue;
    if (segment.kind === "changed" && last?.kind === "changed")
      out[out.length - 1] = {
        kind: "changed",
        start: last.start,
        end: segment.end,
        text: last.text + segment.text,
        by: [...new Set([...last.by, ...segment.by])].sort((a, b) => a - b),
      };
    else out.push(segment);
  }
  return out;
}

function textOf(original: string, segments: readonly Segment[]): string {
  return segments
    .map((segment) => (segment.kind === "kept" ? original.slice(segment.start, segment.end) : segment.text))
    .join("");
}

function lengthOf(segment: Segment): number {
  return segment.kind === "kept" ? segment.end - segment.start : segment.text.length;
}
