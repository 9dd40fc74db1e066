import { replaceSpan } from "../../../dockerfile/edits.ts";
import type { DockerfileTree, Instruction } from "../../../dockerfile/tree.ts";
import type { Edit } from "../../../text/edit.ts";
import { type Span, sliceSpan } from "../../../text/source.ts";

/**
 * Takes one argument out of CMD or ENTRYPOINT with what joins it to the one before it: a comma in JSON form, white space
 * in a shell line. Undefined where a line end, a comment or a quote stands in between.
 */
export function removeArgument(tree: DockerfileTree, instruction: Instruction, argument: Span): Edit | undefined {
  if (instruction.form === "json") return removeElement(tree, instruction, argument);
  const { text } = tree.source;
  let start = argument.start;
  while (text[start - 1] === " " || text[start - 1] === "\t") start--;
  const isAlone =
    start < argument.start && !/["'`\\\n]/.test(text[start - 1] ?? "\n") && isBoundary(text[argument.end]);
  return isAlone ? replaceSpan({ start, end: argument.end }, "") : undefined;
}

function removeElement({ source }: DockerfileTree, { args }: Instruction, { start, end }: Span): Edit | undefined {
  const at = args.findIndex((word) => word.span.start === start && word.span.end === end);
  const previous = args[at - 1];
  if (at < 1 || !previous) return undefined;
  const span = { start: previous.span.end, end };
  return /^\s*,\s*"[^"]*"$/.test(sliceSpan(source, span)) ? replaceSpan(span, "") : undefined;
}

function isBoundary(next: string | undefined): boolean {
  return next === undefined || /[\s;&|]/.test(next);
}
