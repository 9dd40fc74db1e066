import type { Finding } from "../finding/finding.ts";
import { countSeverities, listed, plural } from "./actions.ts";
import { imageCommands, nextCommands } from "./commands.ts";
import { placeWords } from "./image/step-place.ts";
import type { ReportOptions } from "./options.ts";
import type { Terminal } from "./pretty-terminal.ts";
import { vulnerabilityVerdict } from "./vulnerabilities/pretty-vulnerabilities.ts";
import { labelled, wrap } from "./wrap.ts";

/** What could not be told. Input that was left unread comes first: it is why the command ends with status 2. */
export function unknownLines({ report, say, width, paint, options }: Terminal): string[] {
  const unread = report.unknowns.filter(({ fatal }) => fatal);
  const open = report.unknowns.filter(({ fatal }) => !fatal);
  const shown = [...unread.slice(0, cut(options, mostUnread)), ...open.slice(0, cut(options, mostOpen))];
  const hidden = report.unknowns.length - shown.length;
  const lines = shown.flatMap(({ what, why, fatal, location }) => {
    // A file that could not be read at all has no place but its name.
    const where = location && location.path !== what ? ` (${say(placeWords(report, location, "line"))})` : "";
    const label = fatal ? "Not checked: " : "Could not tell: ";
    const text = labelled(label, `${say(what)}${where}: ${say(why)}`, width);
    return fatal ? text.map(paint.bad) : text;
  });
  const rest = unread.length > mostUnread ? "could not be checked or told" : "could not be told";
  return hidden > 0 ? [...lines, ...wrap(`${hidden} more ${rest}: see all with -v.`, width)] : lines;
}

/** Of each kind, as many as a screen bears; all of them when asked for. */
const mostUnread = 10;
const mostOpen = 3;

function cut({ verbose }: ReportOptions, most: number): number {
  return verbose ? Number.POSITIVE_INFINITY : most;
}

/** Ignores that matched nothing or have expired: they hide the next real problem. */
export function unusedIgnoreLines({ report, say, width }: Terminal): string[] {
  return report.unusedIgnores.flatMap(({ path, line, text, why }) =>
    labelled("Unused ignore: ", `${say(path)}:${line} "${say(text)}": ${say(why)}`, width),
  );
}

/** Each ignored finding with who ignored it and why. Shown with -v. */
export function ignoredLines({ report, say, width }: Terminal, findings: readonly Finding[]): string[] {
  return findings.flatMap(({ suppressed, location, rule, message }) => {
    if (!suppressed) return [];
    const reason = suppressed.reason === "" ? "no reason given" : say(suppressed.reason);
    const where = say(placeWords(report, location, "line"));
    return labelled("Ignored: ", `${where} [${say(rule)}] ${say(message)} - by ${suppressed.by}: ${reason}`, width);
  });
}

/** The counts, what is not shown, and what to run next. The last thing on the screen. */
export function summaryLines(terminal: Terminal, open: readonly Finding[]): string[] {
  const { width, paint } = terminal;
  const next = [...nextCommands(open, terminal.options), ...imageCommands(terminal.report, terminal.options)];
  const widest = Math.max(0, ...next.map(({ command }) => command.length));
  const commands = next.map(({ command, does }, index) => {
    const label = index === 0 ? "Next: " : "      ";
    const line = `${label}${command.padEnd(widest)}  ${does}`;
    const rest = line.length <= width ? line.slice(label.length + command.length) : "";
    return label + paint.command(command) + rest;
  });
  return [
    ...wrap(`${vulnerabilityVerdict(terminal)}${verdict(terminal, open)}${leftOut(terminal)}`, width).map(paint.bold),
    ...commands,
  ];
}

function verdict({ report }: Terminal, open: readonly Finding[]): string {
  const partly = report.unknowns.some((unknown) => unknown.fatal);
  if (open.length > 0) {
    const files = new Set(open.map((finding) => finding.location.path)).size;
    const where = report.target.kind === "image" ? "the image" : plural(files, "file");
    const note = partly ? " Not everything could be checked." : "";
    return `${plural(open.length, "problem")} in ${where}: ${countSeverities(open)}.${note}`;
  }
  if (report.target.kind === "project" && report.files.length === 0) return "Nothing was checked.";
  if (report.image?.project) return projectVerdict(report.image.project.lockfiles.length, partly);
  if (report.rules.size === 0) return "Nothing was checked: no rule was chosen.";
  if (partly) return "No problems found in what could be checked, but not everything could be.";
  const looked = report.target.kind === "image" ? "" : ` in ${plural(report.files.length, "file")}`;
  return `No problems found by ${plural(report.rules.size, "rule")}${looked}.`;
}

/** Rules look at no lockfile: that they find nothing there says nothing of the project. */
function projectVerdict(lockfiles: number, partly: boolean): string {
  const note = partly ? " Not everything could be checked." : "";
  return `Read: ${plural(lockfiles, "lockfile")}, and nothing else of the project.${note}`;
}

/** What stands behind the counts: ignored findings, and severities that were not asked for. */
function leftOut({ report, options }: Terminal): string {
  const ignored = report.findings.filter((finding) => finding.suppressed);
  const hidden = report.findings.filter(
    ({ suppressed, severity }) => !suppressed && options.shown && !options.shown.includes(severity),
  );
  const by = (["comment", "config", "baseline"] as const)
    .map((each) => ({ each, number: ignored.filter(({ suppressed }) => suppressed?.by === each).length }))
    .filter(({ number }) => number > 0)
    .map(({ each, number }) => `${number} by ${each}`);
  const ignoredText = ignored.length > 0 ? ` ${ignored.length} more ignored (${listed(by)}).` : "";
  const hiddenText = hidden.length > 0 ? ` Not shown: ${countSeverities(hidden)}.` : "";
  return ignoredText + hiddenText;
}
