import { expect, it } from "vitest";
import type { Rating, VendorStatus } from "../advisories/advisory.ts";
import { type MemoryRecord, memoryRecord } from "../advisories/memory-lookup.fixture.ts";
import { newestCvss, wordOfScore } from "./cvss-ratings.ts";
import type { RecordNotes } from "./record-notes.ts";
import { riskOf, unscoredThreat } from "./risk.ts";
import { rateSeverity } from "./severity.ts";

const v3 = (score: number): Rating => ({ type: "CVSS_V3", value: `CVSS:3.1/${score}`, score });
const v2 = (score: number): Rating => ({ type: "CVSS_V2", value: `AV:${score}`, score });
const v4 = (score: number): Rating => ({ type: "CVSS_V4", value: `CVSS:4.0/${score}`, score });

interface Given {
  readonly record: Partial<MemoryRecord> & { readonly id: string };
  readonly ecosystem?: string;
  readonly details?: Readonly<Record<string, string>>;
  readonly severity?: readonly Rating[];
  readonly statuses?: readonly VendorStatus[];
  readonly notes?: readonly (Partial<RecordNotes> & { readonly id: string })[];
}

function rate({ record, ecosystem = "Debian:12", details = {}, severity = [], statuses = [], notes = [] }: Given) {
  const affected = { ecosystem, name: "p", ranges: [], versions: [], severity, details };
  const advisory = memoryRecord({ affected: [], ...record });
  const known = new Map(
    notes.map((one) => [
      one.id,
      { title: "", links: [], severity: [], word: undefined, errataWord: undefined, ...one },
    ]),
  );
  const names = ["CVE-2024-0001", ...notes.map(({ id }) => id)];
  const rated = rateSeverity({ matches: [{ advisory, affected, statuses }], names, notesOf: (id) => known.get(id) });
  return `${rated.severity} (${rated.severitySource})${rated.isUnimportant ? " unimportant" : ""}`;
}

const debian = { id: "DEBIAN-CVE-2024-0001" };
const status = (urgency: string): readonly VendorStatus[] => [{ id: "CVE-2024-0001", state: "open", urgency }];
const cases: readonly (readonly [string, Given, string])[] = [
  ["nobody rated it", { record: debian }, "unknown ()"],
  [
    "a word that rates nothing",
    { record: debian, statuses: status("not yet assigned") },
    "unknown (Debian: not yet assigned)",
  ],
  [
    "the distribution before CVSS",
    { record: { ...debian, severity: [v3(9.8)] }, statuses: status("low**") },
    "low (Debian)",
  ],
  [
    "an unimportant one keeps its CVSS",
    { record: { ...debian, severity: [v3(7.5)] }, statuses: status("unimportant") },
    "high (NVD, Debian says unimportant) unimportant",
  ],
  [
    "unimportant alone",
    { record: debian, details: { urgency: "unimportant" } },
    "low (Debian says unimportant) unimportant",
  ],
  [
    "unimportant as a state",
    { record: debian, statuses: [{ id: "CVE-2024-0001", state: "unimportant" }] },
    "low (Debian says unimportant) unimportant",
  ],
  [
    "a status of another CVE",
    { record: debian, statuses: [{ id: "CVE-2024-0002", state: "unimportant" }] },
    "unknown ()",
  ],
  [
    "Ubuntu's priority",
    {
      record: { id: "UBUNTU-CVE-2024-0001", severity: [{ type: "Ubuntu", value: "medium" }, v3(9.1)] },
      ecosystem: "Ubuntu:22.04:LTS",
    },
    "medium (Ubuntu)",
  ],
  [
    "Ubuntu's negligible",
    { record: { id: "UBUNTU-CVE-2024-0001" }, details: { priority: "negligible" }, ecosystem: "Ubuntu:22.04:LTS" },
    "low (Ubuntu says negligible) unimportant",
  ],
  [
    "the word of an errata",
    {
      record: { id: "ALSA-2024:1" },
      ecosystem: "AlmaLinux:9",
      notes: [{ id: "ALSA-2024:1", errataWord: "important" }],
    },
    "high (AlmaLinux)",
  ],
  [
    "the entry before the record",
    { record: { id: "BIT-a-2024-1", severity: [v3(5)] }, ecosystem: "Bitnami", severity: [v3(9.8)] },
    "critical (Bitnami)",
  ],
  [
    "CVSS before the word",
    { record: { id: "GHSA-a", severity: [v3(9.8)], word: "moderate" }, ecosystem: "npm" },
    "critical (GitHub)",
  ],
  [
    "the newest CVSS",
    { record: { id: "GHSA-a", severity: [v2(10), v4(5.1), v3(9.8)] }, ecosystem: "npm" },
    "medium (GitHub)",
  ],
  ["GitHub's word", { record: { id: "GHSA-a", word: "moderate" }, ecosystem: "npm" }, "medium (GitHub)"],
  [
    "another database's rating",
    { record: { id: "PYSEC-1" }, ecosystem: "PyPI", notes: [{ id: "GHSA-a", word: "high" }] },
    "high (GitHub)",
  ],
  [
    "a malicious package",
    { record: { id: "MAL-2024-1", word: "low" }, ecosystem: "npm" },
    "critical (malicious package)",
  ],
  [
    "a vendor's word in an ecosystem of languages",
    { record: { id: "GHSA-a" }, ecosystem: "npm", details: { urgency: "low" } },
    "unknown ()",
  ],
];
it.each(cases)("%s", (_, given, expected) => expect(rate(given)).toBe(expected));

it.each([
  [0, "info"],
  [0.1, "low"],
  [3.9, "low"],
  [4, "medium"],
  [6.9, "medium"],
  [7, "high"],
  [8.9, "high"],
  [9, "critical"],
  [10, "critical"],
])("CVSS 3 of %s is %s", (score, word) => expect(wordOfScore({ type: "CVSS_V3", score })).toBe(word));

it("CVSS 2 has no critical, 3.1 counts before 3.0, a score out of bounds is none", () => {
  expect(wordOfScore({ type: "CVSS_V2", score: 10 })).toBe("high");
  const old = { type: "CVSS_V3", value: "CVSS:3.0/x", score: 9.9 };
  expect(newestCvss([old, v3(5)])?.score).toBe(5);
  expect(newestCvss([v3(5), old])?.score).toBe(5);
  expect(
    newestCvss([
      { type: "CVSS_V3", value: "x", score: 11 },
      { type: "CVSS_V3", value: "y" },
    ]),
  ).toBeUndefined();
});

const kev = { cve: "CVE-2024-0001", added: "", due: "", name: "", ransomware: false };
const epss = (score: number) => ({ cve: "CVE-2024-0001", score, percentile: 0, date: "" });
it.each([
  ["exploited and critical, at most 100", { kev, epss: undefined, severity: "critical", ratings: [v3(10)] }, 100],
  ["exploited, of a medium score", { kev, epss: epss(0.01), severity: "medium", ratings: [v3(5)] }, 52.5],
  [
    "used by ransomware",
    { kev: { ...kev, ransomware: true }, epss: undefined, severity: "medium", ratings: [v3(5)] },
    55,
  ],
  [
    "EPSS times the mean of the scores",
    { kev: undefined, epss: epss(0.5), severity: "high", ratings: [v3(8), v3(6), v2(1)] },
    35,
  ],
  ["EPSS times the word", { kev: undefined, epss: epss(0.5), severity: "high", ratings: [] }, 40],
  ["scored 0 is no risk", { kev: undefined, epss: epss(0), severity: "critical", ratings: [] }, 0],
  ["not scored", { kev: undefined, epss: undefined, severity: "unknown", ratings: [] }, 100 * unscoredThreat * 0.5],
] as const)("risk: %s", (_, facts, risk) => expect(riskOf(facts)).toBeCloseTo(risk, 5));
