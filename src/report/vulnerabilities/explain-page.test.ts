import { describe, expect, it } from "vitest";
import type { ExplainedVulnerability } from "../../vulnerabilities/explain-vulnerability.ts";
import type { Vulnerabilities } from "../../vulnerabilities/vulnerability.ts";
import { type AskedImage, longestDescription, mostExplainedPackages, renderVulnerabilityPage } from "./explain-page.ts";
import { packageOf, vulnerabilityOf } from "./vulnerabilities.fixture.ts";

const one: ExplainedVulnerability = {
  ...{
    id: "CVE-2024-1",
    aliases: ["GHSA-1"],
    repairs: [],
    title: "Bad in a",
    details: "First.\n\nSecond.",
    detailsBy: "GitHub",
  },
  ratings: [{ by: "GitHub", severity: "high", value: "CVSS:3.1/x", score: 7.5 }],
  kev: { cve: "CVE-2024-1", added: "2024-01-01", due: "", name: "A", ransomware: false },
  epss: { cve: "CVE-2024-1", score: 0.5, percentile: 0.9, date: "2024-01-02" },
  packages: [
    { ecosystem: "npm", name: "a", fixed: ["1.2.0", "2.0.1"], lastAffected: [] },
    { ecosystem: "PyPI", name: "a", fixed: [], lastAffected: ["3"] },
    { ecosystem: "Debian:12", name: "node-a", fixed: [], lastAffected: [] },
  ],
  records: [{ id: "GHSA-1", by: "GitHub", isWithdrawn: false }],
  links: ["https://advisories.example.com/CVE-2024-1"],
};
const look = { width: 80, mask: (text: string) => text };
const nothing: Vulnerabilities = {
  ...{
    found: [],
    actions: [],
    collections: [],
    baseWhy: undefined,
    unknowns: [],
    searched: 7,
    left: new Map(),
    unusedIgnores: [],
  },
};
const image: AskedImage = { report: { sources: new Map() }, name: "app:1", vulnerabilities: nothing, rows: [] };

it("a page says what it is, how bad, what has it and where to read on", () => {
  expect(renderVulnerabilityPage(one, look)).toBe(`CVE-2024-1: Bad in a

What it is
  First.

  Second.
  Text of GitHub.

How bad it is
  high 7.5, says GitHub (CVSS:3.1/x)
  Known to be exploited since 2024-01-01 (CISA KEV: A).
  Chance of exploitation within 30 days: 50.0 %, more than 90.0 % of all (EPSS
  of 2024-01-02).

Packages that have it
  npm: a, fixed in 1.2.0, 2.0.1
  PyPI: a, up to 3
  Debian:12: node-a, no fix known

Names and records
  Also called  GHSA-1
  Records      GHSA-1

Read on
  https://advisories.example.com/CVE-2024-1
`);
});

describe("in an image", () => {
  it.each<[string, Partial<Vulnerabilities>, string]>([
    ["it is not there", {}, "Not in app:1: 7 packages searched."],
    [
      "it may be where nobody looked",
      { unknowns: [{ what: "advisories of npm", why: "They are missing.", fatal: true }] },
      "Not found in app:1, but not everything was looked at: 7 packages searched.\n  advisories of npm: They are missing.",
    ],
  ])("%s", (_, change, expected) => {
    const asked = { ...image, vulnerabilities: { ...nothing, ...change } };
    expect(renderVulnerabilityPage(one, look, asked)).toContain(`\n\n${expected}\n\nWhat it is\n`);
  });

  it("it is there: where, whose, why it matched, what to do", () => {
    const rows = [vulnerabilityOf("CVE-2024-1", { package: packageOf("zlib", "1.2.13"), fixedBy: "DSA-1-1" })];
    expect(renderVulnerabilityPage(one, look, { ...image, rows })).toContain(`In app:1:
  zlib 1.2.13
    Severity  high (NVD)
    Whose     from the base
    Where     var/lib/dpkg/status, layer 1
    State     fixed in 9.9 (DSA-1-1)
    To do     Rebuild on a fresh base
    Matched   Debian:12 zlib 1.2.13; DEBIAN-CVE-2024-1 says < 9.9
`);
  });

  it("one that is excused needs nothing", () => {
    const rows = [vulnerabilityOf("CVE-2024-1", { suppressed: { by: "vex", reason: "not affected" } })];
    expect(renderVulnerabilityPage(one, look, { ...image, rows })).toContain("To do     nothing: not affected\n");
  });
});

it("texts of others neither act nor tell secrets, and end", () => {
  const secret = "hunter" + "22";
  const bad = `\u001b[2J\u202e${secret}\r\n::error::x`;
  const page = renderVulnerabilityPage(
    {
      ...{
        ...one,
        id: bad,
        aliases: [bad],
        title: bad,
        details: `${bad}\n${"x ".repeat(longestDescription)}`,
        links: [bad],
      },
      packages: Array.from({ length: 99 }, () => ({ ecosystem: bad, name: bad, fixed: [bad], lastAffected: [] })),
    },
    { width: 80, mask: (text) => text.replaceAll(secret, "***") },
    { ...image, name: bad, rows: [vulnerabilityOf(bad, { package: packageOf(bad, bad), fix: bad })] },
  );
  expect(["\u001b", "\u202e", "\r", secret].filter((each) => page.includes(each))).toEqual([]);
  expect(page).not.toMatch(/^::/m);
  expect(page).toContain("(the rest stands behind the links below)");
  expect(page).toContain(`and ${99 - mostExplainedPackages} more`);
});
