import { expect, it } from "vitest";
import { barePurl, isShown, type VulnerabilityFilter } from "./filter.ts";
import type { Vulnerability } from "./vulnerability.ts";

const purl = "pkg:deb/debian/openssl@3.0.11?arch=amd64";
const one: Vulnerability = {
  ...{ id: "CVE-2024-0001", aliases: [], title: "", links: [], severity: "high", severitySource: "", ratings: [] },
  ...{ state: "fixed", fixedVersion: "2", kev: undefined, epss: undefined, risk: 1, isUnimportant: false },
  package: {
    ...{ name: "openssl", version: "3.0.11", type: "deb", purl, source: { name: "ossl-src", version: "3.0.11" } },
    members: [{ name: "libssl3", version: "3.0.11", purl: "pkg:deb/debian/libssl3@3.0.11?arch=amd64" }],
  },
  ...{ origin: "base", locations: [], match: { searched: "", record: "", range: "", records: [] } },
  ...{ fix: undefined, action: undefined, fingerprint: "" },
};
const epss = { cve: "CVE-2024-0001", score: 0.2, percentile: 0.9, date: "" };
const kev = { cve: "CVE-2024-0001", added: "", due: "", name: "", ransomware: false };

const cases: readonly (readonly [string, Partial<Vulnerability>, VulnerabilityFilter, boolean])[] = [
  ["nothing asked", {}, {}, true],
  ["a severity", {}, { severities: ["high"] }, true],
  ["another severity", {}, { severities: ["low"] }, false],
  ["unknown is shown with every choice", { severity: "unknown" }, { severities: ["critical"] }, true],
  ["fixed", {}, { isFixedOnly: true }, true],
  ["fixed for those who pay", { fixNeeds: "Ubuntu Pro" }, { isFixedOnly: true }, false],
  ["not fixed", { state: "not-fixed" }, { isFixedOnly: true }, false],
  ["of the base", {}, { isYoursOnly: true }, false],
  ["nobody knows whose", { origin: "unknown" }, { isYoursOnly: true }, false],
  ["yours", { origin: "yours" }, { isYoursOnly: true }, true],
  ["not exploited", {}, { isExploitedOnly: true }, false],
  ["exploited", { kev }, { isExploitedOnly: true }, true],
  ["likely", { epss }, { leastLikelihood: 0.2 }, true],
  ["less likely", { epss }, { leastLikelihood: 0.21 }, false],
  ["not scored", {}, { leastLikelihood: 0 }, false],
  ["its name", {}, { packages: ["x", "openssl"] }, true],
  ["its source", {}, { packages: ["ossl-src"] }, true],
  ["a member", {}, { packages: ["libssl3"] }, true],
  ["an address", {}, { packages: ["pkg:deb/debian/libssl3"] }, true],
  ["another package", {}, { packages: ["ssl"] }, false],
];
it.each(cases)("%s", (_, change, filter, shown) => expect(isShown({ ...one, ...change }, filter)).toBe(shown));

it.each([
  ["pkg:npm/%40scope/a@1.0.0", "pkg:npm/%40scope/a"],
  ["pkg:npm/@scope/a", "pkg:npm/@scope/a"],
  ["pkg:golang/example.com/a@v1#sub", "pkg:golang/example.com/a"],
  ["pkg:deb/debian/a@1?arch=amd64", "pkg:deb/debian/a"],
])("%s without version is %s", (purl, bare) => expect(barePurl(purl)).toBe(bare));
