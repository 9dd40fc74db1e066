import type { Report } from "../engine/report.ts";
import type { Finding, LocatedUnknown } from "../finding/finding.ts";
import { filedPath, isStepsPath, placeWords } from "./image/step-place.ts";
import { maskOf, type ReportOptions, shownFindings } from "./options.ts";
import { visible, visibleLines } from "./visible.ts";
import { filedPlace, sentence } from "./vulnerabilities/filed-place.ts";
import { shownVulnerabilities, whyNotAsked } from "./vulnerabilities/shown-vulnerabilities.ts";

// In comes a report; out goes JUnit XML as CI systems read it: a suite for each file, a case for each finding. A finding
// is a failure, an ignored one is skipped, input that could not be read is an error, a file without findings passes.

/** JUnit XML. */
export function renderJunit(report: Report, options: ReportOptions): string {
  const mask = maskOf(options);
  const findings = shownFindings(report, options);
  const paths = new Set([
    ...report.files,
    ...findings.map(({ location }) => location.path),
    ...report.unknowns.flatMap(({ location }) => (location ? [location.path] : [])),
  ]);
  // What is not known of an image has no place in it: it belongs to the image.
  const home = report.image && paths.has(report.image.name) ? report.image.name : undefined;
  const pathOf = ({ location }: LocatedUnknown) => location?.path ?? home;
  const suites = [...paths].map((path) =>
    suiteOf(
      path,
      filedPath(report, path),
      findings.filter(({ location }) => location.path === path).map((finding) => findingCase(report, finding, mask)),
      report.unknowns.filter((unknown) => pathOf(unknown) === path).map((unknown) => unknownCase(unknown, mask)),
    ),
  );
  const elsewhere = report.unknowns.filter((unknown) => pathOf(unknown) === undefined);
  if (elsewhere.length > 0)
    suites.push(
      suiteOf(
        report.target.name,
        report.target.name,
        [],
        elsewhere.map((unknown) => unknownCase(unknown, mask)),
      ),
    );
  const vulnerabilities = vulnerabilityCases(report, options, mask);
  if (vulnerabilities.length > 0) {
    const name = `${report.target.name}: vulnerabilities`;
    suites.push({ path: name, file: filedPath(report, report.target.name), cases: vulnerabilities });
  }
  const total = (kind: Case["kind"]) => suites.reduce((sum, suite) => sum + count(suite.cases, kind), 0);
  const tests = suites.reduce((sum, suite) => sum + suite.cases.length, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${report.tool.name}" tests="${tests}" failures="${total("failure")}" errors="${total("error")}" skipped="${total("skipped")}">`,
    ...suites.flatMap(suiteLines),
    "</testsuites>",
    "",
  ].join("\n");
}

interface Case {
  readonly kind: "passed" | "failure" | "error" | "skipped";
  readonly name: string;
  readonly line: number | undefined;
  readonly message: string;
  readonly type: string;
  readonly body: string;
  /** Where it differs from that of the suite. */
  readonly file?: string;
}

interface Suite {
  readonly path: string;
  /** As it is filed: steps of an image are no file. */
  readonly file: string;
  readonly cases: readonly Case[];
}

function suiteOf(path: string, file: string, findings: readonly Case[], unknowns: readonly Case[]): Suite {
  const passed: Case = { kind: "passed", name: "no problems", line: undefined, message: "", type: "", body: "" };
  const cases = [...findings, ...unknowns];
  const clean = cases.every(({ kind }) => kind === "skipped");
  return { path, file, cases: clean ? [passed, ...cases] : cases };
}

function findingCase(report: Report, finding: Finding, mask: (text: string) => string): Case {
  const { location, suppressed, severity, help } = finding;
  const rule = report.rules.get(finding.rule);
  const where = placeWords(report, location, "column");
  const isStep = isStepsPath(report, location.path);
  const lines = [where, mask(finding.message)];
  if (rule) lines.push(`Why: ${mask(rule.why)}`, `Fix: ${mask(rule.remedy)}`);
  lines.push(
    ...finding.related.map((each) => `See: ${placeWords(report, each.location, "line")} ${mask(each.message)}`),
  );
  lines.push(help);
  return {
    kind: suppressed ? "skipped" : "failure",
    name: `${finding.rule} ${isStep ? where : `line ${location.start.line}:${location.start.column}`}`,
    line: location.start.line,
    message: suppressed ? `ignored by ${suppressed.by}: ${mask(suppressed.reason)}` : mask(finding.message),
    type: severity,
    body: lines.join("\n"),
  };
}

/** A case for each vulnerable component; none where nobody asked. */
function vulnerabilityCases(report: Report, options: ReportOptions, mask: (text: string) => string): readonly Case[] {
  const whyNot = whyNotAsked(report);
  const plain = { line: undefined, type: "vulnerability", message: "", body: "" };
  if (whyNot !== undefined)
    return [{ ...plain, kind: "skipped", name: "vulnerabilities were not looked up", message: mask(whyNot) }];
  const shown = shownVulnerabilities(report, options);
  if (!shown) return [];
  const cases = [...shown.open, ...shown.suppressed].map(({ vulnerability }): Case => {
    const { id, package: pkg, suppressed, severity, title, fix, links } = vulnerability;
    const { path, start } = filedPlace(report, vulnerability);
    const text = sentence(vulnerability);
    const body = [`${filedPath(report, path)}:${start.line}`, text, title, fix ?? "", ...links.slice(0, 1)];
    return {
      kind: suppressed ? "skipped" : "failure",
      name: `${mask(id)} ${mask(pkg.name)}`,
      line: start.line,
      file: filedPath(report, path),
      message: mask(suppressed ? `ignored by ${suppressed.by}: ${suppressed.reason}` : text),
      type: severity,
      body: mask(body.filter((line) => line !== "").join("\n")),
    };
  });
  return shown.open.length > 0 ? cases : [{ ...plain, kind: "passed", name: "no known vulnerabilities" }, ...cases];
}

function unknownCase({ what, why, fatal, location }: LocatedUnknown, mask: (text: string) => string): Case {
  return {
    kind: fatal ? "error" : "skipped",
    name: `${fatal ? "not checked" : "could not tell"}: ${mask(what)}`,
    line: location?.start.line,
    message: mask(why),
    type: "unknown",
    body: `${mask(what)}: ${mask(why)}`,
  };
}

function suiteLines({ path, file, cases }: Suite): string[] {
  const counts = `tests="${cases.length}" failures="${count(cases, "failure")}" errors="${count(cases, "error")}" skipped="${count(cases, "skipped")}"`;
  return [
    `  <testsuite name="${attribute(path)}" ${counts}>`,
    ...cases.flatMap((each) => caseLines(path, file, each)),
    "  </testsuite>",
  ];
}

function caseLines(path: string, filed: string, { kind, name, line, message, type, body, file }: Case): string[] {
  const place = `file="${attribute(file ?? filed)}"${line === undefined ? "" : ` line="${line}"`}`;
  const open = `    <testcase classname="${attribute(path)}" name="${attribute(name)}" ${place}`;
  if (kind === "passed") return [`${open}/>`];
  if (kind === "skipped") return [`${open}>`, `      <skipped message="${attribute(message)}"/>`, "    </testcase>"];
  return [
    `${open}>`,
    `      <${kind} message="${attribute(message)}" type="${attribute(type)}">${escaped(visibleLines(body).join("\n"))}</${kind}>`,
    "    </testcase>",
  ];
}

function count(cases: readonly Case[], kind: Case["kind"]): number {
  return cases.filter((each) => each.kind === kind).length;
}

function attribute(text: string): string {
  return escaped(visible(text.replaceAll("\r\n", " ").replaceAll("\n", " ").replaceAll("\t", " ")));
}

/** XML text. Characters XML cannot hold were made visible before, all but U+FFFE and U+FFFF. */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;")
    .replaceAll(/[\ufffe\uffff]/g, "");
}
