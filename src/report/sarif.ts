import type { Report } from "../engine/report.ts";
import type { Finding, Fix, LocatedUnknown, Suppression } from "../finding/finding.ts";
import type { FileEdit } from "../text/edit.ts";
import { artifactUri } from "./artifact-uri.ts";
import { sarifArtifacts, stepLocations } from "./image/sarif-image.ts";
import { maskOf, printableFixes, type ReportOptions, shownFindings } from "./options.ts";
import { type Places, placesOf } from "./sarif-places.ts";
import { levelOf, ruleDescriptors } from "./sarif-rules.ts";
import { vulnerabilityResults, vulnerabilityRules } from "./vulnerabilities/sarif-vulnerabilities.ts";
import { shownVulnerabilities } from "./vulnerabilities/shown-vulnerabilities.ts";

// In comes a report; out goes a SARIF 2.1.0 log with one run
// (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). Offsets and columns count UTF-16 code units, as
// `columnKind` says. Ignored findings stand in it as suppressed, unknowns as notifications of the invocation. It carries
// no secret: snippets and texts are masked, and a fix that would insert one is left out.

/** The SARIF log, indented by two spaces, with a final line end. */
export function renderSarif(report: Report, options: ReportOptions): string {
  const mask = maskOf(options);
  const findings = shownFindings(report, options);
  const places = placesOf(report, mask);
  const vulnerabilities = shownVulnerabilities(report, options);
  const rules = [
    ...ruleDescriptors(report, findings),
    ...(vulnerabilities ? vulnerabilityRules(vulnerabilities, mask) : []),
  ];
  const indexOf = new Map(rules.map((rule, index) => [rule.id, index]));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            version: report.tool.version,
            semanticVersion: report.tool.version,
            rules,
          },
        },
        columnKind: "utf16CodeUnits",
        invocations: [invocation(report, places, mask)],
        artifacts: sarifArtifacts(report, mask),
        results: [
          ...(vulnerabilities ? vulnerabilityResults(report, vulnerabilities, indexOf, places, mask) : []),
          ...findings.map((finding) => resultOf(report, finding, indexOf, places, mask)),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

type Mask = (text: string) => string;

function resultOf(report: Report, finding: Finding, indexOf: ReadonlyMap<string, number>, places: Places, mask: Mask) {
  const ruleIndex = indexOf.get(finding.rule);
  const fixes = printableFixes(finding, mask);
  return {
    ruleId: finding.rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levelOf(finding.severity),
    message: { text: mask(finding.message) },
    locations: [
      { physicalLocation: places.physical(finding.location), ...stepLocations(report, finding.location, mask) },
    ],
    ...(finding.related.length > 0
      ? {
          relatedLocations: finding.related.map((related, id) => ({
            id,
            message: { text: mask(related.message) },
            physicalLocation: places.physical(related.location),
          })),
        }
      : {}),
    // GitHub matches alerts over time by the first key only; the second says whose fingerprint it is.
    partialFingerprints: { primaryLocationLineHash: finding.fingerprint, "seaworthy/v1": finding.fingerprint },
    suppressions: finding.suppressed ? [suppressionOf(finding.suppressed, mask)] : [],
    ...(fixes.length > 0 ? { fixes: fixes.map((fix) => fixOf(finding, fix, places, mask)) } : {}),
    properties: {
      severity: finding.severity,
      confidence: finding.confidence,
      habit: finding.habit,
      ...(finding.refusal === undefined ? {} : { refusal: mask(finding.refusal) }),
    },
  };
}

function suppressionOf({ by, reason }: Suppression, mask: Mask) {
  return {
    kind: by === "comment" ? "inSource" : "external",
    status: "accepted",
    justification: reason === "" ? `by ${by}` : `by ${by}: ${mask(reason)}`,
  };
}

function fixOf({ location }: Finding, fix: Fix, places: Places, mask: Mask) {
  const pathOf = (edit: FileEdit) => edit.path ?? location.path;
  return {
    description: { text: mask(fix.title) },
    artifactChanges: [...new Set(fix.edits.map(pathOf))].map((path) => ({
      artifactLocation: { uri: artifactUri(path) },
      replacements: fix.edits
        .filter((edit) => pathOf(edit) === path)
        .map((edit) => ({
          deletedRegion: places.replaced(path, edit),
          ...(edit.text === "" ? {} : { insertedContent: { text: edit.text } }),
        })),
    })),
    properties: { safety: fix.safety },
  };
}

function invocation({ unknowns, unusedIgnores }: Report, places: Places, mask: Mask) {
  return {
    executionSuccessful: !unknowns.some(({ fatal }) => fatal),
    toolExecutionNotifications: unknowns.map((unknown) => notificationOf(unknown, places, mask)),
    toolConfigurationNotifications: unusedIgnores.map(({ path, line, text, why }) => ({
      level: "warning",
      message: { text: `Unused ignore "${mask(text)}": ${mask(why)}` },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: artifactUri(path) }, region: { startLine: Math.max(1, line) } },
        },
      ],
    })),
  };
}

function notificationOf({ what, why, fatal, location }: LocatedUnknown, places: Places, mask: Mask) {
  return {
    level: fatal ? "error" : "note",
    message: { text: `${mask(what)}: ${mask(why)}` },
    ...(location ? { locations: [{ physicalLocation: places.physical(location) }] } : {}),
  };
}
