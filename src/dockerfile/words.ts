/**
 * The variable and word lexer of Dockerfile instructions. A raw text and a way to look names up come in; the expanded
 * text and its words go out, or the error BuildKit reports, or the names whose values cannot be known.
 * Reference: BuildKit frontend/dockerfile/shell/lex.go and docs "Environment replacement".
 */

import { isSpace } from "./space.ts";

/** A variable's value; `undefined` when it is not set; `unknownValue` when that cannot be told. */
export type Lookup = (name: string) => string | undefined | typeof unknownValue;
export const unknownValue = Symbol("unknown");

export type Expansion =
  | { readonly kind: "text"; readonly text: string; readonly words: readonly string[] }
  | { readonly kind: "error"; readonly message: string }
  | { readonly kind: "unknown"; readonly names: readonly string[] };

/** Depth of `${a:-${b:-…}}` that is followed; deeper is an error instead of a stack overflow. */
export const maxExpansionDepth = 200;

/** Expands a raw text as ENV, COPY, USER … do. Never throws. */
export function expandWords(raw: string, lookup: Lookup, escapeToken: "\\" | "`" = "\\"): Expansion {
  if (isPlain(raw)) return { kind: "text", text: raw, words: raw.split(/\s+/).filter((word) => word !== "") };
  return expand(raw, lookup, escapeToken, wordCollector());
}

/** The same for callers that do not ask for the words: their list stays empty. */
export function expandText(raw: string, lookup: Lookup, escapeToken: "\\" | "`"): Expansion {
  return isPlain(raw) ? { kind: "text", text: raw, words: noWords } : expand(raw, lookup, escapeToken, undefined);
}

/** True when a text expands to itself. */
export function isPlain(raw: string): boolean {
  return !special.test(raw);
}

const special = /[$'"\\`]/;
const noWords: readonly string[] = [];

function expand(raw: string, lookup: Lookup, escapeToken: string, words: WordCollector | undefined): Expansion {
  const lexer: Lexer = { raw, at: 0, escape: escapeToken, lookup, unknown: new Set(), error: undefined, depth: 0 };
  const text = readUntil(lexer, undefined, false, words);
  if (lexer.error !== undefined) return { kind: "error", message: lexer.error };
  if (lexer.unknown.size > 0) return { kind: "unknown", names: [...lexer.unknown] };
  return { kind: "text", text, words: words?.finish() ?? noWords };
}

/** Names of the variables a raw text refers to outside single quotes, in order of first use. */
export function variablesIn(raw: string, escapeToken: "\\" | "`" = "\\"): string[] {
  if (!raw.includes("$")) return [];
  const names = new Set<string>();
  const note: Lookup = (name) => {
    names.add(name);
    return undefined;
  };
  expandWords(raw, note, escapeToken);
  return [...names];
}

interface Lexer {
  readonly raw: string;
  at: number;
  readonly escape: string;
  readonly lookup: Lookup;
  readonly unknown: Set<string>;
  error: string | undefined;
  depth: number;
}

interface WordCollector {
  /** Quoted or escaped: white space does not split. */
  addRaw(text: string): void;
  /** White space splits. */
  add(text: string): void;
  finish(): string[];
}

function wordCollector(): WordCollector {
  const words: string[] = [];
  let word = "";
  const close = () => {
    if (word !== "") words.push(word);
    word = "";
  };
  return {
    addRaw(text) {
      word += text;
    },
    add(text) {
      for (const character of text) {
        if (isSpace(character)) close();
        else word += character;
      }
    },
    finish() {
      close();
      return words;
    },
  };
}

function readUntil(lexer: Lexer, stop: string | undefined, keepEscapes: boolean, words?: WordCollector): string {
  let out = "";
  while (lexer.at < lexer.raw.length && lexer.error === undefined) {
    const character = characterAt(lexer);
    if (character === stop) {
      lexer.at += 1;
      return out;
    }
    if (character === "$") {
      const value = readDollar(lexer);
      out += value;
      words?.add(value);
    } else if (character === "'" || character === '"') {
      const value = character === "'" ? readSingleQuoted(lexer) : readDoubleQuoted(lexer);
      out += value;
      words?.addRaw(value);
    } else if (character === lexer.escape) {
      lexer.at += 1;
      if (keepEscapes) out += character;
      if (lexer.at >= lexer.raw.length) break;
      const escaped = takeCharacter(lexer);
      out += escaped;
      words?.addRaw(escaped);
    } else {
      const plain = takePlain(lexer, stop);
      out += plain;
      words?.add(plain);
    }
  }
  if (stop !== undefined && lexer.error === undefined) lexer.error = `the closing ${stop} is missing`;
  return out;
}

/** The character at hand and all that follow it up to one that may mean something: mostly whole words. */
function takePlain(lexer: Lexer, stop: string | undefined): string {
  const { raw } = lexer;
  const start = lexer.at;
  let at = start + 1;
  for (; at < raw.length; at++) {
    const character = raw[at];
    if (character === "$" || character === "'" || character === '"' || character === lexer.escape || character === stop)
      break;
  }
  lexer.at = at;
  return raw.slice(start, at);
}

function readSingleQuoted(lexer: Lexer): string {
  const end = lexer.raw.indexOf("'", lexer.at + 1);
  if (end === -1) {
    lexer.error = "the closing single quote is missing";
    return "";
  }
  const text = lexer.raw.slice(lexer.at + 1, end);
  lexer.at = end + 1;
  return text;
}

function readDoubleQuoted(lexer: Lexer): string {
  let out = "";
  lexer.at += 1;
  while (lexer.at < lexer.raw.length && lexer.error === undefined) {
    const character = takeCharacter(lexer);
    if (character === '"') return out;
    if (character === "$") {
      lexer.at -= 1;
      out += readDollar(lexer);
    } else if (character === lexer.escape) {
      const next = lexer.raw[lexer.at];
      if (next === undefined) continue;
      const escapable = next === '"' || next === "$" || next === lexer.escape;
      out += escapable ? takeCharacter(lexer) : character;
    } else out += character;
  }
  lexer.error ??= "the closing double quote is missing";
  return out;
}

function readDollar(lexer: Lexer): string {
  lexer.at += 1;
  if (lexer.raw[lexer.at] !== "{") {
    const name = readName(lexer);
    return name === "" ? "$" : (variableValue(lexer, name) ?? "");
  }
  lexer.at += 1;
  const first = lexer.raw[lexer.at];
  if (first === undefined || first === "{" || first === "}" || first === ":") {
    lexer.error = "bad substitution";
    return "";
  }
  if (lexer.depth >= maxExpansionDepth) {
    lexer.error = `substitutions are nested deeper than ${maxExpansionDepth}`;
    return "";
  }
  lexer.depth += 1;
  const value = readBraced(lexer, readName(lexer));
  lexer.depth -= 1;
  return value;
}

/** Behind `${name`. */
function readBraced(lexer: Lexer, name: string): string {
  let operator = takeCharacter(lexer);
  if (operator === "}") return variableValue(lexer, name) ?? "";
  if (operator === "/") return readReplacement(lexer, name);
  const emptyIsUnset = operator === ":";
  if (emptyIsUnset) operator = takeCharacter(lexer);
  const trims = operator === "#" || operator === "%";
  if (!"+-?#%".includes(operator) || operator === "" || (trims && emptyIsUnset)) {
    lexer.error = `unsupported modifier in \${${name}${emptyIsUnset ? ":" : ""}${operator}`;
    return "";
  }
  const word = readUntil(lexer, "}", trims);
  if (lexer.error !== undefined) return "";
  const value = variableValue(lexer, name);
  if (lexer.unknown.has(name)) return "";
  if (trims) return trim(lexer, value ?? "", operator === "#", word);
  const missing = value === undefined || (emptyIsUnset && value === "");
  if (operator === "-") return missing ? word : (value ?? "");
  if (operator === "+") return missing ? "" : word;
  if (missing) lexer.error = `${name}: ${word || "is not allowed to be unset"}`;
  return value ?? "";
}

function readReplacement(lexer: Lexer, name: string): string {
  const all = lexer.raw[lexer.at] === "/";
  if (all) lexer.at += 1;
  const pattern = readUntil(lexer, "/", true);
  const replacement = lexer.error === undefined ? readUntil(lexer, "}", true) : "";
  if (lexer.error !== undefined) return "";
  const value = variableValue(lexer, name) ?? "";
  const regex = patternToRegex(pattern, true, all ? "gsu" : "su", "");
  if (regex === undefined) lexer.error = `bad pattern in \${${name}/…}`;
  return regex ? value.replace(regex, () => replacement) : "";
}

function trim(lexer: Lexer, value: string, prefix: boolean, word: string): string {
  const greedy = word.startsWith(prefix ? "#" : "%");
  const pattern = greedy ? word.slice(1) : word;
  const candidates = Array.from({ length: value.length + 1 }, (_, index) => index);
  const whole = patternToRegex(pattern, true, "su", "whole");
  if (whole === undefined) {
    lexer.error = "bad pattern in a substitution";
    return "";
  }
  // The shortest match first, or the longest when the operator is doubled.
  if (greedy) candidates.reverse();
  for (const length of candidates) {
    const part = prefix ? value.slice(0, length) : value.slice(value.length - length);
    if (whole.test(part)) return prefix ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}

/** `*` and `?` of the shell as a regular expression; runs of `*` are folded so that matching stays quick. */
function patternToRegex(pattern: string, greedy: boolean, flags: string, anchor: "whole" | ""): RegExp | undefined {
  let out = "";
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? "";
    if (character === "*") {
      if (!out.endsWith(".*")) out += greedy ? ".*" : ".*?";
    } else if (character === "?") out += ".";
    else if (character === "\\") {
      at += 1;
      if (at >= pattern.length) return undefined;
      out += escapeRegex(pattern[at] ?? "");
    } else out += escapeRegex(character);
  }
  try {
    return new RegExp(anchor === "whole" ? `^(?:${out})$` : out, flags);
  } catch {
    // Only lone surrogates get here: the pattern cannot be compiled, which the caller reports.
    return undefined;
  }
}

function escapeRegex(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

function variableValue(lexer: Lexer, name: string): string | undefined {
  const value = lexer.lookup(name);
  if (value !== unknownValue) return value;
  lexer.unknown.add(name);
  return undefined;
}

/** Letters, digits and `_`; digits only when it starts with one; or one special parameter such as `@`. */
function readName(lexer: Lexer): string {
  const start = lexer.at;
  const first = characterAt(lexer);
  if (first >= "0" && first <= "9") {
    for (let code = 0x30; code >= 0x30 && code <= 0x39; code = lexer.raw.charCodeAt(lexer.at)) lexer.at += 1;
    return lexer.raw.slice(start, lexer.at);
  }
  if (first !== "" && "@*#?-$!".includes(first)) return takeCharacter(lexer);
  for (;;) {
    while (isAsciiName(lexer.raw.charCodeAt(lexer.at))) lexer.at += 1;
    if (!(lexer.raw.charCodeAt(lexer.at) >= 0x80)) break;
    const character = characterAt(lexer);
    if (!/^[\p{L}\p{Nd}_]$/u.test(character)) break;
    lexer.at += character.length;
  }
  return lexer.raw.slice(start, lexer.at);
}

function isAsciiName(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || (code >= 0x30 && code <= 0x39)
  );
}

function characterAt(lexer: Lexer): string {
  const code = lexer.raw.codePointAt(lexer.at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

function takeCharacter(lexer: Lexer): string {
  const character = characterAt(lexer);
  lexer.at += character.length;
  return character;
}
