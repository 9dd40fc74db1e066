import type { Report } from "../engine/report.ts";
import type { Finding, Fix, Severity } from "../finding/finding.ts";
import type { Vulnerability } from "../vulnerabilities/vulnerability.ts";

/** How a report is to look. Each format uses what concerns it; all of them use `shown` and `mask`. */
export interface ReportOptions {
  /** Terminal colours; false when absent. */
  readonly color?: boolean;
  /** Columns of the terminal; 80 when absent. */
  readonly width?: number;
  /** Everything: all findings, the trace in full, what is ignored. */
  readonly verbose?: boolean;
  /** One line for each finding and nothing else. */
  readonly quiet?: boolean;
  /** Severities to show; all when absent. */
  readonly shown?: readonly Severity[];
  /** Which vulnerabilities to show; all when absent. */
  readonly isShown?: (vulnerability: Vulnerability) => boolean;
  /** Hides the values of secrets in any text; the report's own when absent. */
  readonly mask?: (text: string) => string;
  /** The paths as typed, to be repeated in suggested commands; none when absent. */
  readonly paths?: readonly string[];
  /** False where output is stored, not shown: a diff then keeps control characters as they are. True when absent. */
  readonly terminal?: boolean;
}

/** The masker of the options, or the identity. */
export function maskOf(options: ReportOptions): (text: string) => string {
  return options.mask ?? ((text) => text);
}

/** Findings of the wanted severities, in order; suppressed ones stand among them. */
export function shownFindings(report: Report, options: ReportOptions): Finding[] {
  const { shown } = options;
  return report.findings.filter((finding) => !shown || shown.includes(finding.severity));
}

/**
 * Fixes whose inserted text a document may carry. One that would carry a secret is left out whole: masked, its edits
 * would write the mask into the file of whoever applies them.
 */
export function printableFixes(finding: Finding, mask: (text: string) => string): Fix[] {
  return finding.fixes.filter((fix) => fix.edits.every((edit) => mask(edit.text) === edit.text));
}
