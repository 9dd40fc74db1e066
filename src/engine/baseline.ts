/**
 * The findings a team has agreed to live with for now. In: a report, or the text of a baseline file; out: the file's
 * content, and findings with those in it marked. Refuses a file that is not a baseline, with the next step.
 */

import type { Finding } from "../finding/finding.ts";
import { compareTexts } from "../text/compare.ts";
import { barePurl } from "../vulnerabilities/filter.ts";
import { UserError } from "./errors.ts";
import type { Report, UnusedIgnore } from "./report.ts";

/** The baseline file. Paths are for people; the fingerprint is what counts. */
export interface Baseline {
  readonly schemaVersion: 1;
  readonly findings: readonly BaselineEntry[];
}

export interface BaselineEntry {
  readonly fingerprint: string;
  /** Of a vulnerability its id. */
  readonly rule: string;
  /** Of a vulnerability the address of the package, without version. */
  readonly path: string;
}

/** All findings and vulnerabilities of a report but those that a comment or the config already ignores. Sorted, so that diffs are small. */
export function createBaseline(report: Report): Baseline {
  const findings = report.findings
    .filter(({ suppressed }) => suppressed === undefined || suppressed.by === "baseline")
    .map(({ fingerprint, rule, location }) => ({ fingerprint, rule, path: location.path }));
  const entries = [...findings, ...vulnerabilityEntries(report)].sort(
    (a, b) =>
      compareTexts(a.path, b.path) || compareTexts(a.rule, b.rule) || compareTexts(a.fingerprint, b.fingerprint),
  );
  return { schemaVersion: 1, findings: entries };
}

/** Two versions of a package, or two places of it, are one entry; what is of no importance needs none. */
function vulnerabilityEntries({ vulnerabilities: all }: Report): readonly BaselineEntry[] {
  if (all === undefined || "whyNot" in all) return [];
  const entries = new Map<string, BaselineEntry>();
  for (const { fingerprint, id, package: one, suppressed, isUnimportant } of all.found)
    if (!isUnimportant && (suppressed === undefined || suppressed.by === "baseline") && !entries.has(fingerprint))
      entries.set(fingerprint, { fingerprint, rule: id, path: barePurl(one.purl) });
  return [...entries.values()];
}

/** What a search for vulnerabilities leaves out. */
export function baselineFingerprints(baseline: Baseline | undefined): ReadonlySet<string> {
  return new Set(baseline?.findings.map(({ fingerprint }) => fingerprint));
}

/** The text to write. */
export function printBaseline(baseline: Baseline): string {
  return `${JSON.stringify(baseline, null, 2)}\n`;
}

/** Reads a baseline file's text; `path` is for messages. */
export function parseBaseline(text: string, path: string): Baseline {
  const value = parseJson(text, path);
  if (!isObject(value)) throw notBaseline(path, "it is not a JSON object");
  if (value.schemaVersion !== 1) throw notBaseline(path, "its schemaVersion is not 1");
  if (!Array.isArray(value.findings)) throw notBaseline(path, "it has no list `findings`");
  const findings = value.findings.map((entry: unknown, index) => {
    if (isObject(entry) && isText(entry.fingerprint) && isText(entry.rule) && isText(entry.path))
      return { fingerprint: entry.fingerprint, rule: entry.rule, path: entry.path };
    throw notBaseline(path, `entry ${index + 1} of \`findings\` lacks a fingerprint, a rule or a path`);
  });
  return { schemaVersion: 1, findings };
}

/** Marks the findings that are in the baseline. Those suppressed already stay as they are. */
export function applyBaseline(findings: readonly Finding[], baseline: Baseline): readonly Finding[] {
  if (baseline.findings.length === 0) return findings;
  const known = new Set(baseline.findings.map((entry) => entry.fingerprint));
  return findings.map((finding) =>
    finding.suppressed === undefined && known.has(finding.fingerprint)
      ? { ...finding, suppressed: { by: "baseline", reason: "in the baseline" } }
      : finding,
  );
}

/** Entries that no finding has any more, of files that were checked by rules that ran. */
export function staleEntries(
  baseline: Baseline,
  findings: readonly Finding[],
  files: readonly string[],
  ran: ReadonlySet<string>,
): readonly UnusedIgnore[] {
  const there = new Set(findings.map((finding) => finding.fingerprint));
  const checked = new Set(files);
  return baseline.findings
    .filter(({ fingerprint, rule, path }) => checked.has(path) && ran.has(rule) && !there.has(fingerprint))
    .map(({ fingerprint, rule, path }) => ({
      path,
      line: 1,
      text: `baseline: ${rule} (${fingerprint})`,
      why: "the finding is gone; write the baseline anew",
    }));
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (cause) {
    throw notBaseline(path, "it is not valid JSON", cause);
  }
}

function notBaseline(path: string, why: string, cause?: unknown): UserError {
  return new UserError(`${path} is not a baseline: ${why}`, {
    next: "Write it anew with `seaworthy check --write-baseline FILE`, or leave --baseline out.",
    cause,
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
