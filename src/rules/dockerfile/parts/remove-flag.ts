import type { Flag } from "../../../dockerfile/tree.ts";
import type { Edit } from "../../../text/edit.ts";
import type { Source } from "../../../text/source.ts";

/** Takes a flag out with the blanks behind it. A continuation mark behind it stays: the lines still hang together. */
export function removeFlag(source: Source, flag: Flag): Edit {
  let { end } = flag.span;
  while (source.text[end] === " " || source.text[end] === "\t") end += 1;
  return { start: flag.span.start, end, text: "" };
}
