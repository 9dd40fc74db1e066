import type { Report } from "../engine/report.ts";
import type { Finding, Location, Severity } from "../finding/finding.ts";
import { countSeverities, fixSafety, plural } from "./actions.ts";
import { isStepsPath, placeWords } from "./image/step-place.ts";
import { maskOf, type ReportOptions, shownFindings } from "./options.ts";
import { oneLine, visible } from "./visible.ts";
import { shownVulnerabilities, vulnerabilitiesText } from "./vulnerabilities/shown-vulnerabilities.ts";
import { vulnerabilityNotes } from "./vulnerabilities/vulnerability-notes.ts";

// In comes a report; out go workflow commands of GitHub Actions, one line each, which become annotations on the changed
// lines, and one plain line with the counts. No text can break out of its command: `%`, line ends, and in properties
// `:` and `,` are escaped as the runner expects.

const levels: Readonly<Record<Severity, "error" | "warning" | "notice">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "notice",
  info: "notice",
};

/** Workflow commands, worst first, as GitHub shows only the first ten of each level; then a line with the counts. */
export function renderGithub(report: Report, options: ReportOptions): string {
  const mask = maskOf(options);
  const open = shownFindings(report, options).filter((finding) => !finding.suppressed);
  const findings = open.map((finding) => findingCommand(report, finding, mask));
  const vulnerabilities = vulnerabilityNotes(report, options).map(({ severity, place, title, lines }) =>
    command(
      report,
      levels[severity],
      place,
      oneLine(mask(title)),
      lines.map((line) => oneLine(mask(line))),
    ),
  );
  const unknowns = report.unknowns.map(({ what, why, fatal, location }) =>
    command(
      report,
      fatal ? "error" : "notice",
      location,
      fatal ? "seaworthy: not checked" : "seaworthy: could not tell",
      [`${oneLine(mask(what))}: ${oneLine(mask(why))}`],
    ),
  );
  return `${[...vulnerabilities, ...findings, ...unknowns, summary(report, open, options)].join("\n")}\n`;
}

function findingCommand(report: Report, finding: Finding, mask: (text: string) => string): string {
  const rule = report.rules.get(finding.rule);
  const step = isStepsPath(report, finding.location.path)
    ? `${oneLine(mask(report.image?.name ?? ""))}, ${placeWords(report, finding.location, "line")}: `
    : "";
  const lines = [step + oneLine(mask(finding.message))];
  if (rule) lines.push(`Why: ${oneLine(mask(rule.why))}`, `Fix: ${oneLine(mask(rule.remedy))}`);
  const safety = fixSafety(finding);
  if (safety) lines.push(`Run: seaworthy fix${safety === "unsafe" ? " --unsafe" : ""}`);
  else if (finding.refusal) lines.push(`Not done for you: ${oneLine(mask(finding.refusal))}`);
  lines.push(finding.help);
  return command(report, levels[finding.severity], finding.location, `${finding.severity}: ${finding.rule}`, lines);
}

/** Columns are only understood when the span stays on one line. */
function command(
  report: Report,
  level: string,
  location: Location | undefined,
  title: string,
  lines: readonly string[],
): string {
  const properties: string[] = [];
  // The steps of an image are no file of the repository: the annotation then stands at the run itself.
  if (location && !isStepsPath(report, location.path)) {
    const { path, start, end } = location;
    properties.push(
      `file=${property(visible(path))}`,
      `line=${start.line}`,
      `endLine=${Math.max(start.line, end.line)}`,
    );
    if (end.line === start.line) properties.push(`col=${start.column}`, `endColumn=${end.column}`);
  }
  properties.push(`title=${property(title)}`);
  return `::${level} ${properties.join(",")}::${data(lines.join("\n"))}`;
}

function summary(report: Report, open: readonly Finding[], options: ReportOptions): string {
  const total = shownVulnerabilities(report, options)?.total.length ?? 0;
  const known = total === 0 ? "" : `${vulnerabilitiesText(total)}, `;
  const counted = plural(report.files.length, "file");
  const looked = `seaworthy checked ${report.image ? `${report.image.project ? "project" : "image"} ${oneLine(report.image.name)}` : counted}`;
  const partly = report.unknowns.some(({ fatal }) => fatal) ? " Not everything could be checked." : "";
  if (open.length === 0) return `${looked}: ${known}no ${total === 0 ? "" : "other "}problems found.${partly}`;
  return `${looked}: ${known}${plural(open.length, "problem")} (${countSeverities(open)}).${partly}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
