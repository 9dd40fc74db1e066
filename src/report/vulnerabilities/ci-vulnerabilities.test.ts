import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import type { Report } from "../../engine/report.ts";
import { hostile, mask, secretValue } from "../fixture.ts";
import { digest } from "../image/image.fixture.ts";
import { renderReport, scanFormats } from "../render.ts";
import { renderSarif } from "../sarif.ts";
import {
  crowdedReport,
  hostileVulnerableReport,
  leakyVulnerableReport,
  lockfileReport,
  notVulnerableReport,
  placedVulnerableReport,
  unaskedReport,
  vulnerabilityOf,
  vulnerableReport,
} from "./vulnerabilities.fixture.ts";

const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));

describe("SARIF", () => {
  const { $schema: _, id: __, ...schema } = read("../fixtures/sarif-2.1.0.schema.json");
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  ajv.addFormat("uri", /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]*$/i);
  ajv.addFormat("uri-reference", /^[^\s<>"{}|\\^`]*$/);
  ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT/);
  const validate = ajv.compile(schema);
  const run = (report: Report) => JSON.parse(renderSarif(report, { mask })).runs[0];

  test.each([
    ["a scan", vulnerableReport()],
    ["a scan beside its Dockerfile", placedVulnerableReport()],
    ["lockfiles", lockfileReport()],
    ["nothing that could be asked", unaskedReport()],
    ["hostile text", hostileVulnerableReport()],
    ["very long text", hostileVulnerableReport("x".repeat(10_000))],
  ])("%s is valid", (_, report) => {
    validate(JSON.parse(renderSarif(report, { mask })));
    expect(validate.errors).toBe(null);
  });

  test("a result for each that counts, suppressed where it is excused, none for what is of no importance", () => {
    const { results } = run(vulnerableReport());
    const own = results.filter(({ ruleId }: { ruleId: string }) => /^(?:CVE|GHSA)-/.test(ruleId));
    expect(own).toHaveLength(11);
    expect(own.flatMap(({ suppressions }: { suppressions: unknown[] }) => suppressions)).toEqual([
      { kind: "external", status: "accepted", justification: "by config: the function is not called" },
      { kind: "external", status: "accepted", justification: "by vex: vulnerable_code_not_in_execute_path" },
    ]);
  });

  test("a message says what, where, and what to do", () => {
    const [first] = run(vulnerableReport()).results;
    expect(first.message.text).toBe(
      "CVE-2099-1001 in openssl 3.0.11-1~deb12u2 (libssl3, openssl): fixed in 3.0.13-1~deb12u1; known to be exploited. " +
        "Reading past the end of a buffer gives away the memory of the process. What to do: Rebuild on a fresh debian:12. " +
        "Debian:12 openssl 3.0.11-1~deb12u2 is < 3.0.13-1~deb12u1 of DEBIAN-CVE-2099-1001.",
    );
    expect(first.level).toBe("error");
  });

  const places: [string, Report, number, string, number][] = [
    ["the step of the image", vulnerableReport(), 2, "image-steps/registry.example.com/team/app.Dockerfile", 7],
    ["the line of the Dockerfile", placedVulnerableReport(), 2, "app/Dockerfile", 4],
    ["the line of the lockfile", vulnerableReport(), 5, "package-lock.json", 120],
    ["the line of a project's lockfile", lockfileReport(), 0, "package-lock.json", 120],
  ];
  test.each(places)("%s", (_, report, index, uri, line) => {
    const { artifactLocation, region } = run(report).results[index].locations[0].physicalLocation;
    expect([artifactLocation.uri, region.startLine]).toEqual([uri, line]);
  });

  test("one rule for each id, which results point to", () => {
    const report = vulnerableReport({
      found: ["a", "b"].map((name) => vulnerabilityOf("CVE-1", { fingerprint: name })),
    });
    const { tool, results } = run(report);
    const own = tool.driver.rules.filter(({ id }: { id: string }) => id === "CVE-1");
    expect(own).toHaveLength(1);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  const ratings: [string, Parameters<typeof vulnerabilityOf>[1], string | undefined][] = [
    ["its score", {}, "7.5"],
    ["the band of a severity that no score fits", { severity: "low" }, "2.0"],
    ["critical is above 9", { severity: "critical", ratings: [{ type: "CVSS_V3", value: "", score: 9 }] }, "9.1"],
    ["nobody rated it", { severity: "unknown" }, undefined],
  ];
  test.each(ratings)("what GitHub sorts by: %s", (_, change, expected) => {
    const { rules } = run(vulnerableReport({ found: [vulnerabilityOf("CVE-1", change)] })).tool.driver;
    const own = rules.find(({ id }: { id: string }) => id === "CVE-1");
    expect(own.properties["security-severity"]).toBe(expected);
  });

  test("fingerprints are those of the scan: no digest, no version", () => {
    for (const { partialFingerprints } of run(vulnerableReport()).results) {
      const text = JSON.stringify(partialFingerprints);
      expect(text).not.toContain("sha256:");
      expect(text).not.toContain(digest("3").slice(7));
    }
    expect(run(vulnerableReport()).results[0].partialFingerprints["seaworthy/v1"]).toBe("fp-CVE-2099-1001");
  });
});

describe("other formats of CI", () => {
  test("GitHub: a note for each package, where it can be placed", async () => {
    const text = await renderReport("github", placedVulnerableReport(), { mask });
    expect(text).toContain(
      "::error title=critical%3A openssl::registry.example.com/team/app:1.4, step 1, layer 1: openssl 3.0.11-1~deb12u2",
    );
    expect(text).toContain(
      "::error file=app/Dockerfile,line=4,endLine=4,col=1,endColumn=17,title=high%3A @scope/app::",
    );
    expect(text).toContain("app:1.4: 9 known vulnerabilities, 1 problem (1 critical).\n");
    const crowd = await renderReport("github", crowdedReport(2, 30), { mask });
    expect(crowd.match(/^::error title=high%3A lib/gm)).toHaveLength(2);
    expect(crowd).toContain("%0Aand 10 more");
    expect(await renderReport("github", notVulnerableReport(), { mask })).toContain(": no problems found.");
  });

  test("GitLab: an issue for each, on its line", async () => {
    const issues = JSON.parse(await renderReport("gitlab", placedVulnerableReport(), { mask }));
    expect(issues).toHaveLength(9 + 1);
    expect(issues[2]).toEqual({
      description: "CVE-2099-2001 in @scope/app 1.0.0: fixed in 1.0.3",
      ...{ check_name: "CVE-2099-2001", fingerprint: "fp-CVE-2099-2001", severity: "critical" },
      location: { path: "app/Dockerfile", lines: { begin: 4, end: 4 } },
    });
  });

  test("JUnit: a suite of their own, with what is excused", async () => {
    const text = await renderReport("junit", vulnerableReport(), { mask });
    expect(text).toContain(
      '<testsuite name="registry.example.com/team/app:1.4: vulnerabilities" tests="11" failures="9" errors="0" skipped="2">',
    );
    expect(text).toContain('name="CVE-2099-1001 openssl" file="image-steps/registry.example.com/team/app.Dockerfile"');
    expect(text).toContain('<skipped message="ignored by config: the function is not called"/>');
    expect(await renderReport("junit", notVulnerableReport(), { mask })).toContain('name="no known vulnerabilities"');
    expect(await renderReport("junit", unaskedReport(), { mask })).toContain("vulnerabilities were not looked up");
  });

  const texts: [string, string][] = [
    ["hostile", hostile],
    ["very long", "x".repeat(10_000)],
  ];
  for (const [kind, text] of texts)
    test.each(scanFormats)(`%s: ${kind} text stays text`, async (format) => {
      const out = await renderReport(format, hostileVulnerableReport(text), { mask });
      expect([...out].filter((char) => char < " " && char !== "\n")).toEqual([]);
      if (!["json", "sarif", "gitlab", "cyclonedx"].includes(format)) expect(out).not.toContain("\u202e");
    });

  test.each(scanFormats)("%s: no secret is in it", async (format) => {
    expect(await renderReport(format, leakyVulnerableReport(), { mask })).not.toContain(secretValue);
  });

  test.each(scanFormats)("%s: what nobody asked for is not in it", async (format) => {
    const { vulnerabilities: _, ...report } = vulnerableReport();
    expect(await renderReport(format, report, { mask })).not.toMatch(/CVE-2099|known vulnerabilit/);
  });
});
