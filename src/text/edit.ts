import type { Span } from "./source.ts";

/** Replace the characters of a span by `text`. An empty span inserts, an empty text deletes. */
export interface Edit extends Span {
  readonly text: string;
}

/** An edit of a named file; without `path`, of the file that is being looked at. A file that is not there yet is made. */
export interface FileEdit extends Edit {
  /** As in `Source.path`. */
  readonly path?: string;
}

/** True when both cannot be applied to the same text: they overlap, or insert at the same place. */
export function editsConflict(a: Edit, b: Edit): boolean {
  if (a.start === b.start) return true;
  return a.start < b.end && b.start < a.end;
}

/**
 * Applies edits that do not conflict with each other, in any order. Characters outside the spans are copied unchanged.
 * Throws RangeError on a span outside the text or on two edits that conflict: whoever collects edits has to choose first.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let out = "";
  let at = 0;
  let previous: Edit | undefined;
  for (const edit of sorted) {
    if (edit.start < 0 || edit.end < edit.start || edit.end > text.length)
      throw new RangeError(`edit ${edit.start}..${edit.end} is outside a text of ${text.length} characters`);
    if (previous && editsConflict(previous, edit))
      throw new RangeError(`edits ${previous.start}..${previous.end} and ${edit.start}..${edit.end} conflict`);
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
    previous = edit;
  }
  return out + text.slice(at);
}
