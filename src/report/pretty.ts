import picocolors from "picocolors";
import type { Report } from "../engine/report.ts";
import type { Finding, Location, Severity } from "../finding/finding.ts";
import { type Action, countSeverities, groupActions, plural } from "./actions.ts";
import { imageLines, packageLines, wastedLines } from "./image/image-lines.ts";
import { isStepsPath, placeWords } from "./image/step-place.ts";
import { type ReportOptions, shownFindings } from "./options.ts";
import { renderAction } from "./pretty-action.ts";
import { ignoredLines, summaryLines, unknownLines, unusedIgnoreLines } from "./pretty-end.ts";
import { checklistLines, habitSummaryLines } from "./pretty-habits.ts";
import { type Paint, type Terminal, terminalOf } from "./pretty-terminal.ts";
import { quietVulnerabilities, vulnerabilitySections } from "./vulnerabilities/pretty-vulnerabilities.ts";
import { labelled, wrap } from "./wrap.ts";

// In comes a report; out goes the text a person reads in a terminal: what to do first, the habits, what could not be
// told, and the next command. It works without colour and at 80 columns, and prints nothing of a file unescaped.

/** Actions shown without -v. More than a handful is a list nobody starts on. */
export const mostActions = 5;

/** The report for a person. Ends with a line end, unless it is empty (quiet, and nothing found). */
export function renderPretty(report: Report, options: ReportOptions): string {
  const terminal = terminalOf(report, options, picocolors.createColors(options.color ?? false));
  const findings = shownFindings(report, options);
  const open = findings.filter((finding) => !finding.suppressed);
  if (options.quiet) return joined([...quietVulnerabilities(terminal), ...quietLines(terminal, open)]);
  const sections = open.length > 0 ? foundSections(terminal, open) : cleanSections(terminal);
  const { image } = report;
  return joined(
    [
      headerLines(terminal),
      image ? imageLines(terminal, image) : [],
      // What is known to be wrong with packages comes before how the image was made: it is why most people scan.
      ...vulnerabilitySections(terminal),
      ...(open.length > 0 ? titled(terminal, sections) : sections),
      image ? wastedLines(terminal, image) : [],
      image ? packageLines(terminal, image) : [],
      unknownLines(terminal),
      unusedIgnoreLines(terminal),
      options.verbose ? ignoredLines(terminal, findings) : [],
      summaryLines(terminal, open),
    ]
      .filter((section) => section.length > 0)
      .flatMap((section, index) => (index === 0 ? section : ["", ...section])),
  );
}

/** Where vulnerabilities stand above, the problems of the image need a heading of their own. */
function titled({ report, paint }: Terminal, sections: readonly string[][]): string[][] {
  const [first = [], ...rest] = sections;
  return report.vulnerabilities ? [[paint.bold("Other problems"), ...first], ...rest] : [...sections];
}

function headerLines({ report, paint, width, say }: Terminal): string[] {
  const { tool, target, files } = report;
  const few = files.length > 0 && files.length <= 3;
  const place = target.name === "." || target.name === "" ? "" : ` in ${say(target.name)}`;
  const counted = plural(files.length, "file") + (few ? `: ${files.map(say).join(", ")}` : place);
  const { image } = report;
  const named = `${image?.project ? "project" : "image"} ${say(image?.name ?? target.name)}`;
  const text = `checked ${target.kind === "image" || image ? named : counted}`;
  const [first = "", ...rest] = labelled(`${tool.name} ${tool.version} `, text, width);
  return [paint.bold(tool.name) + first.slice(tool.name.length), ...rest];
}

function foundSections(terminal: Terminal, open: readonly Finding[]): string[][] {
  const actions = groupActions(open);
  const shown = terminal.options.verbose ? actions : actions.slice(0, mostActions);
  return [
    ...shown.map((action, index) => renderAction(terminal, action, index + 1)),
    restLines(terminal, actions.slice(shown.length)),
    checklistLines(terminal),
  ];
}

/** Short: a clean result says how much was looked at, not how clean each habit is. */
function cleanSections(terminal: Terminal): string[][] {
  return [habitSummaryLines(terminal)];
}

function restLines({ width, say, paint }: Terminal, rest: readonly Action[]): string[] {
  if (rest.length === 0) return [];
  const names = rest.map((action) => {
    const places = action.findings.length > 1 ? ` (${plural(action.findings.length, "place")})` : "";
    return `${say(action.rule)}${places}`;
  });
  const text = `And ${rest.length} more (${countSeverities(rest)}): ${names.join(", ")}. See all with -v.`;
  return wrap(text, width).map(paint.dim);
}

function quietLines({ paint, say, report }: Terminal, open: readonly Finding[]): string[] {
  const problems = open.map((finding) => {
    const { location, severity, message, rule } = finding;
    return `${quietPlace(report, location, say)}: ${severityWord(severity, paint).toLowerCase()}: ${say(message)} [${say(rule)}]`;
  });
  const unread = report.unknowns.filter((unknown) => unknown.fatal);
  return [...problems, ...unread.map((unknown) => `could not check ${say(unknown.what)}: ${say(unknown.why)}`)];
}

function quietPlace(report: Report, location: Location, say: (text: string) => string): string {
  // Nobody can open the text of an image's steps at a line.
  if (isStepsPath(report, location.path)) return `${say(location.path)}: ${placeWords(report, location, "line")}`;
  return `${say(location.path)}:${location.start.line}:${location.start.column}`;
}

function severityWord(severity: Severity, paint: Paint): string {
  return paint[severity](severity);
}

function joined(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}
