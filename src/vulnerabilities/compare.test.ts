import { describe, expect, it } from "vitest";
import type { PackageType } from "../packages/package.ts";
import { type ComparedFacts, compareImages } from "./compare.ts";
import { comparePackages } from "./compare-packages.ts";
import type { Vulnerability } from "./vulnerability.ts";

const facts: ComparedFacts = {
  ...{ name: "app:1", layers: [], packages: [], hasConfig: true, os: undefined },
  user: { written: "", uid: 0, gid: 0, why: "" },
};
const rowOf = (fingerprint: string, change: Partial<Vulnerability> = {}): Vulnerability => ({
  ...{ id: fingerprint, aliases: [], title: "", links: [], severity: "high", severitySource: "", ratings: [] },
  ...{ state: "not-fixed", fixedVersion: undefined, kev: undefined, epss: undefined, risk: 1, isUnimportant: false },
  package: { name: "a", version: "1", type: "npm", purl: "pkg:npm/a@1", source: undefined, members: [] },
  ...{ origin: "yours", locations: [], match: { searched: "", record: "", range: "", records: [] } },
  ...{ fix: undefined, action: undefined, fingerprint, ...change },
});
const excused = { suppressed: { by: "config", reason: "x" } } as const;

describe("vulnerabilities of two images", () => {
  const listsOf = (old: readonly Vulnerability[], next: readonly Vulnerability[]) => {
    const { vulnerabilities } = compareImages(
      { facts, vulnerabilities: { found: old } },
      { facts, vulnerabilities: { found: next } },
    );
    return Object.fromEntries(
      Object.entries(vulnerabilities).flatMap(([list, all]) =>
        all.length > 0 ? [[list, all.map(({ id }) => id)]] : [],
      ),
    );
  };
  const upgraded = { package: { ...rowOf("x").package, version: "2" } };

  it.each<[string, readonly Vulnerability[], readonly Vulnerability[], object]>([
    ["one came", [], [rowOf("A")], { added: ["A"] }],
    ["one went", [rowOf("A")], [], { gone: ["A"] }],
    ["an upgraded package that keeps it", [rowOf("A")], [rowOf("A", upgraded)], { kept: ["A"] }],
    ["excused in both", [rowOf("A", excused)], [rowOf("A", excused)], {}],
    ["excused from now on", [rowOf("A")], [rowOf("A", excused)], { excused: ["A"] }],
    ["no longer excused", [rowOf("A", excused)], [rowOf("A")], { added: ["A"] }],
    ["a new one of no importance", [], [rowOf("A", { isUnimportant: true })], {}],
    ["twice in the old one, once in the new one", [rowOf("A"), rowOf("A", upgraded)], [rowOf("A")], { kept: ["A"] }],
    ["twice in the new one", [], [rowOf("A"), rowOf("A", upgraded)], { added: ["A"] }],
    ["in the order of urgency", [], [rowOf("B"), rowOf("A")], { added: ["B", "A"] }],
  ])("%s", (_, old, next, expected) => {
    expect(listsOf(old, next)).toEqual(expected);
  });
});

describe("packages of two images", () => {
  const packagesOf = (type: PackageType, versions: string) =>
    versions
      .split(" ")
      .filter((version) => version !== "")
      .map((version) => ({ type, name: "a", version }));

  it.each<[string, PackageType, string, string, object]>([
    ["the same", "npm", "1.0.0", "1.0.0", {}],
    ["came", "npm", "", "1.0.0", { added: [["1.0.0"]] }],
    ["went", "npm", "1.0.0", "", { removed: [["1.0.0"]] }],
    ["up, by number and not by text", "npm", "1.9.0", "1.10.0", { upgraded: [["1.9.0", "1.10.0"]] }],
    ["down, by the order of dpkg", "deb", "1.0", "1.0~rc1", { downgraded: [["1.0", "1.0~rc1"]] }],
    ["what both have does not count", "npm", "1.0.0 2.0.0", "2.0.0 3.0.0", { upgraded: [["1.0.0", "3.0.0"]] }],
    ["a second version came", "npm", "1.0.0", "1.0.0 2.0.0", { added: [["2.0.0"]] }],
    ["both ways", "npm", "2.0.0", "1.0.0 3.0.0", { changed: [["2.0.0", "1.0.0", "3.0.0"]] }],
    ["versions without order", "binary", "x", "y", { changed: [["x", "y"]] }],
    ["a version that is none", "npm", "latest", "1.0.0", { changed: [["latest", "1.0.0"]] }],
    ["other texts of one version", "python", "1.0", "1.0.0", { changed: [["1.0", "1.0.0"]] }],
  ])("%s", (_, type, old, next, expected) => {
    const changes = comparePackages(packagesOf(type, old), packagesOf(type, next));
    const lists = Object.entries(changes).flatMap(([list, all]) =>
      all.length > 0 ? [[list, all.map(({ from, to }: { from: string[]; to: string[] }) => [...from, ...to])]] : [],
    );
    expect(Object.fromEntries(lists)).toEqual(expected);
  });

  it("names of two types are two packages, in the order of types and names", () => {
    const { added } = comparePackages(
      [],
      [
        { type: "python", name: "a", version: "1" },
        { type: "npm", name: "b", version: "1" },
        { type: "npm", name: "a", version: "1" },
      ],
    );
    expect(added.map(({ type, name }) => `${type} ${name}`)).toEqual(["npm a", "npm b", "python a"]);
  });
});

it("size, layers, user and system are compared", () => {
  const layer = { diffId: undefined, digest: undefined, bytes: 10, compressedBytes: undefined, step: 0, files: 1 };
  const next = { ...facts, layers: [layer, layer], user: { written: "app", uid: 1000, gid: 1000, why: "" } };
  const compared = compareImages(
    { facts, vulnerabilities: { found: [] } },
    { facts: next, vulnerabilities: { found: [] } },
  );
  expect([compared.old, compared.new]).toEqual([
    { name: "app:1", bytes: 0, layers: 0, packages: 0, user: "root", isRoot: true, system: undefined },
    { name: "app:1", bytes: 20, layers: 2, packages: 0, user: "app", isRoot: false, system: undefined },
  ]);
});
