/**
 * YAML with the line of each value, as the YAML library reads it. Every scalar is a text; aliases are not followed and give
 * nothing, so that no text grows. What is nested too deep is refused before the library composes it, see
 * `compose/yaml-documents.ts`. Only the first document counts.
 */
import {
  Composer,
  type Document,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type ParsedNode,
  Parser,
} from "yaml";
import { deepestLockfile, type Located, mostLocatedValues, type Unreadable } from "./located.ts";

/** Longer texts are not read: the library takes a second or two, and a hundred times the memory. */
export const mostYamlLockfile = 4_000_000;

interface Reading {
  readonly lines: LineCounter;
  left: number;
}

export function readLocatedYaml(text: string, mostValues: number = mostLocatedValues): Located | Unreadable {
  if (text.length > mostYamlLockfile) return "too many values";
  const lines = new LineCounter();
  const document = firstDocument(text, lines);
  if (typeof document === "string") return document;
  if (!document || document.errors.length > 0) return "no valid text";
  const reading: Reading = { lines, left: mostValues };
  const value = located(reading, document.contents);
  return reading.left < 0 ? "too many values" : value;
}

function firstDocument(text: string, lines: LineCounter): Document<ParsedNode> | Unreadable | undefined {
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, schema: "failsafe", logLevel: "silent" });
  lines.addNewLine(0);
  let first: Document<ParsedNode> | undefined;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) for (const document of composer.next(token)) first ??= document;
    if (first) return first;
    // The library's stack has an entry or two for each level.
    if (parser.stack.length > deepestLockfile) return "too deep";
  }
  for (const token of parser.end()) for (const document of composer.next(token)) first ??= document;
  for (const document of composer.end()) first ??= document;
  return first;
}

function located(reading: Reading, node: Node | null | undefined): Located {
  reading.left -= 1;
  const line = node?.range ? reading.lines.linePos(node.range[0]).line : 0;
  if (reading.left < 0) return { line, value: null };
  if (isMap(node)) {
    const members = new Map<string, Located>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) && typeof key.value === "string" ? key.value : undefined;
      if (name === undefined) continue;
      const keyLine = reading.lines.linePos((key as Node).range?.[0] ?? 0).line;
      members.set(name, { ...located(reading, value as Node | null), line: keyLine });
    }
    return { line, value: members };
  }
  if (isSeq(node)) return { line, value: node.items.map((item) => located(reading, item as Node)) };
  return { line, value: isScalar(node) && typeof node.value === "string" ? node.value : null };
}
