import type { Report } from "../engine/report.ts";
import type { Severity } from "../finding/finding.ts";
import { filedPath } from "./image/step-place.ts";
import { maskOf, type ReportOptions, shownFindings } from "./options.ts";
import { filedPlace, ratedSeverity, sentence } from "./vulnerabilities/filed-place.ts";
import { shownVulnerabilities } from "./vulnerabilities/shown-vulnerabilities.ts";

// In comes a report; out goes the JSON array of a GitLab Code Quality artifact. The format has no place for a note, so
// input that could not be read stands in it as an issue of its own: an empty array must mean clean. Vulnerabilities are
// issues too: GitLab's container scanning report is another schema, which has no place for the rest of a report and keeps
// none of it for those who do not pay.

const levels: Readonly<Record<Severity, string>> = {
  critical: "blocker",
  high: "critical",
  medium: "major",
  low: "minor",
  info: "info",
};

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number; readonly end: number } };
}

/** GitLab Code Quality report. Ignored findings are left out: GitLab has no state for them. */
export function renderGitlab(report: Report, options: ReportOptions): string {
  const mask = maskOf(options);
  const open = shownFindings(report, options).filter((finding) => !finding.suppressed);
  const findings = open.map(({ rule, message, severity, location, fingerprint }): Issue => {
    const { path, start, end } = location;
    return {
      description: mask(message),
      check_name: rule,
      fingerprint,
      severity: levels[severity],
      location: {
        path: plainPath(filedPath(report, path)),
        lines: { begin: start.line, end: Math.max(start.line, end.line) },
      },
    };
  });
  const unread = report.unknowns
    .filter(({ fatal }) => fatal)
    .map(({ what, why, location }): Issue => {
      const path = plainPath(filedPath(report, location?.path ?? report.files[0] ?? report.target.name));
      const begin = location?.start.line ?? 1;
      return {
        description: `Not checked: ${mask(what)}: ${mask(why)}`,
        check_name: "not-checked",
        fingerprint: `not-checked:${path}:${begin}:${mask(what)}`,
        severity: levels.high,
        location: { path, lines: { begin, end: begin } },
      };
    });
  const vulnerabilities = (shownVulnerabilities(report, options)?.open ?? []).map(({ vulnerability }): Issue => {
    const { id, severity, fingerprint } = vulnerability;
    const { path, start, end } = filedPlace(report, vulnerability);
    return {
      description: mask(sentence(vulnerability)),
      check_name: mask(id),
      fingerprint: mask(fingerprint),
      severity: levels[ratedSeverity(severity)],
      location: {
        path: plainPath(mask(filedPath(report, path))),
        lines: { begin: start.line, end: Math.max(start.line, end.line) },
      },
    };
  });
  return `${JSON.stringify(unique([...vulnerabilities, ...findings, ...unread]), undefined, 2)}\n`;
}

/** GitLab drops issues with a fingerprint it has seen. */
function unique(issues: readonly Issue[]): Issue[] {
  const seen = new Map<string, number>();
  return issues.map((issue) => {
    const times = (seen.get(issue.fingerprint) ?? 0) + 1;
    seen.set(issue.fingerprint, times);
    return times === 1 ? issue : { ...issue, fingerprint: `${issue.fingerprint}#${times}` };
  });
}

/** GitLab wants paths from the repository's root without `./`. */
function plainPath(path: string): string {
  return path.startsWith("./") ? path.slice(2) : path;
}
