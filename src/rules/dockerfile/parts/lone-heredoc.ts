import { insertAt } from "../../../dockerfile/edits.ts";
import type { Heredoc, Instruction } from "../../../dockerfile/tree.ts";
import type { Edit } from "../../../text/edit.ts";
import { lineEndOf, type Source } from "../../../text/source.ts";

/** The heredoc that is the whole script of a RUN: `RUN <<EOF`. Undefined where a program gets it as its input. */
export function loneHeredoc(run: Instruction): Heredoc | undefined {
  const [only] = run.heredocs;
  if (run.heredocs.length !== 1 || !only?.terminated) return undefined;
  const start = run.body.toSource(0);
  return start === only.at.start && run.body.toSource(run.body.text.length) === only.at.end ? only : undefined;
}

/** Adds a line at the top of the script, below its shebang, indented like the line that was there. */
export function insertFirstLine({ text }: Source, heredoc: Heredoc, line: string): Edit {
  const body = text.slice(heredoc.body.start, heredoc.body.end);
  const first = body.startsWith("#!") ? body.indexOf("\n") + 1 : 0;
  const indent = /^[ \t]*/.exec(body.slice(first))?.[0] ?? "";
  return insertAt(heredoc.body.start + first, indent + line + lineEndOf(text));
}
