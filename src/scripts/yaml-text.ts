import { isScalar } from "yaml";
import { scalarStyles } from "../compose/yaml-documents.ts";
import { placedAt, type TextMap } from "../dockerfile/shell-text.ts";
import type { Source } from "../text/source.ts";

/** The text of a node of the `yaml` package with its places; undefined for what is no text. */
export function scalarText({ text }: Source, node: unknown): TextMap | undefined {
  if (!isScalar(node) || typeof node.value !== "string" || !node.range) return undefined;
  const { value, range, type } = node;
  return mapYamlText(text, { value, start: range[0], end: range[1], style: scalarStyles[type ?? ""] ?? "plain" });
}

/** A scalar as the `yaml` package gives it: what was read, and where it stands. */
interface ScalarPlace {
  readonly value: string;
  /** Start of the scalar with its quotes or its `|`, and the end of its value. */
  readonly start: number;
  readonly end: number;
  readonly style: "plain" | "single" | "double" | "block";
}

/**
 * Where each character of a YAML scalar stands in the file. The value is laid beside the text: characters are the same, white
 * space in the value is some white space in the text (indents go, lines are folded), escapes stand for what they mean.
 * Where they do not fit, only the whole scalar's place is known.
 */
function mapYamlText(source: string, { value, start, end, style }: ScalarPlace): TextMap {
  const places = alignText(source, value, contentStart(source, start, end, style), end, style);
  if (!places) return placedAt(value, { start, end });
  const { starts, ends } = places;
  const last = ends.at(-1) ?? end;
  return {
    text: value,
    startOf: (offset) => starts[offset] ?? last,
    endOf: (offset) => ends[offset - 1] ?? starts[0] ?? last,
  };
}

/** Behind the opening quote, or behind the line with `|` or `>`. */
function contentStart(source: string, start: number, end: number, style: ScalarPlace["style"]): number {
  if (style === "plain") return start;
  if (style !== "block") return start + 1;
  const line = source.indexOf("\n", start);
  return line === -1 || line > end ? end : line + 1;
}

interface Places {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function alignText(
  source: string,
  value: string,
  from: number,
  end: number,
  style: ScalarPlace["style"],
): Places | undefined {
  const starts: number[] = [];
  const ends: number[] = [];
  const add = (start: number, length: number, characters = 1) => {
    for (let count = 0; count < characters; count++) {
      starts.push(start);
      ends.push(start + length);
    }
  };
  let at = from;
  for (let index = 0; index < value.length; ) {
    const char = value[index] ?? "";
    if (isBlank(char)) {
      if (isEscape(source, at, style)) {
        const length = escapeLength(source, at);
        add(at, length);
        at += length;
      } else {
        const isHere = isBlank(source[at] ?? "") && at < end;
        add(at, isHere ? 1 : 0);
        // A line end waits for the value's own, so that indents behind it are passed over only once.
        if (isHere && (source[at] === char || (source[at] === "\r" && char !== "\n"))) at += 1;
      }
      index += 1;
      continue;
    }
    at = skipFolded(source, at, end, style);
    if (at >= end) return undefined;
    if (isEscape(source, at, style)) {
      const length = escapeLength(source, at);
      const isPair = length === 10 && Number.parseInt(source.slice(at + 2, at + 10), 16) > 0xffff;
      const characters = isPair ? 2 : 1;
      add(at, length, characters);
      at += length;
      index += characters;
    } else if (source[at] === char) {
      const length = style === "single" && char === "'" ? 2 : 1;
      add(at, length);
      at += length;
      index += 1;
    } else return undefined;
  }
  return { starts, ends };
}

function isBlank(char: string): boolean {
  return char === " " || char === "\n" || char === "\t" || char === "\r";
}

/** White space that the value does not have: indents, folded lines, a line end behind a backslash. */
function skipFolded(source: string, from: number, end: number, style: ScalarPlace["style"]): number {
  let at = from;
  while (at < end) {
    if (isBlank(source[at] ?? "")) at += 1;
    else if (style === "double" && source[at] === "\\" && /[\r\n]/.test(source[at + 1] ?? "")) at += 2;
    else break;
  }
  return at;
}

function isEscape(source: string, at: number, style: ScalarPlace["style"]): boolean {
  return style === "double" && source[at] === "\\" && !/[\r\n]/.test(source[at + 1] ?? "\n");
}

function escapeLength(source: string, at: number): number {
  const kind = source[at + 1];
  return kind === "x" ? 4 : kind === "u" ? 6 : kind === "U" ? 10 : 2;
}
