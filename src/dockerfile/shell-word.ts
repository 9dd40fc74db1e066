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

/** Shared by all words in which nothing is expanded (most words), and so their mark: see `isStatic`. */
const none: readonly string[] = [];

/** Characters without which a word is its own value. Globs and braces are literal text here. */
const special = /[$`'"\\(]/;

/** Without these a word holds no substitution and no variable. */
const dynamic = /[$`(]/;

/** True when the word's node need not be searched for substitutions and variables. */
export function isStatic(word: ShellWord): boolean {
  return word.variables === none;
}

/** A word of the shell's syntax tree as a fact. `variables` is filled here or while its substitutions are walked. */
export function readWord(node: WordNode, text: TextMap): ShellWord {
  const span = spanIn(text, node.pos, node.end);
  if (!special.test(node.text)) return literalWord(node.text, node.text, span);
  const simple = readSimpleWord(node.text);
  if (simple) return patternWord(node.text, simple.pattern, span, simple.variables);
  const parts = node.parts;
  if (!parts) return literalWord(node.text, node.value, span);
  return patternWord(node.text, partsPattern(parts), span);
}

/** `A=b` where the shell reads it as an argument: `export A=b`. */
export function readAssignmentWord(node: AssignmentNode, text: TextMap): ShellWord {
  const name = node.text.slice(0, node.value.pos - node.pos);
  const value = readAssignmentValue(node.value, text);
  const variables = dynamic.test(name) ? undefined : value.variables;
  return patternWord(node.text, name + value.pattern, spanIn(text, node.pos, node.end), variables);
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

function patternWord(raw: string, pattern: string, span: Span, known?: readonly string[]): ShellWord {
  const variables = known ?? (dynamic.test(raw) ? [] : none);
  return { raw, value: pattern.includes(dynamicPart) ? undefined : pattern, pattern, variables, span };
}

interface SimpleWord {
  readonly pattern: string;
  readonly variables: readonly string[];
}

/**
 * Reads `"a b"`, `x='y'`, `$A/b`, `"${A}"`: quotes and plain variables, no escape and nothing nested. Most special words
 * are such, and their parts, which the shell parser finds by reading the word once more, are then not asked for.
 */
function readSimpleWord(text: string): SimpleWord | undefined {
  let pattern = "";
  let variables = none as string[];
  let quote = "";
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (quote === "'" ? character !== "'" : !stops.has(character)) continue;
    if (character === "\\" || character === "`") return undefined;
    if (character === "$") {
      const end = endOfVariable(text, at + 1);
      if (end === undefined) return undefined;
      const braced = text[at + 1] === "{";
      const name = text.slice(at + (braced ? 2 : 1), braced ? end - 1 : end);
      if (variables === none) variables = [];
      if (!variables.includes(name)) variables.push(name);
      if (variables.length > mostSimple) return undefined;
      pattern += text.slice(from, at) + dynamicPart;
      from = end;
      at = end - 1;
    } else if (character === quote || (quote === "" && (character === "'" || character === '"'))) {
      pattern += text.slice(from, at);
      quote = quote === "" ? character : "";
      from = at + 1;
    } else if (quote === "") return undefined;
  }
  return quote === "" ? { pattern: pattern + text.slice(from), variables } : undefined;
}

/** Outside quotes brackets and braces may nest; inside they are text. */
const stops: ReadonlySet<string> = new Set(["$", "'", '"', "\\", "`", "(", "{", "["]);
/** Words with more variables go the long way: here each is looked up among those before it. */
const mostSimple = 8;

/** Behind the `A` or `{A}` that follows a `$`; undefined when something else does. */
function endOfVariable(text: string, start: number): number | undefined {
  const braced = text[start] === "{";
  variableName.lastIndex = braced ? start + 1 : start;
  if (!variableName.test(text)) return undefined;
  const end = variableName.lastIndex;
  if (!braced) return end;
  return text[end] === "}" ? end + 1 : undefined;
}

const variableName = /[A-Za-z_][A-Za-z0-9_]*/y;

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
  // Searched in the part alone: in the whole text a missing backslash would be looked for up to the end each time.
  const part = text.slice(start, end);
  let from = 0;
  for (let at = part.indexOf("\\"); at !== -1 && at + 1 < part.length; at = part.indexOf("\\", at + 1)) {
    const next = part[at + 1] ?? "";
    if (escapable !== undefined && !escapable.includes(next)) continue;
    into.copy(start + from, start + at);
    if (next !== "\n") into.add(next, start + at, start + at + 2);
    at++;
    from = at + 1;
  }
  into.copy(start + from, end);
}
