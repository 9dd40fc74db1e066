import { describe, expect, it } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { applyVex, mostToldStatements, type VexFile } from "./apply-vex.ts";
import type { VexDocument, VexProduct, VexStatement } from "./vex-document.ts";
import type { NamedImage } from "./vex-product.ts";

const [digest, other] = ["a", "b"].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string];
const image: NamedImage = {
  ...{
    name: "registry:ghcr.io/example/app:1.2",
    source: "registry",
    digest,
    id: other,
    tags: [],
    platform: "linux/amd64",
  },
};
const ssl = {
  name: "libssl3",
  version: "3.0.11-1",
  purl: "pkg:deb/debian/libssl3@3.0.11-1?arch=amd64&distro=debian-12",
};
const tool = {
  name: "openssl",
  version: "3.0.11-1",
  purl: "pkg:deb/debian/openssl@3.0.11-1?arch=amd64&distro=debian-12",
};
const lodash = { name: "lodash", version: "4.17.20", purl: "pkg:npm/lodash@4.17.20" };

type Row = Parameters<ReturnType<typeof applyVex>["excuse"]>[0];
const rowOf = (members: readonly (typeof ssl)[], change: Partial<Row> = {}): Row => {
  const [head = lodash] = members;
  const source = head === lodash ? undefined : { name: "openssl", version: "3.0.11-1" };
  const type = head === lodash ? "npm" : "deb";
  return {
    ...{ id: "CVE-2024-1", aliases: ["GHSA-aaaa"], package: { ...head, type, source, members } },
    match: { searched: "", record: "", range: "", records: ["DEBIAN-CVE-2024-1", "DSA-1-1"] },
    ...change,
  };
};
const product = (id: string, ...parts: string[]): VexProduct => ({
  ...{ ids: [id], digests: [] },
  subcomponents: parts.map((part) => ({ ids: [part], digests: [] })),
});
const say = (products: readonly VexProduct[], change: Partial<VexStatement> = {}): VexStatement => ({
  ...{ vulnerability: "CVE-2024-1", aliases: [], status: "not_affected", justification: "component_not_present" },
  ...{ impact: "", action: "", notes: "", time: "2025-01-01T00:00:00Z", products, line: 1, ...change },
});
const fileOf = (statements: readonly VexStatement[], leftOut: VexDocument["leftOut"] = []): VexFile => ({
  path: "app.vex.json",
  document: { format: "openvex", id: "", author: "Example Inc", statements, leftOut },
});
const isExcused = (statements: readonly VexStatement[], row = rowOf([lodash]), of = image) =>
  applyVex([fileOf(statements)], of).excuse(row) !== undefined;

describe("a statement about the image", () => {
  const purl = `pkg:oci/app@${digest.replace(":", "%3A")}?repository_url=ghcr.io/example/app`;
  it.each<[string, string, boolean]>([
    ["by its address and digest", purl, true],
    ["by the digest under another name", `pkg:oci/mirror@${digest}?repository_url=mirror.example.com/x`, true],
    ["by another digest", `pkg:oci/app@sha256:${"c".repeat(64)}`, false],
    ["by its address without version", "pkg:oci/app", true],
    ["by the whole name as repository", "pkg:oci/app?repository_url=ghcr.io/example/app&tag=1.2", true],
    ["by the name above as repository", "pkg:oci/app?repository_url=ghcr.io/example", true],
    ["by its architecture too", "pkg:oci/app?arch=amd64", true],
    ["by another architecture", "pkg:oci/app?arch=arm64", false],
    ["by another repository", "pkg:oci/app?repository_url=ghcr.io/other/app", false],
    ["by another tag", "pkg:oci/app?tag=1.3", false],
    ["by a word that nobody knows", "pkg:oci/app?flavour=x", false],
    ["by another name", "pkg:oci/application", false],
    ["by the address of type docker", "pkg:docker/example/app@1.2?repository_url=ghcr.io", true],
    ["by the address of type docker, of Docker Hub", "pkg:docker/example/app@1.2", false],
    ["by its name", "ghcr.io/example/app:1.2", true],
    ["by its name without tag", "ghcr.io/example/app", true],
    ["by its name and digest", `ghcr.io/example/app@${digest}`, true],
    ["by its name and another tag", "ghcr.io/example/app:1.3", false],
    ["by the name as shown", "registry:ghcr.io/example/app:1.2", true],
    ["by the digest alone", digest, true],
    ["by the id alone", other.toUpperCase().replace("SHA", "sha"), true],
    ["by part of its name", "app", false],
    ["by nothing but an address", "https://example.com/app", false],
  ])("%s", (_, id, expected) => {
    expect(isExcused([say([product(id)])])).toBe(expected);
  });

  it("by a digest among the hashes", () => {
    expect(isExcused([say([{ ids: ["urn:x"], digests: [digest], subcomponents: [] }])])).toBe(true);
  });

  it("an image of Docker Hub goes by its short name", () => {
    const node: NamedImage = { ...image, name: "docker:node:24", source: "docker", digest: undefined };
    const asked = ["node:24", "docker.io/library/node:24", "pkg:docker/node@24", "pkg:oci/node?tag=24", "node:22"];
    expect(asked.map((id) => isExcused([say([product(id)])], rowOf([lodash]), node))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  it("the name of an archive's file is no name of an image, its tags are", () => {
    const file: NamedImage = { ...image, name: "docker-archive:app.tar", source: "docker-archive", tags: ["app:1"] };
    const asked = ["app.tar", "docker-archive", "app:1"];
    expect(asked.map((id) => isExcused([say([product(id)])], rowOf([lodash]), file))).toEqual([false, false, true]);
  });
});

describe("a statement about a package", () => {
  it.each<[string, Row, readonly VexProduct[], boolean]>([
    ["with its version", rowOf([lodash]), [product("pkg:npm/lodash@4.17.20")], true],
    ["without version", rowOf([lodash]), [product("pkg:npm/lodash")], true],
    ["in another version", rowOf([lodash]), [product("pkg:npm/lodash@4.17.19")], false],
    ["of another ecosystem", rowOf([lodash]), [product("pkg:pypi/lodash@4.17.20")], false],
    ["with a qualifier that it has", rowOf([ssl]), [product("pkg:deb/debian/libssl3?arch=amd64")], true],
    ["with a qualifier that it has not", rowOf([ssl]), [product("pkg:deb/debian/libssl3?arch=arm64")], false],
    ["of another distribution", rowOf([ssl]), [product("pkg:deb/ubuntu/libssl3")], false],
    ["in other case where that is the same", rowOf([lodash]), [product("pkg:npm/Lodash@4.17.20")], true],
    ["as a part of this image", rowOf([lodash]), [product("ghcr.io/example/app:1.2", "pkg:npm/lodash")], true],
    ["as a part of another image", rowOf([lodash]), [product("ghcr.io/example/web:1.2", "pkg:npm/lodash")], false],
    ["as a part of a package", rowOf([lodash]), [product("pkg:npm/app@1", "pkg:npm/lodash")], false],
    ["about another part of this image", rowOf([lodash]), [product("ghcr.io/example/app:1.2", "pkg:npm/tar")], false],
    ["about one package of two", rowOf([tool, ssl]), [product("pkg:deb/debian/libssl3")], false],
    [
      "about both packages",
      rowOf([tool, ssl]),
      [product("pkg:deb/debian/libssl3"), product("pkg:deb/debian/openssl")],
      true,
    ],
    ["about their source", rowOf([tool, ssl]), [product("pkg:deb/debian/openssl@3.0.11-1?arch=source")], true],
    [
      "about their source, in another version",
      rowOf([tool, ssl]),
      [product("pkg:deb/debian/openssl@3.0.12-1?arch=source")],
      false,
    ],
    ["by something that is no address", rowOf([lodash]), [product("lodash")], false],
  ])("%s", (_, row, products, expected) => {
    expect(isExcused([say(products)], row)).toBe(expected);
  });
});

describe("a statement about the vulnerability", () => {
  const everything = [product(digest)];
  it.each<[string, Partial<VexStatement>, boolean]>([
    ["by its id", {}, true],
    ["by its id in other case", { vulnerability: "cve-2024-1" }, true],
    ["by an alias of ours", { vulnerability: "GHSA-AAAA" }, true],
    ["by an alias of theirs", { vulnerability: "INTERNAL-1", aliases: ["CVE-2024-1"] }, true],
    ["by the record of the distribution", { vulnerability: "DEBIAN-CVE-2024-1" }, true],
    ["by the notice that repairs many", { vulnerability: "DSA-1-1" }, false],
    ["that is another", { vulnerability: "CVE-2024-2" }, false],
    ["that it is fixed", { status: "fixed" }, true],
    ["that it is there", { status: "affected" }, false],
    ["that somebody looks at it", { status: "under_investigation" }, false],
  ])("%s", (_, change, expected) => {
    expect(isExcused([say(everything, change)])).toBe(expected);
  });

  const at = (time: string, status: VexStatement["status"]) => say(everything, { time, status });
  it.each<[string, readonly VexStatement[], boolean]>([
    ["the later one wins", [at("2025-01-02T00:00:00Z", "affected"), at("2025-01-01T00:00:00Z", "fixed")], false],
    [
      "the later one wins, whatever the order",
      [at("2025-01-01T00:00:00Z", "affected"), at("2025-01-02T00:00:00Z", "fixed")],
      true,
    ],
    [
      "times are compared, not texts",
      [at("2025-01-01T23:00:00-05:00", "fixed"), at("2025-01-02T01:00:00Z", "affected")],
      true,
    ],
    [
      "of one time, the one that excuses nothing",
      [at("2025-01-01T00:00:00Z", "affected"), at("2025-01-01T00:00:00Z", "fixed")],
      false,
    ],
    [
      "of one time, in the other order",
      [at("2025-01-01T00:00:00Z", "fixed"), at("2025-01-01T00:00:00Z", "affected")],
      false,
    ],
    ["one without time is the oldest", [at("some day", "affected"), at("2000-01-01T00:00:00Z", "fixed")], true],
  ])("%s", (_, statements, expected) => {
    expect(isExcused(statements)).toBe(expected);
  });
});

it("the reason says what was said, by whom and where", () => {
  const vex = applyVex([fileOf([say([product(digest)], { impact: "Cut out." })])], image);
  expect(vex.excuse(rowOf([lodash]))).toEqual({
    by: "vex",
    reason: "not affected, component_not_present: Cut out. (says Example Inc in app.vex.json)",
  });
});

describe("statements that did nothing are told", () => {
  const run = (statements: readonly VexStatement[], row = rowOf([lodash]), left: VexDocument["leftOut"] = []) => {
    const vex = applyVex([fileOf(statements, left)], image);
    vex.excuse(row);
    return vex.unused();
  };
  it.each<[string, VexStatement, Row, string]>([
    [
      "the vulnerability is not there",
      say([product(digest)], { vulnerability: "CVE-2024-9" }),
      rowOf([lodash]),
      "no CVE-2024-9 was found",
    ],
    [
      "it is about another product",
      say([product("pkg:npm/tar")]),
      rowOf([lodash]),
      "another product than this image and its packages (pkg:npm/tar)",
    ],
    [
      "it leaves out a package",
      say([product("pkg:deb/debian/libssl3")]),
      rowOf([tool, ssl]),
      "it leaves out openssl of the same component",
    ],
  ])("%s", (_, statement, row, why) => {
    expect(run([statement], row)).toMatchObject([{ path: "app.vex.json", line: 1, why: expect.stringContaining(why) }]);
  });

  it("not those that did something, or said that it is there, or were overridden", () => {
    const later = say([product(digest)], { status: "affected", time: "2025-02-01T00:00:00Z" });
    expect(run([say([product(digest)]), later])).toEqual([]);
  });

  it("and those that cannot count", () => {
    expect(run([], rowOf([lodash]), [{ line: 7, text: "fixed CVE-2024-1", why: "names no product" }])).toEqual([
      { path: "app.vex.json", line: 7, text: "vex: fixed CVE-2024-1", why: "it names no product" },
    ]);
  });

  it("of a long document only the first ones", () => {
    const many = Array.from({ length: mostToldStatements + 5 }, (_, at) =>
      say([product(digest)], { vulnerability: `CVE-2023-${at}` }),
    );
    const told = run(many);
    expect(told).toHaveLength(mostToldStatements + 1);
    expect(told.at(-1)?.why).toBe("5 more statements of it are about nothing in this image");
  });
});

it("a long document over many vulnerabilities takes no time to speak of", () => {
  const statements = Array.from({ length: 20_000 }, (_, at) =>
    say([product(`pkg:npm/lodash@${at}`)], { vulnerability: `CVE-2024-${at % 2_000}` }),
  );
  const start = cpuTime();
  const vex = applyVex([fileOf(statements)], image);
  for (let at = 0; at < 2_000; at++) expect(vex.excuse(rowOf([lodash], { id: `CVE-2024-${at}` }))).toBeUndefined();
  expect(vex.unused()).toHaveLength(mostToldStatements + 1);
  expect(cpuTime() - start).toBeLessThan(8_000);
});
