import type { Report } from "../engine/report.ts";
import type { Location } from "../finding/finding.ts";
import { type Position, positionAt, type Source, type Span } from "../text/source.ts";
import { artifactUri } from "./artifact-uri.ts";
import { filedPath } from "./image/step-place.ts";
import { type MaskedLine, maskedLines } from "./masked-lines.ts";

/** A snippet is a help to the reader, not a copy of the file. */
const longestSnippet = 1000;
const mostSnippetLines = 20;

/** Turns places of one report into SARIF. Each text is masked once. */
export interface Places {
  /** A place with the text it covers, masked. */
  physical(location: Location): object;
  /** What a fix replaces; an empty span is an insertion. */
  replaced(path: string, span: Span): object;
}

/** The places of a report. */
export function placesOf(report: Report, mask: (text: string) => string): Places {
  const readers = new Map<string, (line: number) => MaskedLine>();
  const readerOf = (source: Source) => {
    const reader = readers.get(source.path) ?? maskedLines(source, mask);
    readers.set(source.path, reader);
    return reader;
  };
  return {
    physical: (location) => {
      const source = report.sources.get(location.path);
      const region = textRegion(source, location.start, location.end, location.span);
      return {
        artifactLocation: { uri: artifactUri(filedPath(report, location.path)) },
        region: source ? { ...region, snippet: { text: snippetOf(location, readerOf(source)) } } : region,
      };
    },
    replaced: (path, span) => {
      const source = report.sources.get(path);
      if (!source) return { charOffset: span.start, charLength: span.end - span.start };
      return textRegion(source, positionAt(source, span.start), positionAt(source, span.end), span);
    },
  };
}

/** SARIF counts neither columns nor offsets of a byte order mark (3.30.2); our offsets do. */
function textRegion(source: Source | undefined, start: Position, end: Position, span: Span) {
  const mark = source?.text.startsWith("\ufeff") ? 1 : 0;
  const column = ({ line, column }: Position) => Math.max(1, line === 1 ? column - mark : column);
  const offset = Math.max(0, span.start - mark);
  return {
    startLine: start.line,
    startColumn: column(start),
    endLine: end.line,
    endColumn: column(end),
    charOffset: offset,
    charLength: Math.max(0, span.end - mark - offset),
  };
}

function snippetOf({ start, end }: Location, lineAt: (line: number) => MaskedLine): string {
  const last = Math.min(end.line, start.line + mostSnippetLines - 1);
  const lines: string[] = [];
  for (let line = start.line; line <= last; line++) {
    const { text, startOf, endOf } = lineAt(line);
    const to = line === end.line ? endOf(end.column - 1) : text.length;
    lines.push(text.slice(line === start.line ? startOf(start.column - 1) : 0, to));
  }
  return lines.join("\n").slice(0, longestSnippet);
}
