import { Composer, type Document, Lexer, type ParsedNode, Parser } from "yaml";

/**
 * The documents of a YAML text as the YAML library reads them, every scalar a string. Text that is too long or nested too
 * deep is refused before the library composes it: near the end of the stack it can end the whole process, which no `try`
 * catches.
 */

/** Longer texts are not read; the largest real Compose files have some 30,000 characters. */
export const mostYamlCharacters = 1_000_000;

/** Lists and maps inside each other. */
export const deepestYaml = 100;

/** Documents of one text. */
export const mostDocuments = 100;

/** What stopped the reading. */
export type YamlRefusal = "too long" | "too deep" | "too many documents";

/** The documents, each with its own errors; or why they were not read. */
export function parseYamlDocuments(text: string): readonly Document<ParsedNode>[] | YamlRefusal {
  if (text.length > mostYamlCharacters) return "too long";
  const parser = new Parser();
  // Every scalar stays a string: which of them are numbers is decided as Compose's own parser does.
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, schema: "failsafe", logLevel: "silent" });
  const documents: Document<ParsedNode>[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (parser.stack.length > deepestYaml) return "too deep";
    if (documents.length > mostDocuments) return "too many documents";
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  return documents.length > mostDocuments ? "too many documents" : documents;
}

/** How a scalar is written, by the library's name for it. */
export const scalarStyles: Readonly<Record<string, "plain" | "single" | "double" | "block">> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "block",
  BLOCK_FOLDED: "block",
};
