import { expect, it } from "vitest";
import type { AffectedRange, VendorStatus } from "../advisories/advisory.ts";
import { memoryRecord } from "../advisories/memory-lookup.fixture.ts";
import { type FixState, fixStateOf, highestVersion, type StateFacts } from "./state.ts";

interface Given {
  readonly fixed?: readonly string[];
  readonly fixNeeds?: string;
  readonly statuses?: readonly VendorStatus[];
  readonly events?: AffectedRange["events"];
}

function match(id: string, { fixed = [], fixNeeds, statuses = [], events }: Given = {}): StateFacts["matches"][number] {
  const ranges = events ? [{ type: "ECOSYSTEM" as const, events }] : [];
  return {
    advisory: memoryRecord({ id, affected: [] }),
    affected: { ecosystem: "Debian:12", name: "p", versions: [], severity: [], details: {}, ranges },
    ...{ fixed, statuses },
    ...(fixNeeds === undefined ? {} : { fixNeeds }),
  };
}

const own = "DEBIAN-CVE-2024-0001";
const told = (state: VendorStatus["state"], fixed?: string): readonly VendorStatus[] => [
  { id: "CVE-2024-0001", state, ...(fixed === undefined ? {} : { fixed }) },
];
const open: AffectedRange["events"] = [["introduced", "0"]];

const cases: readonly (readonly [string, StateFacts["matches"], FixState])[] = [
  ["a fix", [match(own, { fixed: ["2", "3"] })], { state: "fixed", fixedVersion: "2" }],
  [
    "its own record before a notice",
    [match(own, { fixed: ["2"] }), match("DSA-1-1", { fixed: ["3"] })],
    { state: "fixed", fixedVersion: "2", fixedBy: "DSA-1-1" },
  ],
  [
    "only a notice",
    [match(own), match("DSA-1-1", { fixed: ["3"] })],
    { state: "fixed", fixedVersion: "3", fixedBy: "DSA-1-1" },
  ],
  [
    "two records: what is enough for both",
    [match(own, { fixed: ["9"] }), match("CVE-2024-0001", { fixed: ["10"] })],
    { state: "fixed", fixedVersion: "10" },
  ],
  [
    "only for those who pay",
    [match(own, { fixed: ["2+esm1"], fixNeeds: "Ubuntu Pro" })],
    { state: "fixed", fixedVersion: "2+esm1", fixNeeds: "Ubuntu Pro" },
  ],
  [
    "free before paid",
    [match(own, { fixed: ["1+esm1"], fixNeeds: "Ubuntu Pro" }), match("USN-1-1", { fixed: ["2"] })],
    { state: "fixed", fixedVersion: "2", fixedBy: "USN-1-1" },
  ],
  ["the tracker knows it", [match(own, { statuses: told("fixed", "4") })], { state: "fixed", fixedVersion: "4" }],
  ["open", [match(own, { events: open })], { state: "not-fixed", fixedVersion: undefined }],
  ["put off", [match(own, { events: open, statuses: told("no-dsa") })], { state: "deferred", fixedVersion: undefined }],
  [
    "postponed",
    [match(own, { events: open, statuses: told("postponed") })],
    { state: "deferred", fixedVersion: undefined },
  ],
  [
    "refused",
    [match(own, { events: open, statuses: told("ignored") })],
    { state: "will-not-fix", fixedVersion: undefined },
  ],
  ["a list of versions tells of no fix", [match(own)], { state: "unknown", fixedVersion: undefined }],
  [
    "a last version is no fix that is known",
    [match(own, { events: [...open, ["lastAffected", "1"]] })],
    { state: "unknown", fixedVersion: undefined },
  ],
  [
    "a range that opens again",
    [match(own, { events: [...open, ["fixed", "1"], ["introduced", "2"]] })],
    { state: "not-fixed", fixedVersion: undefined },
  ],
];
it.each(cases)("%s", (_, matches, expected) =>
  expect(fixStateOf({ matches, names: ["CVE-2024-0001"], isRetired: false })).toEqual(expected),
);

it("what a retired release has not fixed stays so; what it has fixed is fixed", () => {
  const state = (given: Given) =>
    fixStateOf({ matches: [match(own, given)], names: ["CVE-2024-0001"], isRetired: true }).state;
  expect([state({ events: open }), state({ fixed: ["2"] })]).toEqual(["will-not-fix", "fixed"]);
});

it("what cannot be compared never wins", () => {
  expect(highestVersion(["1.0.0", "not a version", "1.2.0"], "semver")).toBe("1.2.0");
  expect(highestVersion(["2", "1"], undefined)).toBe("2");
  expect(highestVersion([], "semver")).toBeUndefined();
});
