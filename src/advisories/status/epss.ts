/**
 * Scores of EPSS as CSV: its unpacked bytes come in, lines go out one by one. All forms since 2021 are read: with and without
 * the comment that says the date, with and without percentiles, which are worked out by rank where they are missing. Lines that
 * are none are counted.
 */
import type { ExploitLikelihood } from "../advisory.ts";
import { isCve } from "./cve.ts";
import { textLines } from "./text-lines.ts";

/** Bytes of the file, packed: 2.5 MB in 2026. */
export const mostEpssBytes = 128 * 1024 * 1024;
/** Bytes of the file, unpacked. */
export const mostEpssUnpacked = 512 * 1024 * 1024;
/** Lines of it: some 350,000 in 2026. */
export const mostEpssLines = 3_000_000;

/** What was found out on the way; whole when the lines are out. */
export interface EpssRead {
  /** YYYY-MM-DD of the scores; "" where the file does not say. */
  date: string;
  lines: number;
  /** Why the file is none, or not whole: a clause. */
  why?: string;
  readonly leftOut: Record<string, number>;
}

export function newEpssRead(): EpssRead {
  return { date: "", lines: 0, leftOut: {} };
}

/** Throws what the pieces throw. Of several lines of one CVE all are given. */
export async function* readEpss(pieces: AsyncIterable<Uint8Array>, read: EpssRead): AsyncGenerator<ExploitLikelihood> {
  const count = { tooLong: 0 };
  const unranked: { readonly cve: string; readonly score: number; readonly date: string }[] = [];
  let columns: Columns | undefined;
  let seen = 0;
  for await (const line of textLines(pieces, count)) {
    if (line.startsWith("#")) {
      read.date = /score_date:(\d{4}-\d\d-\d\d)/.exec(line)?.[1] ?? read.date;
      continue;
    }
    if (line === "") continue;
    if (!columns) {
      columns = columnsOf(line);
      if (columns) continue;
      read.why = "its first line does not name the columns `cve` and `epss`";
      return;
    }
    if (++seen > mostEpssLines) {
      leaveOut(read, "beyond the limit");
      continue;
    }
    const found = lineOf(line, columns, read.date);
    if (!found) leaveOut(read, "cannot be read");
    else {
      read.lines += 1;
      if (columns.percentile === -1) unranked.push(found);
      else yield found;
    }
  }
  if (!columns) read.why = "it is empty";
  if (count.tooLong > 0) read.leftOut["cannot be read"] = (read.leftOut["cannot be read"] ?? 0) + count.tooLong;
  yield* ranked(unranked);
}

interface Columns {
  readonly cve: number;
  readonly epss: number;
  /** -1 for none; so in 2021. */
  readonly percentile: number;
  /** -1 for none. */
  readonly date: number;
}

function columnsOf(line: string): Columns | undefined {
  const names = line
    .replace(/^\uFEFF/, "")
    .split(",")
    .map((name) => name.trim().toLowerCase());
  const cve = names.indexOf("cve");
  const epss = names.indexOf("epss");
  return cve === -1 || epss === -1
    ? undefined
    : { cve, epss, percentile: names.indexOf("percentile"), date: names.indexOf("date") };
}

function lineOf(line: string, columns: Columns, date: string): ExploitLikelihood | undefined {
  const cells = line.split(",", 16);
  const cve = cells[columns.cve]?.trim() ?? "";
  const score = shareOf(cells[columns.epss]);
  const percentile = columns.percentile === -1 ? 0 : shareOf(cells[columns.percentile]);
  if (!isCve(cve) || score === undefined || percentile === undefined) return undefined;
  const own = /^\d{4}-\d\d-\d\d$/.exec(cells[columns.date]?.trim() ?? "")?.[0];
  return { cve, score, percentile, date: own ?? date };
}

/** 0 to 1; undefined for anything else. */
function shareOf(cell: string | undefined): number | undefined {
  const text = cell?.trim() ?? "";
  if (!/^\d{1,3}(?:\.\d{1,20})?(?:[eE]-?\d{1,3})?$/.test(text)) return undefined;
  const value = Number(text);
  return value >= 0 && value <= 1 ? value : undefined;
}

/** The share of all lines with the same score or a lower one. */
function* ranked(lines: readonly Omit<ExploitLikelihood, "percentile">[]): Generator<ExploitLikelihood> {
  const scores = Float64Array.from(lines, ({ score }) => score).sort();
  const below = new Map<number, number>();
  for (const [index, score] of scores.entries()) below.set(score, index + 1);
  for (const { cve, score, date } of lines)
    yield { cve, score, percentile: (below.get(score) ?? 0) / scores.length, date };
}

function leaveOut(read: EpssRead, reason: string): void {
  read.leftOut[reason] = (read.leftOut[reason] ?? 0) + 1;
}
