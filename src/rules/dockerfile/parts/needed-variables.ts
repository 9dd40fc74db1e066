/**
 * Which variables the words of an instruction need a value for. Raw words of the tree come in; names and their places
 * go out. A use that says what to do without a value (`${X:-d}`, `${X:+d}`, `${X:?e}`) needs none and is left out.
 */
import type { Instruction, Word } from "../../../dockerfile/tree.ts";
import { variablesIn } from "../../../dockerfile/words.ts";
import type { Source, Span } from "../../../text/source.ts";

/** What the build expands. RUN, CMD, ENTRYPOINT, HEALTHCHECK and SHELL keep their text; a trigger waits for its child. */
const expanded: ReadonlySet<string> = new Set([
  ...["add", "arg", "copy", "env", "expose", "label", "stopsignal", "user", "volume", "workdir"],
]);

/** Names a raw text needs, in order of first use. Special parameters such as `$@` and `$1` are none. */
export function neededVariables(raw: string, escapeToken: "\\" | "`"): string[] {
  if (!raw.includes("$")) return [];
  return variablesIn(raw, escapeToken).filter((name) => /^[A-Za-z_]\w*$/.test(name) && !hasFallback(raw, name));
}

/** The raw words of an instruction that the build expands; empty for the others. */
export function expandedWords(instruction: Instruction): readonly Word[] {
  if (!expanded.has(instruction.name) || !instruction.body.text.includes("$")) return [];
  const { pairs } = instruction;
  return pairs.length > 0 ? pairs.flatMap(({ key, value }) => (value ? [key, value] : [key])) : instruction.args;
}

/** Where `$name` or `${name` stands inside `span`; the whole span where the source spells it otherwise. */
export function variableSpan(source: Source, span: Span, name: string): Span {
  const text = source.text.slice(span.start, span.end);
  for (let at = text.indexOf("$"); at !== -1; at = text.indexOf("$", at + 1)) {
    const braced = text[at + 1] === "{";
    const start = at + (braced ? 2 : 1);
    const end = start + name.length;
    if (!text.startsWith(name, start) || /\w/.test(text[end] ?? "")) continue;
    const close = braced ? text.indexOf("}", end) + 1 : end;
    return { start: span.start + at, end: span.start + Math.max(close, end) };
  }
  return span;
}

function hasFallback(raw: string, name: string): boolean {
  return [":", "-", "+", "?"].some((operator) => raw.includes(`\${${name}${operator}`));
}
