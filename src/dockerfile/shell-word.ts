import type {
  ArrayValue,
  Assignment as AssignmentNode,
  CommandExpansionPart,
  Word as WordNode,
  WordPart,
} from "unbash";
import type { Span } from "../text/source.ts";
import type { ShellWord } from "./command.ts";
import { buildText, placedAt, spanIn, type TextBuilder, type TextMap } from "./shell-text.ts";

/** Stands for a dynamic part in `ShellWord.pattern`. */
export const dynamicPart = "\u0000";

/** Shared by all literal words: most words are. */
const none: readonly string[] = [];

/** Characters without which a word is its own value. Globs and braces are literal text here. */
const special = /[$`'"\\(]/;

/** A word of the shell's syntax tree as a fact. `variables` is filled while its substitutions are walked. */
export function readWord(node: WordNode, text: TextMap): ShellWord {
  const span = spanIn(text, node.pos, node.end);
  if (!special.test(node.text)) return literalWord(node.text, node.text, span);
  const parts = node.parts;
  if (!parts) return literalWord(node.text, node.value, span);
  return patternWord(node.text, partsPattern(parts), span);
}

/** `A=b` where the shell reads it as an argument: `export A=b`. */
export function readAssignmentWord(node: AssignmentNode, text: TextMap): ShellWord {
  const pattern = node.text.slice(0, node.value.pos - node.pos) + readAssignmentValue(node.value, text).pattern;
  return patternWord(node.text, pattern, spanIn(text, node.pos, node.end));
}

/** The right side of an assignment; an array's value is not literal. */
export function readAssignmentValue(node: WordNode | ArrayValue, text: TextMap): ShellWord {
  if (node.type === "Word") return readWord(node, text);
  return patternWord(text.text.slice(node.pos, node.end), dynamicPart, spanIn(text, node.pos, node.end));
}

/** A word that is its own value: nothing in it is expanded. */
export function literalWord(raw: string, value: string, span: Span): ShellWord {
  return { raw, value, pattern: value, variables: none, span };
}

/** A word as the text its program would get: quotes removed, escapes resolved, dynamic parts left as written. */
export function decodeWord(node: WordNode, text: TextMap, into: TextBuilder = buildText(text)): TextBuilder {
  const parts = node.parts;
  if (!parts) unescapeInto(into, text.text, node.pos, node.end, undefined);
  else for (const part of parts) decodePart(part, text, into);
  return into;
}

/** The script of a backtick substitution that holds escapes: the shell removes one level of them first. */
export function decodeBackticks(part: CommandExpansionPart, source: string, text: TextMap): TextMap {
  for (const escapable of ["$`\\", '$`\\"']) {
    const into = buildText(text);
    unescapeInto(into, text.text, part.pos + 1, part.end - 1, escapable);
    const decoded = into.build();
    if (decoded.text === source) return decoded;
  }
  return placedAt(source, spanIn(text, part.pos, part.end));
}

function patternWord(raw: string, pattern: string, span: Span): ShellWord {
  return { raw, value: pattern.includes(dynamicPart) ? undefined : pattern, pattern, variables: [], span };
}

function partsPattern(parts: readonly WordPart[]): string {
  let pattern = "";
  for (const part of parts) pattern += partPattern(part);
  return pattern;
}

function partPattern(part: WordPart): string {
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
      return part.value;
    case "DoubleQuoted":
    case "LocaleString":
      return partsPattern(part.parts);
    case "Glob":
    case "ExtendedGlob":
    case "BraceExpansion":
      return part.parts?.some((inner) => inner.type !== "Literal" && inner.type !== "Glob")
        ? partsPattern(part.parts)
        : part.text;
    default:
      return dynamicPart;
  }
}

function decodePart(part: WordPart, text: TextMap, into: TextBuilder): void {
  switch (part.type) {
    case "SingleQuoted":
      into.copy(part.pos + 1, part.end - 1);
      break;
    case "AnsiCQuoted":
      into.add(part.value, part.pos, part.end);
      break;
    case "Literal":
      unescapeInto(into, text.text, part.pos, part.end, undefined);
      break;
    case "DoubleQuoted":
    case "LocaleString":
      for (const inner of part.parts) {
        if (inner.type === "Literal") unescapeInto(into, text.text, inner.pos, inner.end, '$`"\\\n');
        else into.copy(inner.pos, inner.end);
      }
      break;
    default:
      into.copy(part.pos, part.end);
  }
}

/** Removes the backslash before a character of `escapable`, or before any when it is undefined. */
function unescapeInto(
  into: TextBuilder,
  text: string,
  start: number,
  end: number,
  escapable: string | undefined,
): void {
  for (let at = start; at < end; at++) {
    const next = text[at + 1];
    const escapes = text[at] === "\\" && at + 1 < end && next !== undefined && (escapable?.includes(next) ?? true);
    if (!escapes) {
      into.copy(at, at + 1);
      continue;
    }
    if (next !== "\n") into.add(next, at, at + 2);
    at++;
  }
}
