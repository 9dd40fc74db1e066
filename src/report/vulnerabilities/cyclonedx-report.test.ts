import { describe, expect, test } from "vitest";
import { cycloneDxSchema } from "../../../test/sbom-schemas.ts";
import type { Report } from "../../engine/report.ts";
import { cleanReport, hostile, mask } from "../fixture.ts";
import { renderCycloneDxReport } from "./cyclonedx-report.ts";
import {
  hostileVulnerableReport,
  notVulnerableReport,
  placedVulnerableReport,
  unaskedReport,
  vulnerableReport,
} from "./vulnerabilities.fixture.ts";

const validate = cycloneDxSchema("1.6");
const documentOf = (report: Report) => JSON.parse(renderCycloneDxReport(report, { mask }));

describe("vulnerabilities in CycloneDX", () => {
  test.each([
    ["a scan", vulnerableReport()],
    ["a scan beside its Dockerfile", placedVulnerableReport()],
    ["nothing known", notVulnerableReport()],
    ["nothing that could be asked", unaskedReport()],
    ["hostile text", hostileVulnerableReport(hostile)],
    ["very long text", hostileVulnerableReport("x".repeat(10_000))],
  ])("%s is valid by the published schema", (_, report) => {
    validate(documentOf(report));
    expect(validate.errors).toBe(null);
  });

  test("the schema is really used: an unknown method is refused", () => {
    const document = documentOf(vulnerableReport());
    document.vulnerabilities[0].ratings[0].method = "CVSSv9";
    expect(validate(document)).toBe(false);
  });

  test("what it affects are components of the document, those at its places", () => {
    const document = documentOf(vulnerableReport());
    const refs = new Set(document.components.map((one: { "bom-ref": string }) => one["bom-ref"]));
    const affected = document.vulnerabilities.map(({ affects }: { affects: { ref: string }[] }) => affects);
    for (const { ref } of affected.flat()) expect(refs).toContain(ref);
    expect(affected[2]).toEqual([
      {
        ref: expect.stringContaining("pkg:npm/%40scope/app@1.0.0?package-id="),
        versions: [{ version: "1.0.0", status: "affected" }],
      },
    ]);
    expect(affected[0][0].ref).toContain("pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64");
  });

  test("ratings, advisories, other names", () => {
    const [first] = documentOf(vulnerableReport()).vulnerabilities;
    expect(first).toMatchObject({
      id: "CVE-2099-1001",
      source: { name: "OSV", url: "https://tracker.example.com/CVE-2099-1001" },
      references: [{ id: "DSA-9001-1" }, { id: "GHSA-aaaa-bbbb-cccc" }],
      ratings: [
        { severity: "critical", source: { name: "Debian: not yet assigned; NVD" } },
        { method: "CVSSv31", score: 9.8, vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" },
        { method: "CVSSv2", score: 10 },
        { method: "other", severity: "high", source: { name: "Ubuntu" } },
      ],
      advisories: [{}, { url: "https://advisories.example.com/DSA-9001-1" }],
      recommendation: "Rebuild on a fresh debian:12",
    });
  });

  test("only VEX says that something is not affected", () => {
    const states = documentOf(vulnerableReport()).vulnerabilities.map(
      ({ analysis }: { analysis?: { state: string } }) => analysis?.state,
    );
    expect(states.slice(8)).toEqual([undefined, "in_triage", "in_triage", "not_affected"]);
  });

  test("nobody looked is not nothing known", () => {
    expect(documentOf(notVulnerableReport()).vulnerabilities).toEqual([]);
    expect(documentOf(unaskedReport())).not.toHaveProperty("vulnerabilities");
  });

  test("a report without an image is refused, with what to do", () => {
    expect(() => renderCycloneDxReport(cleanReport(), {})).toThrow("none was opened");
  });
});
