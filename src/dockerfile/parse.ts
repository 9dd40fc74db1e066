/**
 * The lossless Dockerfile parser. Any text comes in, valid or not; a tree comes out whose lines, joined, are that text.
 * It never throws: what BuildKit would refuse is listed in `errors`, and parsing goes on behind it.
 * Reference: BuildKit frontend/dockerfile/parser/parser.go.
 */
import { createSource, type Source, type Span } from "../text/source.ts";
import { directiveReader } from "./directives.ts";
import { type HeredocStart, heredocsOnLine } from "./heredoc.ts";
import { canHoldHeredocs, completeTrigger, parseInstructionLine } from "./instruction.ts";
import {
  appendMapped,
  buildMapped,
  contiguous,
  type MappedTextBuilder,
  mappedTextBuilder,
  mapSpan,
} from "./mapped-text.ts";
import { endOfText, skipSpace } from "./space.ts";
import type { DockerfileTree, Heredoc, Instruction, Line, Node, SyntaxProblem } from "./tree.ts";

/** BuildKit's scanner stops at a longer line. Bytes, line end not counted. */
export const maxLineBytes = 65_535;

/** Parses a Dockerfile's text. */
export function parseDockerfile(source: Source): DockerfileTree {
  const bom = source.text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const errors: SyntaxProblem[] = [];
  const reader: Reader = { source, at: bom.length, errors, report: (problem) => errors.push(problem) };
  const nodes: Node[] = [];
  const instructions: Instruction[] = [];
  const directives = directiveReader(reader.report);
  for (let line = takeLine(reader); line; line = takeLine(reader)) {
    const directive = directives.read(line);
    if (directive) {
      nodes.push(directive);
      continue;
    }
    const first = line.text[skipSpace(line.text)];
    if (first === undefined) nodes.push({ kind: "blank", span: lineSpan(line), lines: [asKind(line, "blank")] });
    else if (first === "#") nodes.push(commentNode(line));
    else {
      const instruction = readInstruction(reader, line, directives.escape(), instructions.length);
      nodes.push(instruction);
      if (instruction.name !== "") instructions.push(instruction);
      else
        reader.errors.push({
          at: instruction.span,
          message: "a continuation mark stands alone: no instruction follows",
        });
    }
  }
  if (instructions.length === 0)
    reader.errors.push({ at: { start: 0, end: 0 }, message: "the file holds no instruction" });
  reader.errors.sort((a, b) => a.at.start - b.at.start);
  return {
    source,
    bom,
    nodes,
    directives: directives.found,
    instructions,
    escape: directives.escape(),
    errors: reader.errors,
  };
}

/** The text the tree was read from, put together from its leaves. */
export function printDockerfile(tree: DockerfileTree): string {
  const parts = [tree.bom];
  for (const node of tree.nodes) for (const line of node.lines) parts.push(line.text, line.eol);
  return parts.join("");
}

/** Convenience for callers that hold a bare text. */
export function parseDockerfileText(text: string, path = "Dockerfile"): DockerfileTree {
  return parseDockerfile(createSource(path, text));
}

interface Reader {
  readonly source: Source;
  at: number;
  readonly errors: SyntaxProblem[];
  /** Adds to `errors`. */
  readonly report: (problem: SyntaxProblem) => void;
}

/** A line just read: what it is shows only when it is looked at, and a copy a line would be much to throw away. */
type NewLine = { -readonly [K in keyof Line]: Line[K] };

function asKind(line: NewLine, kind: Line["kind"]): Line {
  line.kind = kind;
  return line;
}

function takeLine(reader: Reader): NewLine | undefined {
  const { text } = reader.source;
  if (reader.at >= text.length) return undefined;
  const start = reader.at;
  const newline = text.indexOf("\n", start);
  const stop = newline === -1 ? text.length : newline;
  const windows = newline > start && text[newline - 1] === "\r";
  reader.at = newline === -1 ? text.length : newline + 1;
  const line: NewLine = {
    kind: "code",
    start,
    text: text.slice(start, windows ? stop - 1 : stop),
    eol: newline === -1 ? "" : windows ? "\r\n" : "\n",
  };
  if (isTooLong(line.text))
    reader.errors.push({
      at: { start, end: start + Math.min(line.text.length, 80) },
      message: `a line is longer than ${maxLineBytes} bytes: the build stops reading here`,
      fatal: true,
    });
  return line;
}

function isTooLong(text: string): boolean {
  // A UTF-16 unit is at most three bytes of UTF-8: short lines need no counting.
  return text.length * 3 > maxLineBytes && new TextEncoder().encode(text).length > maxLineBytes;
}

function commentNode(line: NewLine): Node {
  const text = line.text.trim().slice(1).trim();
  return { kind: "comment", span: lineSpan(line), lines: [asKind(line, "comment")], text };
}

function lineSpan(line: Line): Span {
  return { start: line.start, end: line.start + line.text.length };
}

const noHeredocs: readonly Heredoc[] = [];

function readInstruction(reader: Reader, first: NewLine, escapeToken: string, index: number): Instruction {
  const lines: Line[] = [first];
  const from = skipSpace(first.text);
  const end = continuationMark(first.text, escapeToken);
  // Most instructions are one line: then there is nothing to join.
  const joined =
    end === undefined
      ? undefined
      : joinContinuations(reader, first.start, first.text.slice(from, end), from, escapeToken, lines);
  const logical = joined?.logical ?? contiguous(first.text.slice(from, withoutReturns(first.text)), first.start + from);
  const head = parseInstructionLine(logical, escapeToken, reader.report);
  const starts = canHoldHeredocs(head) ? heredocsOnLine(logical) : [];
  const heredocs = starts.length === 0 ? noHeredocs : starts.map((start) => readHeredoc(reader, start, lines));
  const code = mapSpan(logical, skipSpace(logical.text), endOfText(logical.text));
  const last = lines[lines.length - 1] ?? first;
  return {
    kind: "instruction",
    index,
    name: head.name,
    keyword: head.keyword,
    flags: head.flags,
    body: head.body,
    form: head.form,
    args: head.args,
    pairs: head.pairs,
    trigger: completeTrigger(head.trigger, index, heredocs),
    span: heredocs.length > 0 ? { start: code.start, end: last.start + last.text.length } : code,
    lines,
    heredocs,
    blankContinuation: joined?.blankContinuation ?? false,
  };
}

/** Joins the lines an instruction goes on over: continuation marks, comments and blank lines between drop out. */
function joinContinuations(
  reader: Reader,
  origin: number,
  text: string,
  from: number,
  escapeToken: string,
  lines: Line[],
) {
  const builder = mappedTextBuilder(origin);
  appendMapped(builder, text, origin + from);
  let blankContinuation = false;
  let open = true;
  while (open) {
    const line = takeLine(reader);
    if (!line) break;
    lines.push(line);
    const at = skipSpace(line.text);
    if (at === line.text.length) {
      line.kind = "blank";
      blankContinuation = true;
    } else if (line.text.charCodeAt(at) === hash) line.kind = "comment";
    else open = appendLine(builder, line, escapeToken);
  }
  return { logical: buildMapped(builder), blankContinuation };
}

const hash = 0x23;
const tab = 0x09;
const carriageReturn = 0x0d;
const blank = 0x20;

/** Adds a line without its continuation mark; true when it has one. */
function appendLine(builder: MappedTextBuilder, line: Line, escapeToken: string): boolean {
  const mark = continuationMark(line.text, escapeToken);
  appendMapped(builder, line.text.slice(0, mark ?? withoutReturns(line.text)), line.start);
  return mark !== undefined;
}

/** Offset behind the last character that is no carriage return. */
function withoutReturns(text: string): number {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === carriageReturn) end -= 1;
  return end;
}

/** Offset of the escape character that ends the line, trailing blanks allowed; a doubled one continues nothing. */
function continuationMark(text: string, escapeToken: string): number | undefined {
  let end = withoutReturns(text);
  for (; end > 0; end--) {
    const code = text.charCodeAt(end - 1);
    if (code !== blank && code !== tab) break;
  }
  if (end === 0 || text[end - 1] !== escapeToken) return undefined;
  return end >= 2 && text[end - 2] === escapeToken ? undefined : end - 1;
}

function readHeredoc(reader: Reader, start: HeredocStart, lines: Line[]): Heredoc {
  const bodyStart = reader.at;
  const content = mappedTextBuilder(bodyStart);
  for (let line = takeLine(reader); line; line = takeLine(reader)) {
    const tabs = start.chomp ? leadingTabs(line.text) : 0;
    lines.push(line);
    if (line.text.slice(tabs, withoutReturns(line.text)) === start.name) {
      line.kind = "terminator";
      return { ...start, body: { start: bodyStart, end: line.start }, content: buildMapped(content), terminated: true };
    }
    line.kind = "heredoc";
    appendMapped(content, line.text.slice(tabs) + line.eol, line.start + tabs);
  }
  const message = `the heredoc <<${start.name} is not closed: a line with just ${start.name} is missing`;
  reader.errors.push({ at: start.at, message, fatal: true });
  const body = { start: bodyStart, end: reader.source.text.length };
  return { ...start, body, content: buildMapped(content), terminated: false };
}

function leadingTabs(text: string): number {
  let tabs = 0;
  while (text.charCodeAt(tabs) === tab) tabs += 1;
  return tabs;
}
