import { expect, it } from "vitest";
import { type MemoryRecord, memoryLookup, memoryRecord } from "../advisories/memory-lookup.fixture.ts";
import { compareNames, cveIn, isNotice, joinNames, mostNameLookups } from "./names.ts";

const of = (id: string, change: Partial<MemoryRecord> = {}) => memoryRecord({ id, affected: [], ...change });

it.each([
  ["CVE-2024-0727", "CVE-2024-0727"],
  ["DEBIAN-CVE-2024-0727", "CVE-2024-0727"],
  ["ROOT-OS-DEBIAN-bookworm-CVE-2024-0727", "CVE-2024-0727"],
  ["GHSA-35jh-r3h4-6jhm", undefined],
  ["XCVE-2024-0727", undefined],
])("the CVE in %s is %s", (id, cve) => expect(cveIn(id)).toBe(cve));

it.each([
  ...["DSA-5764-1", "ALSA-2024:0001", "RHSA-2024:1", "USN-2274-1", "openSUSE-SU-2020:1", "SUSE-SU-403"].map(
    (id) => [id, true] as const,
  ),
  ...["CVE-2024-0001", "DEBIAN-CVE-2024-0001", "GHSA-a", "GO-2024-1", "PYSEC-2024-1"].map((id) => [id, false] as const),
])("%s is a notice: %s", (id, is) => expect(isNotice(id)).toBe(is));

it("the best known name is the CVE, then GitHub's, then the ecosystem's", () => {
  const names = ["PYSEC-2024-1", "DEBIAN-CVE-2024-0002", "GHSA-b", "CVE-2024-0002", "GHSA-a", "CVE-2024-0001"];
  expect(names.sort(compareNames)).toEqual([
    "CVE-2024-0001",
    "CVE-2024-0002",
    "GHSA-a",
    "GHSA-b",
    "PYSEC-2024-1",
    "DEBIAN-CVE-2024-0002",
  ]);
});

const subjects: readonly (readonly [string, Parameters<typeof of>[1], readonly string[]])[] = [
  ["DEBIAN-CVE-2024-0001", { upstream: ["CVE-2024-0001"] }, ["CVE-2024-0001"]],
  [
    "DSA-1-1",
    { upstream: ["DEBIAN-CVE-2024-0001", "CVE-2024-0001", "CVE-2024-0002"] },
    ["CVE-2024-0001", "CVE-2024-0002"],
  ],
  ["ALSA-2024:1", { related: ["CVE-2024-0001", "CVE-2024-0002"] }, ["CVE-2024-0001", "CVE-2024-0002"]],
  ["DLA-1-1", { aliases: ["CVE-2024-0001", "CVE-2024-0002"] }, ["CVE-2024-0001", "CVE-2024-0002"]],
  ["DSA-2-1", {}, ["DSA-2-1"]],
  ["ALBA-2024:1", {}, []],
  ["ALBA-2024:2", { related: ["CVE-2024-0001"] }, ["CVE-2024-0001"]],
  ["GHSA-a", { related: ["CVE-2024-0001"] }, ["GHSA-a"]],
  ["GHSA-b", { aliases: ["CVE-2024-0001"] }, ["GHSA-b"]],
  ["ALPINE-CVE-2024-0001", { aliases: ["CVE-2024-0001", "CVE-2024-0002"] }, ["CVE-2024-0001", "CVE-2024-0002"]],
  ["CGA-aaaa", { upstream: ["CVE-2024-0001", "GHSA-z"] }, ["CVE-2024-0001"]],
];
it.each(subjects)("%s is about what it names", (id, change, expected) => {
  const record = of(id, change);
  expect(joinNames([record], memoryLookup({})).subjectsOf(record)).toEqual(expected);
});

it("aliases are closed over records that did not hit, also when they go round in a circle", () => {
  const [a, b, c] = [
    of("PYSEC-1", { aliases: ["GHSA-a"] }),
    of("GHSA-a", { aliases: ["CVE-2024-0001", "PYSEC-1"] }),
    of("GO-1", { aliases: ["CVE-2024-0001"] }),
  ];
  const names = joinNames([a], memoryLookup({ records: [a, b, c] }));
  expect(names.namesOf("PYSEC-1")).toEqual(["CVE-2024-0001", "GHSA-a", "GO-1", "PYSEC-1"]);
  expect(names.classOf("GO-1")).toBe(names.classOf("PYSEC-1"));
});

it("upstream holds one way: two distributions' records of one CVE are no names of each other", () => {
  const [debian, alpine] = [
    of("DEBIAN-CVE-2024-0001", { upstream: ["CVE-2024-0001"] }),
    of("ALPINE-CVE-2024-0001", { upstream: ["CVE-2024-0001"] }),
  ];
  const names = joinNames([debian, alpine], memoryLookup({ records: [debian, alpine] }));
  expect(names.namesOf("CVE-2024-0001")).toEqual(["CVE-2024-0001"]);
});

it("upstream is followed to where it comes from, circles too", () => {
  const records = [
    of("ECHO-1", { upstream: ["WRAP-1"] }),
    of("WRAP-1", { upstream: ["CVE-2024-0001"] }),
    of("LOOP-1", { upstream: ["LOOP-2"] }),
    of("LOOP-2", { upstream: ["LOOP-1"] }),
  ];
  const names = joinNames(records, memoryLookup({ records }));
  expect(records.map((one) => names.subjectsOf(one).length)).toEqual([1, 1, 1, 1]);
  expect(names.subjectsOf(records[0] ?? of(""))).toEqual(["CVE-2024-0001"]);
});

it("names without end are cut, and that is said", () => {
  let count = 0;
  const lookup = {
    text: (id: string) => of(id, { aliases: [`N-${count++}`, `N-${count++}`] }),
    namedBy: () => [],
  };
  expect(joinNames([of("N-start", { aliases: ["N-a"] })], lookup).isCut).toBe(true);
  expect(count).toBeLessThanOrEqual(2 * mostNameLookups);
});
