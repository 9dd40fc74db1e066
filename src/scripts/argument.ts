import type { Command, ShellWord } from "../dockerfile/command.ts";
import { spanIn, type TextMap } from "../dockerfile/shell-text.ts";
import type { Source, Span } from "../text/source.ts";
import { folderMark, homeMark, optionsMark, withoutMarks } from "./marks.ts";
import { defaultOf, type ShellVariables } from "./shell-variables.ts";
import { readPieces, type WordPiece } from "./word-pieces.ts";

/** A word of a command line, or the part of one behind a `=`: what is known of its text, and where it stands. */
export interface Argument {
  /** The text with `\0` for each part that is filled in later. */
  readonly pattern: string;
  /** The text, when all of it is known: literal, set once in the same file, or the default of `${X:-default}`. */
  readonly value: string | undefined;
  /** As `value`, where `$PWD` is `.` and `$HOME` is `~`: for what is a path. */
  readonly path: string | undefined;
  /** True when the text stands literally in the file. */
  readonly literal: boolean;
  /** The default, when the text is one `${NAME:-default}`. */
  readonly fallback: string | undefined;
  /** True for one variable that stands for options: by its values, or `${X:+--flag}`. */
  readonly holdsOptions: boolean;
  /** Quotes included, as far as they belong to this part alone. */
  readonly at: Span;
  /** As it stands in the file. */
  readonly written: string;
  /** From character `from` of `pattern` to the end. */
  rest(from: number): Argument;
}

/** What the words of one snippet have in common. */
export interface ArgumentSource {
  readonly source: Source;
  readonly text: TextMap;
  readonly variables: ShellVariables;
}

/** Words read of one command; those after are left alone. */
export const maxWords = 2_000;

/** The words of a command behind its first `skip`. An unquoted variable may be several of them, or none. */
export function readArguments(command: Command, skip: number, from: ArgumentSource): Argument[] {
  const args: Argument[] = [];
  for (let at = skip; at < command.words.length && args.length < maxWords; at++) {
    const word = command.words[at];
    if (word) args.push(...readWords(word, from));
  }
  return args;
}

/** `$OPTS` becomes what it is set to, split at blanks as a shell does; anything else is one argument. */
function readWords(word: ShellWord, from: ArgumentSource): Argument[] {
  const name = variableName(word.raw);
  const value = name === undefined ? undefined : from.variables.valueOf(name);
  if (value === undefined || !/^$|^-|\s/.test(value) || value.length > maxKnownCharacters)
    return [readArgument(word, from)];
  const words = value.split(/\s+/).filter((text) => text !== "");
  return words.map((text) => plainArgument(word, text, from, false));
}

/** One word. */
function readArgument(word: ShellWord, from: ArgumentSource): Argument {
  const place = rawPlace(word, from);
  const pieces = place ? readPieces(word.raw) : [];
  const wanted = withoutMarks(word.pattern);
  if (!place || patternOf(pieces) !== wanted) return plainArgument(word, wanted, from, true);
  return pieceArgument({ word, pieces, place, from }, 0, 0);
}

interface TakenApart {
  readonly word: ShellWord;
  readonly pieces: readonly WordPiece[];
  /** Where a stretch of the raw word stands in the file. */
  readonly place: (start: number, end: number) => Span;
  readonly from: ArgumentSource;
}

/** The argument from character `offset` of piece `index` on. */
function pieceArgument(apart: TakenApart, index: number, offset: number): Argument {
  const { word, from } = apart;
  const pieces = offset === 0 ? apart.pieces.slice(index) : cut(apart.pieces, index, offset);
  const isWhole = index === 0 && offset === 0;
  const at = isWhole ? word.span : apart.place(...rawRange(apart, index, offset, pieces));
  const only = pieces.length === 1 && pieces[0]?.kind === "expansion" ? pieces[0] : undefined;
  return {
    pattern: patternOf(pieces),
    value: joinKnown(pieces, (text) => knownValue(text, from.variables)),
    path: joinKnown(pieces, (text) => knownPath(text) ?? knownValue(text, from.variables)),
    literal: pieces.every((piece) => piece.kind === "text") && !isFilledIn(from.source, at, word),
    fallback: only && defaultOf(only.text),
    holdsOptions: only !== undefined && holdsOptions(only.text, from.variables),
    at,
    written: from.source.text.slice(at.start, at.end),
    rest: (wanted) => {
      let left = wanted;
      for (let next = index; next < apart.pieces.length; next++) {
        const start = next === index ? offset : 0;
        const length = pieceLength(apart.pieces[next]) - start;
        if (left < length) return pieceArgument(apart, next, start + left);
        left -= length;
      }
      return pieceArgument(apart, apart.pieces.length, 0);
    },
  };
}

/** True where make or just has put in a variable's value: the file has `$(PORT)` where the shell's text has none. */
function isFilledIn({ text }: Source, at: Span, word: ShellWord): boolean {
  return /\$[({]|\{\{/.test(text.slice(at.start, at.end)) && !/\$[({]|\{\{/.test(word.raw);
}

function cut(pieces: readonly WordPiece[], index: number, offset: number): WordPiece[] {
  const rest = pieces.slice(index);
  const first = rest[0];
  if (first) rest[0] = { ...first, text: first.text.slice(offset), start: first.start + offset };
  return rest;
}

/** Start and end in the raw word. Quotes that open inside the part are its own; those around the whole word are not. */
function rawRange(apart: TakenApart, index: number, offset: number, pieces: readonly WordPiece[]): [number, number] {
  const { raw } = apart.word;
  const before = offset > 0 ? apart.pieces[index] : apart.pieces[index - 1];
  const first = pieces[0];
  const last = apart.pieces.at(-1);
  const shared = before !== undefined && before.region !== 0 && before.region === last?.region;
  const end = shared && (raw.endsWith('"') || raw.endsWith("'")) ? raw.length - 1 : raw.length;
  if (offset > 0 && first) return [first.start, end];
  const start = before?.end ?? 0;
  // `"KEY="value`: the quote that closes before the value is not the value's.
  const closes = before !== undefined && before.region !== 0 && before.region !== first?.region;
  return [Math.min(closes && first ? start + 1 : start, end), end];
}

/** A word that could not be taken apart, or that a variable gives: only its whole place is known. */
function plainArgument(word: ShellWord, pattern: string, { source }: ArgumentSource, literal: boolean): Argument {
  const isKnown = !pattern.includes("\u0000");
  const make = (text: string): Argument => {
    const value = isKnown ? text : undefined;
    return {
      pattern: text,
      value,
      path: value,
      literal: isKnown && literal && !isFilledIn(source, word.span, word),
      fallback: undefined,
      holdsOptions: false,
      at: word.span,
      written: source.text.slice(word.span.start, word.span.end),
      rest: (from) => make(text.slice(from)),
    };
  };
  return make(pattern);
}

function patternOf(pieces: readonly WordPiece[]): string {
  return pieces.map((piece) => (piece.kind === "text" ? piece.text : "\u0000")).join("");
}

function pieceLength(piece: WordPiece | undefined): number {
  return piece?.kind === "text" ? piece.text.length : 1;
}

/** Longest text that is put together from variables. */
const maxKnownCharacters = 4_096;

function joinKnown(pieces: readonly WordPiece[], known: (expression: string) => string | undefined) {
  let text = "";
  for (const piece of pieces) {
    const part = piece.kind === "text" ? piece.text : known(piece.text);
    if (part === undefined) return undefined;
    text += part;
    if (piece.kind === "expansion" && text.length > maxKnownCharacters) return undefined;
  }
  return text;
}

function knownValue(expression: string, variables: ShellVariables): string | undefined {
  const name = variableName(expression) ?? /^\$\{([A-Za-z_][A-Za-z0-9_]*):?[-=]/.exec(expression)?.[1];
  return name === undefined ? undefined : (variables.valueOf(name) ?? defaultOf(expression));
}

/** The name in `$NAME` and `${NAME}`. */
function variableName(expression: string): string | undefined {
  const match = /^\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))$/.exec(expression);
  return match?.[1] ?? match?.[2];
}

function knownPath(expression: string): string | undefined {
  if (expression === folderMark || /^(?:\$PWD|\$\{PWD\}|\$\( ?pwd(?: -P)? ?\)|`pwd`)$/.test(expression)) return ".";
  return expression === homeMark || expression === "$HOME" || expression === "${HOME}" ? "~" : undefined;
}

function holdsOptions(expression: string, variables: ShellVariables): boolean {
  if (expression === optionsMark || /^\$\{[A-Za-z_][A-Za-z0-9_]*:?\+/.test(expression)) return true;
  const name = variableName(expression);
  return name !== undefined && variables.writtenFor(name).some((written) => /^["']?-/.test(written));
}

/** How to find a stretch of the raw word in the file; undefined where the word does not stand there as it is read. */
function rawPlace(word: ShellWord, { source, text }: ArgumentSource): TakenApart["place"] | undefined {
  const { raw, span } = word;
  if (source.text.startsWith(raw, span.start) && span.end - span.start === raw.length)
    return (start, end) => ({ start: span.start + start, end: span.start + end });
  const offset = offsetOf(text, span.start);
  if (!text.text.startsWith(raw, offset)) return undefined;
  return (start, end) => spanIn(text, offset + start, offset + end);
}

/** The first character of the text that stands at `place` or behind it. Places grow with offsets. */
function offsetOf(text: TextMap, place: number): number {
  let low = 0;
  let high = text.text.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (text.startOf(middle) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
