import type { createColors } from "picocolors";
import type { Report } from "../engine/report.ts";
import type { Severity } from "../finding/finding.ts";
import { type MaskedLine, maskedLines } from "./masked-lines.ts";
import { maskOf, type ReportOptions } from "./options.ts";
import { oneLine } from "./visible.ts";
import { longestText } from "./wrap.ts";

/** Colour by meaning. Without colour every one is the identity, so words and marks must say it all. */
export type Paint = Readonly<Record<Severity | "bold" | "dim" | "good" | "bad" | "command", (text: string) => string>>;

/** What every section of the pretty report needs. */
export interface Terminal {
  readonly report: Report;
  readonly options: ReportOptions;
  readonly width: number;
  readonly paint: Paint;
  /** Any text as it may be printed: on one line, masked, escaped. */
  readonly say: (text: string) => string;
  /** Reader of printable source lines, or undefined for a path without a text. */
  readonly linesOf: (path: string) => ((line: number) => MaskedLine) | undefined;
}

/** Narrower than this nothing is readable; a terminal that claims less is not believed. */
const leastWidth = 40;
/** Wider lines are hard to read, however wide the terminal is. */
const mostWidth = 120;

/** Gathers what the sections share. Each text is masked once. */
export function terminalOf(report: Report, options: ReportOptions, colors: ReturnType<typeof createColors>): Terminal {
  const mask = maskOf(options);
  const readers = new Map<string, (line: number) => MaskedLine>();
  return {
    report,
    options,
    width: Math.min(mostWidth, Math.max(leastWidth, options.width ?? 80)),
    paint: paintOf(colors),
    say: (text) => oneLine(mask(text).slice(0, 2 * longestText)),
    linesOf: (path) => {
      const source = report.sources.get(path);
      if (!source) return undefined;
      const reader = readers.get(path) ?? maskedLines(source, mask);
      readers.set(path, reader);
      return reader;
    },
  };
}

function paintOf(colors: ReturnType<typeof createColors>): Paint {
  return {
    critical: (text) => colors.bold(colors.red(text)),
    high: colors.red,
    medium: colors.yellow,
    low: colors.cyan,
    info: colors.dim,
    bold: colors.bold,
    dim: colors.dim,
    good: colors.green,
    bad: colors.red,
    command: colors.cyan,
  };
}
