import { expect, it } from "vitest";
import type { VendorStatus } from "../advisories/advisory.ts";
import { matchPackages } from "../advisories/match-packages.ts";
import { type MemoryRecord, memoryLookup } from "../advisories/memory-lookup.fixture.ts";
import type { ImagePackage } from "../inventory/image-facts.ts";
import type { OperatingSystem } from "../packages/operating-system.ts";
import { joinMatches } from "./join.ts";

const os: OperatingSystem = {
  ...{ id: "debian", version: "12", name: "Debian GNU/Linux 12", codename: "bookworm", idLike: [], details: {} },
  paths: [],
};

function deb(name: string, version: string, source?: string): ImagePackage {
  return {
    ...{
      type: "deb",
      name,
      version,
      licenses: [],
      path: "var/lib/dpkg/status",
      purl: `pkg:deb/debian/${name}@${version}`,
    },
    details: { maintainer: "Debian Maintainers <m@lists.debian.org>" },
    locations: [{ path: "var/lib/dpkg/status", layer: 0 }],
    ...(source === undefined ? {} : { source: { name: source, version } }),
  };
}

const record = (
  id: string,
  upstream: readonly string[],
  fixed: readonly (readonly [string, string])[],
): MemoryRecord => ({
  ...{ id, upstream },
  affected: fixed.map(([name, version]) => ({
    ...{ ecosystem: "Debian:12", name },
    ranges: [
      {
        type: "ECOSYSTEM",
        events: [
          ["introduced", "0"],
          ["fixed", version],
        ],
      },
    ],
  })),
});

function rows(packages: readonly ImagePackage[], records: readonly MemoryRecord[], told: readonly VendorStatus[] = []) {
  const statuses = told.length > 0 ? [{ ecosystem: "Debian:12", name: "a", statuses: told }] : [];
  const lookup = memoryLookup({ records, statuses });
  const { matches } = matchPackages(packages, os, lookup);
  return joinMatches(matches, lookup).rows.map(
    ({ names, component, matches: hits }) =>
      `${names[0]} ${component.packages.map(({ name }) => name).join("+")}: ${[...new Set(hits.map(({ advisory }) => advisory.id))].join(" ")}`,
  );
}

const notice = record("DSA-1-1", ["CVE-2024-0001", "CVE-2024-0002"], [["a", "5"]]);
const first = (version: string) => record("DEBIAN-CVE-2024-0001", ["CVE-2024-0001"], [["a", version]]);

it("the binary packages of one source are one component, another source is another", () => {
  const found = rows(
    [deb("liba", "3", "a"), deb("a", "3"), deb("b", "3")],
    [
      record(
        "DEBIAN-CVE-2024-0001",
        ["CVE-2024-0001"],
        [
          ["a", "4"],
          ["b", "4"],
        ],
      ),
    ],
  );
  expect(found).toEqual(["CVE-2024-0001 a+liba: DEBIAN-CVE-2024-0001", "CVE-2024-0001 b: DEBIAN-CVE-2024-0001"]);
});

it("a notice joins the records of its vulnerabilities, and is a row for each that has none", () => {
  expect(rows([deb("a", "3")], [first("4"), notice])).toEqual([
    "CVE-2024-0001 a: DEBIAN-CVE-2024-0001 DSA-1-1",
    "CVE-2024-0002 a: DSA-1-1",
  ]);
});

it("what the vulnerability's own record calls fixed, a notice about a later update does not bring back", () => {
  expect(rows([deb("a", "3")], [first("2"), notice])).toEqual(["CVE-2024-0002 a: DSA-1-1"]);
});

it.each([
  ["not affected", { state: "not-affected" }],
  ["nobody knows yet", { state: "undetermined" }],
  ["fixed in what is installed", { state: "fixed", fixed: "3" }],
] as const)("one of a notice's vulnerabilities that the tracker calls %s is no row", (_, status) => {
  expect(rows([deb("a", "3")], [notice], [{ id: "CVE-2024-0001", ...status }])).toEqual(["CVE-2024-0002 a: DSA-1-1"]);
});

it("one that the tracker calls fixed later is a row", () => {
  const later = { id: "CVE-2024-0001", state: "fixed", fixed: "4" } as const;
  expect(rows([deb("a", "3")], [notice], [later]).length).toBe(2);
});
