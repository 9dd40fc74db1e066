import { contiguous } from "../dockerfile/mapped-text.ts";
import { buildText, fromMapped, type TextBuilder, type TextMap } from "../dockerfile/shell-text.ts";
import type { Source } from "../text/source.ts";
import { engineByName, engineOfTexts } from "./engine-command.ts";
import { folderMark, homeMark, optionsMark, placeholder } from "./marks.ts";
import { isJustfile } from "./script-path.ts";
import { type FoundSnippets, mayNameEngine, type Snippet } from "./snippet.ts";

/**
 * The recipes of a Makefile or justfile, one snippet for each line that a shell gets, and variables whose value is a whole
 * container command. `$(DOCKER)` becomes the engine that it names, a variable with one plain value becomes that; everything
 * else that make or just would fill in becomes a placeholder. Includes, functions and conditionals are not evaluated.
 */
export function makefileSnippets(source: Source, folder: string | undefined): FoundSnippets {
  const isJust = isJustfile(source.path.slice(source.path.lastIndexOf("/") + 1));
  const file: File = {
    text: fromMapped(contiguous(source.text, 0)),
    isJust,
    variables: new Map(),
  };
  const lines = logicalLines(file.text.text, isJust);
  for (const line of lines) if (!line.isRecipe) noteVariable(file, line);
  // With .ONESHELL a `cd` holds for the lines below it too.
  const where = source.text.includes(".ONESHELL") ? undefined : folder;
  const snippets: Snippet[] = [];
  for (const line of lines) {
    const from = line.isRecipe ? line.start : definitionStart(file, line);
    if (from === undefined || !mayRun(file, from, line.end)) continue;
    snippets.push({ text: expand(file, skipPrefix(file.text.text, from, line.end, isJust), line), folder: where });
  }
  return { snippets, problems: [] };
}

interface File {
  readonly text: TextMap;
  readonly isJust: boolean;
  /** Every value that is written for a name; only one of them may count. */
  readonly variables: Map<string, string[]>;
}

/** A line with those it goes on in. A shebang recipe of just is one. */
interface LogicalLine {
  readonly start: number;
  readonly end: number;
  readonly isRecipe: boolean;
}

function logicalLines(text: string, isJust: boolean): LogicalLine[] {
  const lines: LogicalLine[] = [];
  for (let start = 0; start < text.length; ) {
    const isRecipe = isJust ? /[ \t]/.test(text[start] ?? "") : text[start] === "\t";
    const isScript = isJust && isRecipe && /^[ \t]+#!/.test(text.slice(start, start + 64));
    const end = isScript ? endOfBlock(text, start) : endOfLogicalLine(text, start);
    lines.push({ start, end, isRecipe });
    start = end + 1;
  }
  return lines;
}

/** A backslash before the line end joins the next line; two of them are a backslash. */
function endOfLogicalLine(text: string, start: number): number {
  for (let end = text.indexOf("\n", start); end !== -1; end = text.indexOf("\n", end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

/** The indented lines from `start` on, blank ones among them. */
function endOfBlock(text: string, start: number): number {
  let end = text.indexOf("\n", start);
  while (end !== -1 && end + 1 < text.length && /[ \t\n]/.test(text[end + 1] ?? "")) end = text.indexOf("\n", end + 1);
  return end === -1 ? text.length : end;
}

const definition = /^(?:export |override )? *([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*(\?=|:{0,3}=|\+=|!=)[ \t]*/;
/** Longest name with what stands before it. */
const maxDefinitionHead = 200;
/** Values kept for one variable. */
const maxValues = 8;

function readDefinition(file: File, line: LogicalLine) {
  const head = file.text.text.slice(line.start, Math.min(line.end, line.start + maxDefinitionHead));
  const match = definition.exec(head);
  return match && { name: match[1] ?? "", operator: match[2] ?? "", start: line.start + match[0].length };
}

function noteVariable(file: File, line: LogicalLine): void {
  const found = readDefinition(file, line);
  if (!found) return;
  const written = file.text.text
    .slice(found.start, line.end)
    .replace(/(?:^|[ \t])#.*$/s, "")
    .trim();
  const values = file.variables.get(found.name) ?? [];
  const isPlain = found.operator !== "+=" && found.operator !== "!=";
  if (values.length < maxValues) values.push(isPlain ? unquoted(written, file.isJust) : `\0${written}`);
  file.variables.set(found.name, values);
}

/** Quotes are just's own; for make they are part of the value. */
function unquoted(text: string, isJust: boolean): string {
  return isJust && /^(?:"[^"]*"|'[^']*')$/.test(text) ? text.slice(1, -1) : text;
}

/** Where the value of a variable starts that is itself a command: `RUN = docker run --rm …`. */
function definitionStart(file: File, line: LogicalLine): number | undefined {
  const found = readDefinition(file, line);
  if (!found || !/\s/.test(file.text.text.slice(found.start, line.end).trim())) return undefined;
  return found.start;
}

function mayRun(file: File, start: number, end: number): boolean {
  const text = file.text.text.slice(start, end);
  if (mayNameEngine(text)) return true;
  for (const [, name = ""] of text.matchAll(/(?:\$[({]|\{\{ *)([A-Za-z_][A-Za-z0-9_.-]*)/g))
    if (engineOf(file, name) !== undefined) return true;
  return false;
}

/** `@`, `-` and `+` before a recipe's line are make's; `@` and `-` are just's. */
function skipPrefix(text: string, start: number, end: number, isJust: boolean): number {
  let at = start;
  while (at < end && (isJust ? " \t@-" : " \t@+-").includes(text[at] ?? "")) at++;
  return at;
}

function expand(file: File, start: number, line: LogicalLine): TextMap {
  const into = buildText(file.text);
  if (file.isJust) expandJust(file, start, line.end, into);
  else expandMake(file, start, line.end, into);
  return into.build();
}

function expandJust(file: File, start: number, end: number, into: TextBuilder): void {
  const { text } = file.text;
  let from = start;
  for (let at = text.indexOf("{{", start); at !== -1 && at < end; at = text.indexOf("{{", from)) {
    const close = text.indexOf("}}", at);
    const next = close === -1 || close >= end ? end : close + 2;
    into.copy(from, at);
    into.add(plainValue(file, text.slice(at + 2, next - 2).trim()), at, next);
    from = next;
  }
  into.copy(from, end);
}

function expandMake(file: File, start: number, end: number, into: TextBuilder): void {
  const { text } = file.text;
  let from = start;
  for (let at = text.indexOf("$", start); at !== -1 && at < end; at = text.indexOf("$", from)) {
    into.copy(from, at);
    const next = text[at + 1] ?? "";
    if (next === "$") {
      into.add("$", at, at + 2);
      from = at + 2;
      continue;
    }
    from = next === "(" || next === "{" ? closingBracket(text, at + 1, end) : Math.min(end, at + 2);
    const name = from > at + 2 ? text.slice(at + 2, from - 1).trim() : next;
    into.add(plainValue(file, name), at, from);
  }
  into.copy(from, end);
}

function closingBracket(text: string, open: number, end: number): number {
  const left = text[open];
  const right = left === "(" ? ")" : "}";
  let depth = 0;
  for (let at = open; at < end; at++) {
    if (text[at] === left) depth += 1;
    else if (text[at] === right && --depth === 0) return at + 1;
  }
  return end;
}

/** What `$(name)` becomes in a snippet. */
function plainValue(file: File, name: string): string {
  if (isCurrentFolder(name)) return folderMark;
  if (name === "HOME" || /^env\(["']HOME["']\)$/.test(name)) return homeMark;
  const values = file.variables.get(name) ?? [];
  const [only, other] = values;
  if (only !== undefined && other === undefined) {
    if (/^[A-Za-z0-9_@%+=:,./ -]{0,200}$/.test(only) && !isWholeCommand(only)) return only;
    const called = /^(?:\$[({](.*)[)}]|`(.*)`)$/.exec(only);
    if (isCurrentFolder(called?.[1] ?? `shell ${called?.[2]}`)) return folderMark;
  }
  const engine = engineOf(file, name);
  if (engine !== undefined) return engine;
  return values.some((value) => /^\0?-/.test(value)) ? optionsMark : placeholder;
}

function isCurrentFolder(name: string): boolean {
  return /^(?:CURDIR|PWD|shell pwd|justfile_directory\(\)|invocation_directory\(\))$/.test(name);
}

/** A command in a variable is read where it is written, and only there. */
function isWholeCommand(value: string): boolean {
  return mayNameEngine(value) && /\s/.test(value) && !/^sudo [a-z]+$/.test(value);
}

/** The engine of `DOCKER ?= docker`, `ENGINE := $(shell command -v podman)`; the name tells where the file does not. */
function engineOf(file: File, name: string): string | undefined {
  const values = file.variables.get(name);
  if (!values) return engineByName(name);
  const engine = engineOfTexts(values.filter((value) => value.length <= 200 && !/\b(?:run|build|exec)\b/.test(value)));
  return engine && values.some((value) => value.startsWith("sudo ")) ? `sudo ${engine}` : engine;
}
