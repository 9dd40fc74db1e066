import { mapSpan } from "./mapped-text.ts";
import { isSpace, skipSpace } from "./space.ts";
import type { Flag, MappedText } from "./tree.ts";

const noFlags: readonly Flag[] = [];

/**
 * The `--name=value` words at the start of an instruction's arguments, and where the rest begins. Quotes and `\` escapes
 * are taken out as BuildKit's extractBuilderFlags does; `--` ends the flags. Unknown names are kept: judging them is not
 * the parser's business.
 */
export function parseFlags(text: MappedText, from: number): { readonly flags: readonly Flag[]; readonly rest: number } {
  const source = text.text;
  let at = skipSpace(source, from);
  if (!source.startsWith("--", at)) return { flags: noFlags, rest: at };
  const flags: Flag[] = [];
  while (source.startsWith("--", at)) {
    const { word, end } = readWord(source, at);
    if (word === "--") return { flags, rest: skipSpace(source, end) };
    flags.push(flagOf(text, word, at, end));
    at = skipSpace(source, end);
  }
  return { flags, rest: at };
}

function readWord(source: string, start: number): { readonly word: string; readonly end: number } {
  let word = "";
  let quote = "";
  let at = start;
  for (; at < source.length; at++) {
    const character = source[at] ?? "";
    if (quote === "" && isSpace(character)) break;
    if (character === quote) quote = "";
    else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (character === "\\") {
      at += 1;
      word += source[at] ?? "";
    } else word += character;
  }
  return { word, end: Math.min(at, source.length) };
}

function flagOf(text: MappedText, raw: string, start: number, end: number): Flag {
  const written = text.text.slice(start, end);
  const equals = written.indexOf("=");
  const rawEquals = raw.indexOf("=");
  return {
    span: mapSpan(text, start, end),
    name: rawEquals === -1 ? raw.slice(2) : raw.slice(2, rawEquals),
    value: rawEquals === -1 ? undefined : raw.slice(rawEquals + 1),
    valueSpan: equals === -1 ? emptyAt(text, end) : mapSpan(text, start + equals + 1, end),
    raw,
  };
}

function emptyAt(text: MappedText, offset: number) {
  const { end } = mapSpan(text, offset - 1, offset);
  return { start: end, end };
}
