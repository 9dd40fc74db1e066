/**
 * What a person in a terminal is told of vulnerabilities: how many of them are whose, what to do, then which they are. In
 * comes what the report shows, out go lines that fit the terminal; every text of others is made visible and masked.
 */

import type { VulnerabilitySeverity } from "../../vulnerabilities/vulnerability.ts";
import type { Paint, Terminal } from "../pretty-terminal.ts";
import { labelled, wrap } from "../wrap.ts";
import { componentLines, severityPaint } from "./pretty-components.ts";
import {
  type CountRow,
  columnsOf as columnsOfCounts,
  countRows,
  countWords,
  type Entry,
  exploitedWords,
  isExpiryFound,
  type ShownAction,
  type ShownVulnerabilities,
  shownActions,
  shownVulnerabilities,
  solvedWords,
  vulnerabilitiesText,
  whyNotAsked,
} from "./shown-vulnerabilities.ts";
import {
  ageWords,
  fixWords,
  noneWords,
  originWords,
  packageWords,
  placeWordsOf,
  searchedWords,
} from "./vulnerability-words.ts";

/** Actions that are shown without -v. */
export const mostWork = 5;

/** All sections, empty ones too. */
export function vulnerabilitySections(terminal: Terminal): string[][] {
  const { report, options, width, say, paint } = terminal;
  const whyNot = whyNotAsked(report);
  // Where it makes the run end with 2 it stands among what was not checked.
  if (report.unknowns.some(({ why }) => why === whyNot)) return [];
  if (whyNot !== undefined) return [labelled("Vulnerabilities: not looked up. ", say(whyNot), width).map(paint.dim)];
  const shown = shownVulnerabilities(report, options);
  if (!shown) return [];
  return [
    summary(terminal, shown),
    work(terminal, shown),
    componentLines(terminal, shown),
    expiredLines(terminal, shown),
    basis(terminal, shown),
  ];
}

function summary({ report, paint, say, width }: Terminal, shown: ShownVulnerabilities): string[] {
  const { total, all } = shown;
  if (total.length === 0) return wrap(noneWords(all), width).map(paint.good);
  const title = vulnerabilitiesText(total.length) + exploitedWords(total);
  const why = all.baseWhy === undefined ? [] : wrap(say(all.baseWhy), width - 2).map((line) => paint.dim(`  ${line}`));
  return [...wrap(title, width).map(paint.bold), ...countLines(paint, countRows(report, total), width), ...why];
}

type Heads = Readonly<Record<VulnerabilitySeverity, string>>;

/** Headings of the summary, widest first, with the columns that each takes. */
const layouts: readonly {
  readonly heads: Heads;
  readonly label: number;
  readonly cell: number;
  readonly last: string;
}[] = [
  {
    heads: { critical: "critical", high: "high", medium: "medium", low: "low", info: "info", unknown: "unknown" },
    ...{ label: 17, cell: 9, last: "  with a fix" },
  },
  {
    heads: { critical: "crit", high: "high", medium: "med", low: "low", info: "info", unknown: "?" },
    ...{ label: 10, cell: 5, last: "  fix" },
  },
  {
    heads: { critical: "C", high: "H", medium: "M", low: "L", info: "I", unknown: "?" },
    ...{ label: 10, cell: 4, last: "  fix" },
  },
];

function countLines(paint: Paint, rows: readonly CountRow[], width: number): string[] {
  const severities = columnsOfCounts(rows);
  const fits = layouts.find(({ label, cell, last }) => label + severities.length * cell + last.length <= width);
  const layout = fits ?? layouts.at(-1);
  if (!layout) return [];
  const { heads, label, cell, last } = layout;
  const head = severities.map((severity) => heads[severity].padStart(cell)).join("");
  const lines = rows.map(({ origin, counts, fixable }) => {
    const name = origin === "base" && layout === layouts[0] ? originWords(origin) : origin;
    const cells = severities.map((severity) => {
      const number = counts.get(severity) ?? 0;
      const text = String(number).padStart(cell);
      return number === 0 ? paint.dim(text) : severityPaint(paint, severity)(text);
    });
    return `  ${name}`.padEnd(label) + cells.join("") + String(fixable).padStart(last.length);
  });
  return [paint.dim(" ".repeat(label) + head + last), ...lines];
}

function work(terminal: Terminal, shown: ShownVulnerabilities): string[] {
  const { options, paint, width } = terminal;
  const actions = shownActions(shown);
  if (actions.length === 0) return [];
  const todo = actions.filter(({ isWork }) => isWork);
  const idle = actions.filter(({ isWork }) => !isWork);
  const cut = options.verbose ? todo.length : mostWork;
  const rest = todo.slice(cut);
  const more = `And ${rest.length} more that fix ${countOf(rest)}: see all with -v.`;
  return [
    paint.bold(todo.length > 0 ? "What to do" : "Nothing can be done yet"),
    ...todo.slice(0, cut).flatMap((each, index) => workLines(terminal, each, index + 1)),
    ...(rest.length > 0 ? labelled("  ", more, width).map(paint.dim) : []),
    ...idle.flatMap((each) => idleLines(terminal, each)),
  ];
}

function countOf(actions: readonly ShownAction[]): number {
  return new Set(actions.flatMap(({ solves }) => solves.map(({ index }) => index))).size;
}

function workLines({ say, width, paint }: Terminal, { action, solves }: ShownAction, number: number): string[] {
  const label = `  ${number}. `;
  const indent = " ".repeat(label.length);
  const [first = "", ...rest] = labelled(
    label,
    `${say(action.title)}: fixes ${solvedWords(solves)}${exploitedWords(solves)}`,
    width,
  );
  const lines = [label + paint.bold(first.slice(label.length)), ...rest.map(paint.bold)];
  const { at, command } = action;
  if (at) {
    const place = `${say(at.path)}:${at.line}`;
    lines.push(...labelled(indent, at.text === undefined ? place : `${place}  ${say(at.text)}`, width));
  }
  // A command is one line, to be copied.
  if (command !== undefined) lines.push(indent + paint.command(disarmed(say(command))));
  return lines;
}

/** A line that starts like a command of a CI runner is none behind an indent; but some trim it. */
function disarmed(text: string): string {
  return text.startsWith("::") ? `: :${text.slice(2)}` : text;
}

function idleLines({ say, width, paint }: Terminal, { action, solves }: ShownAction): string[] {
  return labelled("  -  ", `${say(action.title)}: ${solvedWords(solves)}`, width).map(paint.dim);
}

/** What was searched, how old the data is, what is only counted. */
function basis({ report, say, width, paint }: Terminal, shown: ShownVulnerabilities): string[] {
  const { all, unimportant, suppressed, hidden } = shown;
  const counted = [
    unimportant.length === 0 ? "" : `${unimportant.length} of no importance, say the vendors`,
    suppressed.length === 0 ? "" : `${suppressed.length} excused`,
    hidden === 0 ? "" : `${hidden} not asked for`,
  ].filter((part) => part !== "");
  return [
    ...(counted.length > 0 ? wrap(`Not in the list: ${counted.join(", ")}.`, width) : []),
    ...wrap(`${say(searchedWords(all))}.`, width),
    ...wrap(say(ageWords(all, report.image?.today)), width).filter((line) => line !== ""),
  ].map(paint.dim);
}

/** Excuses that have run out: what they excused counts again. */
function expiredLines({ report, say, width, paint }: Terminal, { all }: ShownVulnerabilities): string[] {
  if (isExpiryFound(report)) return [];
  return (all.expiredIgnores ?? []).flatMap(({ path, line, text, until }) =>
    labelled("Expired ignore: ", `${say(path)}:${line} "${say(text)}" held until ${say(until)}`, width).map(paint.bad),
  );
}

/** One line for each open one: for scripts and small eyes. */
export function quietVulnerabilities({ report, options, say, paint }: Terminal): string[] {
  const open: readonly Entry[] = shownVulnerabilities(report, options)?.open ?? [];
  return open.map(({ vulnerability }) => {
    const { severity, id, package: pkg, kev } = vulnerability;
    const word = severity === "unknown" ? severity : paint[severity](severity);
    const place = placeWordsOf(report, vulnerability);
    const where = report.image ? `${say(report.image.name)}: ${say(place)}` : say(place);
    const known = kev ? ", known to be exploited" : "";
    return `${where}: ${word}: ${say(id)} in ${say(packageWords(pkg))}: ${say(fixWords(vulnerability))}${known}`;
  });
}

/** For the last line of the screen; "" where nobody asked. */
export function vulnerabilityVerdict({ report, options }: Terminal): string {
  const shown = shownVulnerabilities(report, options);
  if (!shown) return "";
  const { total } = shown;
  return total.length === 0
    ? `${noneWords(shown.all)} `
    : `${vulnerabilitiesText(total.length)}: ${countWords(total)}. `;
}
