/**
 * Makes one replacement as small as it can be said: what the old and the new text share is left out of it, by words in
 * the middle and by characters at the ends. Refuses nothing; past its limit on work it only trims the ends.
 */
import type { Edit } from "./edit.ts";
import type { Span } from "./source.ts";

/** Cells of the comparison table: about 700 words against 700. Beyond, a rewritten stretch stays in one piece. */
export const comparisonLimit = 500_000;

/** Edits that together do what replacing `span` of `original` by `text` does. Sorted, disjoint, not touching. */
export function narrowChange(original: string, span: Span, text: string): readonly Edit[] {
  const before = tokens(original.slice(span.start, span.end));
  const after = tokens(text);
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  const offset = span.start + before.slice(0, same).join("").length;
  const rest = before.slice(same);
  const fresh = after.slice(same);
  const edits =
    rest.length * fresh.length > comparisonLimit
      ? [{ start: offset, end: span.end, text: fresh.join("") }]
      : compare(rest, fresh, offset);
  return edits.flatMap((edit) => trimEnds(original, edit) ?? []);
}

/** Leaves out what both share at the start and at the end; undefined when nothing is left. Never splits a surrogate pair. */
function trimEnds(original: string, edit: Edit): Edit | undefined {
  let { start, end } = edit;
  let from = 0;
  let to = edit.text.length;
  while (start < end && from < to && original[start] === edit.text[from]) {
    start++;
    from++;
  }
  if (from > 0 && isHighSurrogate(original.charCodeAt(start - 1))) {
    start--;
    from--;
  }
  while (start < end && from < to && original[end - 1] === edit.text[to - 1]) {
    end--;
    to--;
  }
  if (end < edit.end && isLowSurrogate(original.charCodeAt(end))) {
    end++;
    to++;
  }
  return start === end && from === to ? undefined : { start, end, text: edit.text.slice(from, to) };
}

/** Words, stretches of blanks, line ends, and every other character by itself. */
function tokens(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}_]+|[ \t]+|\r?\n|./gsu) ?? [];
}

/** Longest common subsequence of tokens; what is not in it becomes edits. */
function compare(before: readonly string[], after: readonly string[], offset: number): readonly Edit[] {
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      common[i * width + j] =
        before[i] === after[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
  const edits: Edit[] = [];
  let at = offset;
  let start = offset;
  let text = "";
  const flush = () => {
    if (at > start || text !== "") edits.push({ start, end: at, text });
  };
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    const old = before[i];
    const fresh = after[j];
    if (old !== undefined && old === fresh) {
      flush();
      at += old.length;
      start = at;
      text = "";
      i++;
      j++;
    } else if (fresh !== undefined && (old === undefined || isBetter(common, width, i, j))) {
      text += fresh;
      j++;
    } else if (old !== undefined) {
      at += old.length;
      i++;
    }
  }
  flush();
  return edits;
}

/** True when taking the next new word loses none of the common words. */
function isBetter(common: Uint32Array, width: number, i: number, j: number): boolean {
  return (common[i * width + j + 1] ?? 0) > (common[(i + 1) * width + j] ?? 0);
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
