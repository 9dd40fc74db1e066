import { createBaseline, printBaseline } from "../../engine/baseline.ts";
import type { Report } from "../../engine/report.ts";
import type { Severity } from "../../finding/finding.ts";
import { type Format, formatAliases, formats, renderReport } from "../../report/render.ts";
import type { Vulnerability } from "../../vulnerabilities/vulnerability.ts";
import type { CommandContext } from "./context.ts";
import { choiceOf, isOn, type ParsedOptions, textOf } from "./options.ts";
import { writeOutput } from "./output.ts";

/** How a report is shown. */
export interface ReportLook {
  readonly format: Format;
  /** What was looked at, as named. */
  readonly paths: readonly string[];
  /** Severities that are shown; undefined for all. */
  readonly shown: readonly Severity[] | undefined;
  /** Which vulnerabilities to show; all when absent. */
  readonly isShown?: (vulnerability: Vulnerability) => boolean;
}

/** The format that was asked for, of those that the command has. */
export function formatOf(options: ParsedOptions, known: readonly Format[] = formats): Format {
  const word = textOf(options, "format") ?? "";
  return (Object.hasOwn(formatAliases, word) ? formatAliases[word] : choiceOf(options, "format", known)) ?? "pretty";
}

/** What `check` and `scan` end with: the report where it was asked for, and the baseline. */
export async function writeReport(
  report: Report,
  options: ParsedOptions,
  context: CommandContext,
  { format, paths, shown, isShown }: ReportLook,
): Promise<void> {
  const output = textOf(options, "output");
  const text = await renderReport(format, report, {
    color: output === undefined && context.color && !isOn(options, "no-color"),
    width: context.width,
    verbose: isOn(options, "verbose"),
    quiet: isOn(options, "quiet"),
    ...{ paths },
    ...(shown ? { shown } : {}),
    ...(isShown ? { isShown } : {}),
  });
  if (output === undefined) context.write(text);
  else writeOutput(output, text, "report");
  const baseline = textOf(options, "write-baseline");
  if (baseline === undefined) return;
  writeOutput(baseline, printBaseline(createBaseline(report)), "baseline");
  context.note(`Wrote ${baseline}: use it with --baseline ${baseline}.\n`);
}
