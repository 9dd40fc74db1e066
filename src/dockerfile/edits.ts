/**
 * Edits that rules build their fixes from. Every one is a span of the source and its replacement; none reprints an
 * instruction, so comments, line ends and everything around stay as they are.
 */
import type { Edit } from "../text/edit.ts";
import { lineEndOf, type Span } from "../text/source.ts";
import type { DockerfileTree, Instruction, Pair } from "./tree.ts";

/** Takes an instruction out with its whole lines. Comments above it stay. */
export function removeInstruction(tree: DockerfileTree, instruction: Instruction): Edit {
  const { start, end } = wholeLines(instruction);
  const { text } = tree.source;
  // The last line of a file without a final line end: the line end before it goes, so that none is invented.
  const atEnd = end === text.length && !text.endsWith("\n");
  const before = atEnd && start > 0 ? start - (text[start - 2] === "\r" ? 2 : 1) : start;
  return { start: before, end, text: "" };
}

/** Adds lines above an instruction. `text` has `\n` between lines and none at its end; the file's own line end is used. */
export function insertBefore(tree: DockerfileTree, instruction: Instruction, text: string): Edit {
  const eol = lineEndOf(tree.source.text);
  const { start } = wholeLines(instruction);
  return { start, end: start, text: withLineEnds(text, eol) + eol };
}

/** Adds lines below an instruction; keeps a missing final line end missing. */
export function insertAfter(tree: DockerfileTree, instruction: Instruction, text: string): Edit {
  const eol = lineEndOf(tree.source.text);
  const last = instruction.lines.at(-1);
  const { end } = wholeLines(instruction);
  const lines = withLineEnds(text, eol);
  return last && last.eol === "" ? { start: end, end, text: eol + lines } : { start: end, end, text: lines + eol };
}

export function replaceSpan(span: Span, text: string): Edit {
  return { start: span.start, end: span.end, text };
}

export function insertAt(offset: number, text: string): Edit {
  return { start: offset, end: offset, text };
}

/**
 * Takes one pair out of an ENV, ARG or LABEL; the whole instruction when it is the only one. Undefined where a comment
 * stands between the pairs: it would be lost.
 */
export function removePair(tree: DockerfileTree, instruction: Instruction, pair: Pair): Edit | undefined {
  const index = instruction.pairs.indexOf(pair);
  if (instruction.pairs.length === 1) return removeInstruction(tree, instruction);
  const next = instruction.pairs[index + 1];
  const previous = instruction.pairs[index - 1];
  const span = next
    ? { start: pair.span.start, end: next.span.start }
    : { start: previous?.span.end ?? pair.span.start, end: pair.span.end };
  const hidesComment = instruction.lines.some(
    (line) => line.kind === "comment" && line.start >= span.start && line.start < span.end,
  );
  return hidesComment ? undefined : { ...span, text: "" };
}

/** From the start of the first line to behind the line end of the last. */
export function wholeLines(instruction: Instruction): Span {
  const first = instruction.lines[0];
  const last = instruction.lines.at(-1);
  if (!first || !last) return instruction.span;
  return { start: first.start, end: last.start + last.text.length + last.eol.length };
}

function withLineEnds(text: string, eol: string): string {
  return eol === "\n" ? text : text.replaceAll("\n", eol);
}
