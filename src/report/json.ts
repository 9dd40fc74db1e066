import type { Report } from "../engine/report.ts";
import type { Finding, Fix, LocatedUnknown, Location } from "../finding/finding.ts";
import { imageDocument, packageDocument } from "./image/image-document.ts";
import { maskOf, printableFixes, type ReportOptions, shownFindings } from "./options.ts";
import { vulnerabilityKeys } from "./vulnerabilities/vulnerability-document.ts";

// In comes a report; out goes the versioned document of schema/report.schema.json, keys always in the same order. It
// carries no secret: texts are masked, and a fix that would insert one is left out.

/** Version of the document. It rises when a field changes its meaning or goes; new fields do not raise it. */
export const schemaVersion = 1;

/** The JSON document, indented by two spaces, with a final line end. */
export function renderJson(report: Report, options: ReportOptions): string {
  return `${JSON.stringify(reportDocument(report, options), undefined, 2)}\n`;
}

/** The document as a value. */
export function reportDocument(report: Report, options: ReportOptions) {
  const mask = maskOf(options);
  return {
    schemaVersion,
    tool: { name: report.tool.name, version: report.tool.version },
    target: { kind: report.target.kind, name: report.target.name },
    files: [...report.files],
    findings: shownFindings(report, options).map((finding) => findingDocument(finding, mask)),
    habits: report.habits.map(({ habit, state, why }) => ({ habit, state, why: mask(why) })),
    unknowns: report.unknowns.map((unknown) => unknownDocument(unknown, mask)),
    unusedIgnores: report.unusedIgnores.map(({ path, line, text, why }) => ({
      path,
      line,
      text: mask(text),
      why: mask(why),
    })),
    ...(report.image
      ? { image: imageDocument(report, report.image, mask), packages: report.image.packages.map(packageDocument) }
      : {}),
    ...vulnerabilityKeys(report, options),
  };
}

type Mask = (text: string) => string;

function findingDocument(finding: Finding, mask: Mask) {
  const { location, suppressed, refusal } = finding;
  return {
    rule: finding.rule,
    habit: finding.habit,
    severity: finding.severity,
    confidence: finding.confidence,
    message: mask(finding.message),
    help: finding.help,
    aliases: [...finding.aliases],
    location: locationDocument(location),
    related: finding.related.map((related) => ({
      message: mask(related.message),
      location: locationDocument(related.location),
    })),
    fixes: printableFixes(finding, mask).map((fix) => fixDocument(fix, location.path, mask)),
    ...(refusal === undefined ? {} : { refusal: mask(refusal) }),
    fingerprint: finding.fingerprint,
    ...(suppressed ? { suppressed: { by: suppressed.by, reason: mask(suppressed.reason) } } : {}),
  };
}

function fixDocument(fix: Fix, path: string, mask: Mask) {
  return {
    title: mask(fix.title),
    safety: fix.safety,
    edits: fix.edits.map((edit) => ({ path: edit.path ?? path, start: edit.start, end: edit.end, text: edit.text })),
    ...(fix.followUp && fix.followUp.length > 0 ? { followUp: fix.followUp.map(mask) } : {}),
  };
}

function unknownDocument({ what, why, fatal, location }: LocatedUnknown, mask: Mask) {
  return {
    what: mask(what),
    why: mask(why),
    fatal,
    ...(location ? { location: locationDocument(location) } : {}),
  };
}

function locationDocument({ path, start, end }: Location) {
  return {
    path,
    start: { line: start.line, column: start.column },
    end: { line: end.line, column: end.column },
  };
}
