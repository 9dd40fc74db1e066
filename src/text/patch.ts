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
  const segments = joinTouching(sorted.reduceRight((list, edit) => applyOne(list, edit), patch.segments));
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

/** Replaces what the edit covers by one changed segment; a changed segment it touches is taken into it whole. */
function applyOne(segments: readonly Segment[], edit: OwnedEdit): readonly Segment[] {
  const before: Segment[] = [];
  const after: Segment[] = [];
  let head = "";
  let tail = "";
  let start = -1;
  let end = -1;
  const by = new Set([edit.owner]);
  let at = 0;
  for (const segment of segments) {
    const from = at;
    at += lengthOf(segment);
    // Strictly before or after; one that only touches a kept segment's border goes to a side with an empty cut below.
    if (at < edit.start) before.push(segment);
    else if (from > edit.end) after.push(segment);
    else if (segment.kind === "kept") {
      const cutFrom = segment.start + Math.max(0, edit.start - from);
      const cutTo = segment.end - Math.max(0, at - edit.end);
      if (cutFrom > segment.start)
        before.push({ kind: "kept", start: segment.start, end: Math.min(cutFrom, segment.end) });
      if (cutTo < segment.end) after.push({ kind: "kept", start: Math.max(cutTo, segment.start), end: segment.end });
      if (start === -1) start = Math.min(cutFrom, segment.end);
      end = Math.max(end, cutTo, start);
    } else {
      for (const owner of segment.by) by.add(owner);
      head += segment.text.slice(0, Math.max(0, edit.start - from));
      tail += at > edit.end ? segment.text.slice(Math.max(0, edit.end - from)) : "";
      start = start === -1 ? segment.start : Math.min(start, segment.start);
      end = Math.max(end, segment.end);
    }
  }
  const text = head + edit.text + tail;
  // An empty original has no segments at all.
  if (start === -1) start = end = 0;
  return [...before, { kind: "changed", start, end, text, by: [...by].sort((a, b) => a - b) }, ...after];
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
