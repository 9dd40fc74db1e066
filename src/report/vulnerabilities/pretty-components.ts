import type { Severity } from "../../finding/finding.ts";
import type { Vulnerability } from "../../vulnerabilities/vulnerability.ts";
import type { Paint, Terminal } from "../pretty-terminal.ts";
import { charColumns, columnsOf } from "../visible.ts";
import { labelled, wrap } from "../wrap.ts";
import { byComponent, type Component, type Entry, type ShownVulnerabilities } from "./shown-vulnerabilities.ts";
import {
  fixWords,
  locationDetail,
  packageWords,
  percentWords,
  throughWords,
  whereWords,
} from "./vulnerability-words.ts";

/** Lines of the list without -v, heads of packages counted: with what stands above and below it about a screenful. */
export const mostLines = 20;
/** Of one package, so that it does not take the whole screen. */
export const mostOfOne = 4;

/** The list: each package with its vulnerabilities below it, the most pressing package first. */
export function componentLines(terminal: Terminal, shown: ShownVulnerabilities): string[] {
  const { options, paint, width } = terminal;
  const listed = options.verbose ? shown.entries : shown.open;
  if (listed.length === 0) return [];
  const components = byComponent(listed);
  const { parts, left } = options.verbose ? { parts: components, left: 0 } : cutComponents(components);
  const ids = parts.flatMap(({ entries }) => entries.map(({ vulnerability }) => terminal.say(vulnerability.id)));
  const columns = Math.min(
    widestId,
    ids.reduce((most, id) => Math.max(most, columnsOf(id)), 0),
  );
  const lines = parts.flatMap((part) => partLines(terminal, part, columns));
  const isExploited = parts.some(({ entries }) => entries.some(({ vulnerability }) => vulnerability.kev));
  return [
    paint.bold("The packages, most pressing first"),
    ...lines,
    ...(left > 0 ? wrap(`And ${left} more: see all with -v.`, width).map(paint.dim) : []),
    ...(isExploited ? wrap("KEV: in CISA's catalogue of known exploited vulnerabilities.", width).map(paint.dim) : []),
  ];
}

/** `GHSA-xxxx-xxxx-xxxx`. */
const widestId = 19;

/** A component with as many of its rows as are shown. */
type Part = Component & { readonly more?: number };

function cutComponents(components: readonly Component[]): { readonly parts: readonly Part[]; readonly left: number } {
  const parts: Part[] = [];
  let free = mostLines;
  let left = 0;
  for (const { entries } of components) {
    const [first, ...others] = entries;
    const number = Math.min(free - 1, mostOfOne, entries.length);
    // The list ends where it is cut: a mild one further down would look worse than those left out above it.
    if (number < 1) left += entries.length;
    else parts.push({ entries: [first, ...others.slice(0, number - 1)], more: entries.length - number });
    free = number < 1 ? 0 : free - 1 - number;
  }
  return { parts, left };
}

function partLines(terminal: Terminal, { entries, more = 0 }: Part, columns: number): string[] {
  const { report, say, width, paint } = terminal;
  const [{ vulnerability }] = entries;
  const { package: pkg } = vulnerability;
  const about = [whereWords(report, vulnerability), throughWords(pkg)].filter((part) => part !== "").map(say);
  const place = about.length === 0 ? "" : `: ${about.map((each) => shortened(each, 2 * width)).join(", ")}`;
  const head = `${shortened(say(packageWords(pkg)), 2 * width)}${place}`;
  const [first = "", ...rest] = labelled("  ", head, width);
  return [
    `  ${paint.bold(first.slice(2))}`,
    ...rest.map((line) => paint.bold(line)),
    ...entries.flatMap((entry) => rowLines(terminal, entry, columns)),
    ...(more > 0 ? [paint.dim(`    and ${more} more of this package`)] : []),
  ];
}

function rowLines(terminal: Terminal, { vulnerability }: Entry, columns: number): string[] {
  const { say, width, paint, options } = terminal;
  const { severity, kev, id } = vulnerability;
  const mark = kev ? "KEV" : "   ";
  const name = shortened(say(id), widestId);
  const label = `    ${severity.padEnd(8)} ${mark} ${padded(name, columns)}  `;
  const text = shortened(say(fixWords(vulnerability)), 3 * width) + asideWords(vulnerability, say);
  // Where the words do not fit beside the id, they stand below it.
  const isNarrow = columnsOf(label) + leastBeside > width;
  const lines = isNarrow ? [label.trimEnd(), ...labelled("      ", text, width)] : labelled(label, text, width);
  const [first = "", ...rest] = lines;
  const colour = severityPaint(paint, severity);
  const start = 4 + severity.length;
  const afterMark = kev ? ` ${paint.bad("KEV")}` : " ".repeat(4);
  const tail = first.slice(16);
  const coloured = `    ${colour(severity)}${" ".repeat(Math.max(0, 12 - start))}${afterMark}${tail}`;
  return [coloured, ...rest, ...(options.verbose ? detailLines(terminal, vulnerability) : [])];
}

/** Columns that words beside an id need. */
const leastBeside = 22;

function asideWords({ suppressed, isUnimportant }: Vulnerability, say: (text: string) => string): string {
  if (suppressed) {
    const reason = suppressed.reason === "" ? "no reason given" : say(suppressed.reason);
    return `; excused by ${suppressed.by}: ${reason}`;
  }
  return isUnimportant ? "; of no importance, says the vendor" : "";
}

/** Everything that is known of one, for -v. */
function detailLines({ report, say, width, paint }: Terminal, vulnerability: Vulnerability): string[] {
  const { title, aliases, links, epss, kev, match, fixedBy, fix, locations, severitySource, ratings } = vulnerability;
  const rows: readonly (readonly [label: string, text: string])[] = [
    ["What", title],
    ["Also", aliases.join(", ")],
    [
      "Rated",
      [
        severitySource,
        ...ratings.map(({ type, value, score }) => `${type} ${value}${score === undefined ? "" : ` (${score})`}`),
      ].join("; "),
    ],
    ["Risk", riskWords(vulnerability)],
    [
      "EPSS",
      epss === undefined
        ? ""
        : `${percentWords(epss.score)} within 30 days, above ${percentWords(epss.percentile)} of all${epss.date === "" ? "" : ` (${epss.date})`}`,
    ],
    [
      "KEV",
      kev === undefined
        ? ""
        : `${kev.name}, since ${kev.added}, due ${kev.due}${kev.ransomware ? ", used by ransomware" : ""}`,
    ],
    ["Fix", [fix ?? "", fixedBy === undefined ? "" : `advisory ${fixedBy}`].filter((part) => part !== "").join("; ")],
    ["Match", `${match.searched} is ${match.range} of ${match.records.join(", ") || match.record}`],
    ...locations.map((location): [string, string] => ["At", locationDetail(report, location)]),
    ...links.map((address): [string, string] => ["See", address]),
  ];
  return rows
    .filter(([, text]) => text !== "")
    .flatMap(([label, text]) => labelled(`      ${`${label}:`.padEnd(7)}`, say(text), width))
    .map(paint.dim);
}

function riskWords({ risk }: Vulnerability): string {
  return `${Math.round(risk)} of 100`;
}

/** The colour of a severity; one that nobody rated has none of its own. */
export function severityPaint(paint: Paint, severity: Severity | "unknown"): (text: string) => string {
  return severity === "unknown" ? paint.dim : paint[severity];
}

function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** The beginning of a text that takes more than `most` columns. */
export function shortened(text: string, most: number): string {
  if (columnsOf(text) <= most) return text;
  let out = "";
  let columns = 1;
  for (const char of text) {
    columns += charColumns(char);
    if (columns > most) break;
    out += char;
  }
  return `${out}…`;
}
