/**
 * The lossless Dockerfile parser. Any text comes in, valid or not; a tree comes out whose lines, joined, are that text.
 * It never throws: what BuildKit would refuse is listed in `errors`, and parsing goes on behind it.
 * Reference: BuildKit frontend/dockerfile/parser/parser.go.
 */
import { createSource, type Source, type Span } from "../text/source.ts";
import { directiveReader } from "./directives.ts";
import { type HeredocStart, heredocsOnLine } from "./heredoc.ts";
import { canHoldHeredocs, completeTrigger, parseInstructionLine } from "./instruction.ts";
import { type MappedTextBuilder, mappedTextBuilder, mapSpan } from "./mapped-text.ts";
import { endOfText, skipSpace } from "./space.ts";
import type { DockerfileTree, Heredoc, Instruction, Line, MappedText, Node, SyntaxProblem } from "./tree.ts";

/** BuildKit's scanner stops at a longer line. Bytes, line end not counted. */
export const maxLineBytes = 65_535;

/** Parses a Dockerfile's text. */
export function parseDockerfile(source: Source): DockerfileTree {
  const bom = source.text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const reader: Reader = { source, at: bom.length, line: 0, errors: [] };
  const nodes: Node[] = [];
  const instructions: Instruction[] = [];
  const directives = directiveReader((problem) => reader.errors.push(problem));
  for (let line = takeLine(reader); line; line = takeLine(reader)) {
    const directive = directives.read(line);
    if (directive) {
      nodes.push(directive);
      continue;
    }
    const first = line.text[skipSpace(line.text)];
    if (first === undefined) nodes.push({ kind: "blank", span: lineSpan(line), lines: [{ ...line, kind: "blank" }] });
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
  line: number;
  readonly errors: SyntaxProblem[];
}

function takeLine(reader: Reader): Line | undefined {
  const { text } = reader.source;
  if (reader.at >= text.length) return undefined;
  const start = reader.at;
  const newline = text.indexOf("\n", start);
  const stop = newline === -1 ? text.length : newline;
  const windows = newline > start && text[newline - 1] === "\r";
  reader.at = newline === -1 ? text.length : newline + 1;
  const line: Line = {
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

function commentNode(line: Line): Node {
  const text = line.text.trim().slice(1).trim();
  return { kind: "comment", span: lineSpan(line), lines: [{ ...line, kind: "comment" }], text };
}

function lineSpan(line: Line): Span {
  return { start: line.start, end: line.start + line.text.length };
}

function readInstruction(reader: Reader, first: Line, escapeToken: string, index: number): Instruction {
  const lines: Line[] = [];
  const { logical, blankContinuation } = joinContinuations(reader, first, escapeToken, lines);
  const head = parseInstructionLine(logical, escapeToken, (problem) => reader.errors.push(problem));
  const starts = canHoldHeredocs(head) ? heredocsOnLine(logical) : [];
  const heredocs = starts.map((start) => readHeredoc(reader, start, lines));
  const code = mapSpan(logical, skipSpace(logical.text), endOfText(logical.text));
  const last = lines.at(-1) ?? first;
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
    span: { start: code.start, end: heredocs.length > 0 ? last.start + last.text.length : code.end },
    lines,
    heredocs,
    blankContinuation,
  };
}

/** Joins the lines an instruction goes on over: continuation marks, comments and blank lines between drop out. */
function joinContinuations(reader: Reader, first: Line, escapeToken: string, lines: Line[]) {
  const builder = mappedTextBuilder(first.start);
  let blankContinuation = false;
  let open = appendLine(builder, first, escapeToken, true);
  lines.push(first);
  while (open) {
    const line = takeLine(reader);
    if (!line) break;
    const next = line.text[skipSpace(line.text)];
    if (next === "#") lines.push({ ...line, kind: "comment" });
    else if (next === undefined) {
      lines.push({ ...line, kind: "blank" });
      blankContinuation = true;
    } else {
      lines.push(line);
      open = appendLine(builder, line, escapeToken, false);
    }
  }
  return { logical: builder.build(), blankContinuation };
}

/** Adds a line without its continuation mark; true when it has one. */
function appendLine(builder: MappedTextBuilder, line: Line, escapeToken: string, trimStart: boolean): boolean {
  const text = line.text.replace(/\r+$/, "");
  const from = trimStart ? skipSpace(text) : 0;
  const mark = continuationMark(text, escapeToken);
  builder.append(text.slice(from, mark ?? text.length), line.start + from);
  return mark !== undefined;
}

/** Offset of the escape character that ends the line, trailing blanks allowed; a doubled one continues nothing. */
function continuationMark(text: string, escapeToken: string): number | undefined {
  let end = text.length;
  while (end > 0 && (text[end - 1] === " " || text[end - 1] === "\t")) end -= 1;
  if (end === 0 || text[end - 1] !== escapeToken) return undefined;
  return end >= 2 && text[end - 2] === escapeToken ? undefined : end - 1;
}

function readHeredoc(reader: Reader, start: HeredocStart, lines: Line[]): Heredoc {
  const bodyStart = reader.at;
  const content = mappedTextBuilder(bodyStart);
  for (let line = takeLine(reader); line; line = takeLine(reader)) {
    const text = line.text.replace(/\r+$/, "");
    const tabs = start.chomp ? text.length - text.replace(/^\t+/, "").length : 0;
    if (text.slice(tabs) === start.name) {
      lines.push({ ...line, kind: "terminator" });
      return { ...start, body: { start: bodyStart, end: line.start }, content: content.build(), terminated: true };
    }
    lines.push({ ...line, kind: "heredoc" });
    content.append(line.text.slice(tabs) + line.eol, line.start + tabs);
  }
  const message = `the heredoc <<${start.name} is not closed: a line with just ${start.name} is missing`;
  reader.errors.push({ at: start.at, message, fatal: true });
  const body = { start: bodyStart, end: reader.source.text.length };
  return { ...start, body, content: content.build() as MappedText, terminated: false };
}
