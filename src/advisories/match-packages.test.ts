import { describe, expect, it } from "vitest";
import type { OperatingSystem } from "../packages/operating-system.ts";
import type { PackageType } from "../packages/package.ts";
import type { RangeEvent } from "./advisory.ts";
import type { MatchedPackage } from "./match.ts";
import { collectionsOf, matchPackages } from "./match-packages.ts";
import { type MemoryContent, type MemoryRecord, memoryLookup } from "./memory-lookup.fixture.ts";

function system(id: string, version = "", more: Partial<OperatingSystem> = {}): OperatingSystem {
  return { id, version, name: `${id} ${version}`.trim(), codename: "", idLike: [], details: {}, paths: [], ...more };
}

type Short = Partial<MatchedPackage> & Pick<MatchedPackage, "name" | "version">;

function pkg(type: PackageType, one: Short): MatchedPackage {
  const purl = `pkg:generic/${one.name}`;
  return { type, licenses: [], path: "some/file", details: {}, purl, ...one };
}

/** One entry with a range from 0; `fixed` undefined for a range without end. */
function record(
  id: string,
  ecosystem: string,
  name: string,
  fixed?: string,
  details: Record<string, string> = {},
): MemoryRecord {
  const events: RangeEvent[] = [["introduced", "0"]];
  if (fixed !== undefined) events.push(["fixed", fixed]);
  const cve = /CVE-.*$/.exec(id)?.[0];
  const upstream = cve === undefined || cve === id ? [] : [cve];
  return { id, upstream, affected: [{ ecosystem, name, ranges: [{ type: "ECOSYSTEM", events }], details }] };
}

function run(content: MemoryContent, os: OperatingSystem | undefined, ...packages: readonly MatchedPackage[]) {
  const { matches, unknowns, asked, left } = matchPackages(packages, os, memoryLookup(content));
  return { ids: matches.map(({ advisory }) => advisory.id), matches, unknowns, asked, left };
}

const debian = system("debian", "12");
const openssl = record("DEBIAN-CVE-2024-0727", "Debian:12", "openssl", "3.0.13-1~deb12u1");
const libssl = pkg("deb", {
  name: "libssl3",
  version: "3.0.11-1~deb12u2",
  source: { name: "openssl", version: "3.0.11-1~deb12u2" },
});

describe("Debian and Ubuntu", () => {
  it("search the source package with its version, and say so", () => {
    const { matches, asked } = run({ records: [openssl] }, debian, libssl);
    expect(matches).toMatchObject([
      {
        package: libssl,
        searched: "Debian:12 openssl 3.0.11-1~deb12u2",
        range: "< 3.0.13-1~deb12u1",
        fixed: ["3.0.13-1~deb12u1"],
        statuses: [],
      },
    ]);
    expect(asked).toEqual(new Map([["osv/Debian", 1]]));
  });

  it("a rebuild of the same source is searched under the source's version", () => {
    const one = pkg("deb", { name: "openssl", version: "3.0.11-1+b2" });
    expect(run({ records: [openssl] }, debian, one).matches).toMatchObject([
      { searched: "Debian:12 openssl 3.0.11-1" },
    ]);
  });

  it("all installed packages of one source match", () => {
    const binary = pkg("deb", { name: "openssl", version: "3.0.11-1~deb12u2" });
    expect(run({ records: [openssl] }, debian, libssl, binary).ids).toEqual([openssl.id, openssl.id]);
  });

  it.each<[string, string, MatchedPackage["source"], boolean]>([
    [
      "a rebuild (+b1) has the version of its source",
      "3.0.13-1~deb12u1+b1",
      { name: "openssl", version: "3.0.13-1~deb12u1" },
      false,
    ],
    ["a rebuild that names no source version has it too", "3.0.13-1~deb12u0+b1", undefined, true],
    ["the source's version counts, not the package's", "9.0", { name: "openssl", version: "3.0.11-1" }, true],
  ])("%s", (_, version, source, isHit) => {
    const one = pkg("deb", { name: "openssl", version, ...(source && { source }) });
    expect(run({ records: [openssl] }, debian, one).ids).toEqual(isHit ? [openssl.id] : []);
  });

  it.each<[string, OperatingSystem, string, boolean]>([
    ["another release", system("debian", "11"), "Debian:12", false],
    ["a record without release", debian, "Debian", false],
    ["a point release is of its release", system("debian", "12.5"), "Debian:12", true],
    ["testing is the release that it becomes", system("debian", "", { codename: "trixie" }), "Debian:13", true],
    ["an old release with two numbers", system("debian", "6.0"), "Debian:6.0", true],
    ["an Ubuntu with long support", system("ubuntu", "22.04"), "Ubuntu:22.04:LTS", true],
    ["one without", system("ubuntu", "23.10"), "Ubuntu:23.10", true],
    ["one without is not one with", system("ubuntu", "23.10"), "Ubuntu:23.10:LTS", false],
    ["October is never long support", system("ubuntu", "22.10"), "Ubuntu:22.10", true],
  ])("releases are exact: %s", (_, os, ecosystem, isHit) => {
    const records = [record("X-1", ecosystem, "openssl", "3.0.13-1~deb12u1")];
    expect(run({ records, collections: ["osv/Debian", "osv/Ubuntu"] }, os, libssl).ids).toEqual(isHit ? ["X-1"] : []);
  });

  it("a derivative is never taken for Debian", () => {
    const { ids, unknowns, asked } = run(
      { records: [openssl] },
      system("raspbian", "12", { idLike: ["debian"] }),
      libssl,
    );
    expect([ids, asked.size]).toEqual([[], 0]);
    // Nothing of the system was looked at, which must not read as "nothing was found".
    expect(unknowns).toMatchObject([{ what: "1 package of raspbian 12: libssl3", fatal: true }]);
  });

  it("a system that nobody tells, and a release that nobody tells, are not guessed", () => {
    expect(run({ records: [openssl] }, undefined, libssl).unknowns).toMatchObject([
      { what: "1 package of an unknown system: libssl3" },
    ]);
    expect(run({ records: [openssl] }, system("debian"), libssl).unknowns).toMatchObject([
      { what: "1 package of debian: libssl3", fatal: true },
    ]);
  });

  it.each<[string, MemoryContent["statuses"], readonly string[]]>([
    [
      "not affected: dropped",
      [{ ecosystem: "Debian:12", name: "openssl", statuses: [{ id: "CVE-2024-0727", state: "not-affected" }] }],
      [],
    ],
    [
      "undetermined: dropped",
      [{ ecosystem: "Debian:12", name: "openssl", statuses: [{ id: "CVE-2024-0727", state: "undetermined" }] }],
      [],
    ],
    [
      "fixed in what is installed: dropped",
      [
        {
          ecosystem: "Debian:12",
          name: "openssl",
          statuses: [{ id: "CVE-2024-0727", state: "fixed", fixed: "3.0.11-1~deb12u2" }],
        },
      ],
      [],
    ],
    [
      "fixed in 0, which is never affected: dropped",
      [{ ecosystem: "Debian:12", name: "openssl", statuses: [{ id: "CVE-2024-0727", state: "fixed", fixed: "0" }] }],
      [],
    ],
    [
      "no advisory of its own: goes with it",
      [{ ecosystem: "Debian:12", name: "openssl", statuses: [{ id: "CVE-2024-0727", state: "no-dsa" }] }],
      ["no-dsa"],
    ],
    [
      "of another vulnerability: left behind",
      [{ ecosystem: "Debian:12", name: "openssl", statuses: [{ id: "CVE-2024-0001", state: "not-affected" }] }],
      ["-"],
    ],
    [
      "of another release: left behind",
      [{ ecosystem: "Debian:11", name: "openssl", statuses: [{ id: "CVE-2024-0727", state: "not-affected" }] }],
      ["-"],
    ],
  ])("the tracker: %s", (_, statuses, expected) => {
    const { matches } = run({ records: [openssl], statuses: statuses ?? [] }, debian, libssl);
    expect(matches.map((match) => match.statuses.map(({ state }) => state).join() || "-")).toEqual(expected);
  });

  it("a notice with several vulnerabilities goes only when the tracker takes all of them away", () => {
    const notice = { ...record("DSA-1-1", "Debian:12", "openssl", "3.0.13"), upstream: ["CVE-2024-1", "CVE-2024-2"] };
    const status = (id: string) => ({ id, state: "not-affected" as const });
    const statuses = (...ids: string[]) => [{ ecosystem: "Debian:12", name: "openssl", statuses: ids.map(status) }];
    expect(run({ records: [notice], statuses: statuses("CVE-2024-1") }, debian, libssl).matches).toMatchObject([
      { statuses: [{ id: "CVE-2024-1" }] },
    ]);
    expect(run({ records: [notice], statuses: statuses("CVE-2024-1", "CVE-2024-2") }, debian, libssl).ids).toEqual([]);
  });

  it("a fix that only the tracker knows is told", () => {
    const open = record("DEBIAN-CVE-2024-0727", "Debian:12", "openssl");
    const statuses = [
      {
        ecosystem: "Debian:12",
        name: "openssl",
        statuses: [{ id: "CVE-2024-0727", state: "fixed" as const, fixed: "3.0.13" }],
      },
    ];
    expect(run({ records: [open], statuses }, debian, libssl).matches).toMatchObject([{ fixed: ["3.0.13"] }]);
  });

  it.each<[string, Short, string]>([
    [
      "Docker by its address",
      {
        name: "docker-ce",
        version: "5:26.0.0-1~debian.12~bookworm",
        details: { maintainer: "Docker <support@docker.com>" },
      },
      "1 package of Docker: docker-ce",
    ],
    ["by an origin", { name: "git", version: "2.1", details: { origin: "Acme" } }, "1 package of Acme: git"],
    [
      "GitHub",
      { name: "gh", version: "2.40.0", details: { maintainer: "GitHub <opensource@github.com>" } },
      "1 package of GitHub: gh",
    ],
    [
      "a personal archive by its versions",
      { name: "git", version: "1:2.43.0-0ppa1~ubuntu22.04.1" },
      "1 package of a personal archive: git",
    ],
  ])("other vendors' packages are not matched: %s", (_, one, what) => {
    const records = [record("X-1", "Debian:12", one.name)];
    const { ids, unknowns } = run({ records }, debian, pkg("deb", one));
    expect([ids, unknowns.map((unknown) => unknown.what)]).toEqual([[], [what]]);
    expect(unknowns.some(({ fatal }) => fatal)).toBe(false);
  });

  it.each<[string, Short, string]>([
    [
      "NodeSource",
      { name: "nodejs", version: "18.20.3-1nodesource1", details: { maintainer: "x@nodesource.com" } },
      "Bitnami node 18.20.3",
    ],
    ["sury.org", { name: "php8.3-cli", version: "8.3.6-1+0~20240414.9+debian12~1.gbpa1b2c3" }, "Bitnami php 8.3.6"],
    ["PostgreSQL", { name: "postgresql-15", version: "15.6-1.pgdg120+2" }, "Bitnami postgresql 15.6"],
  ])("other vendors' packages that are what upstream releases are searched as that: %s", (_, one, searched) => {
    const name = searched.split(" ")[1] ?? "";
    const records = [record("BIT-1", "Bitnami", name, "99.0.0"), record("X-1", "Debian:12", one.name)];
    const { ids, matches } = run({ records }, debian, pkg("deb", one));
    expect([ids, matches[0]?.searched]).toEqual([["BIT-1"], searched]);
  });

  it("a maintainer somewhere else is Debian's all the same", () => {
    const one = { ...libssl, details: { maintainer: "Theodore Y. Ts'o <tytso@mit.edu>" } };
    expect(run({ records: [openssl] }, debian, one).ids).toEqual([openssl.id]);
  });

  it("kernel headers are left out and counted", () => {
    const records = [record("X-1", "Debian:12", "linux")];
    const one = (name: string) =>
      pkg("deb", { name, version: "6.1.76-1", source: { name: "linux", version: "6.1.76-1" } });
    const { ids, left } = run(
      { records },
      debian,
      one("linux-libc-dev"),
      one("linux-headers-6.1.0-18-amd64"),
      one("linux-perf"),
    );
    expect([ids, left]).toEqual([["X-1"], new Map([["kernel headers", 2]])]);
  });

  it("what a record says of an entry stays with it", () => {
    const records = [record("UBUNTU-CVE-1", "Ubuntu:22.04:LTS", "openssl", undefined, { priority: "low" })];
    expect(run({ records }, system("ubuntu", "22.04"), libssl).matches).toMatchObject([
      { affected: { details: { priority: "low" } } },
    ]);
  });
});

describe("Ubuntu Pro", () => {
  const jammy = system("ubuntu", "22.04");
  const netty = (version: string) => pkg("deb", { name: "libnetty-java", version, source: { name: "netty", version } });
  const pro = { ecosystem: "Ubuntu:Pro:22.04:LTS", fixed: "1:4.1.48-4ubuntu0.1~esm1" };
  const both = (base: string | undefined, paid: string | undefined) => ({
    ...record("UBUNTU-CVE-1", "Ubuntu:22.04:LTS", "netty", base),
    affected: [
      ...record("", "Ubuntu:22.04:LTS", "netty", base).affected,
      ...record("", pro.ecosystem, "netty", paid, { availability: "Available with Ubuntu Pro" }).affected,
    ],
  });

  it.each<[string, MemoryRecord, string, readonly unknown[]]>([
    ["a fix for all comes first", both("1:4.1.48-5", pro.fixed), "1:4.1.48-4", [{ fixed: ["1:4.1.48-5"] }]],
    [
      "a fix for customers only says so",
      both(undefined, pro.fixed),
      "1:4.1.48-4",
      [{ fixed: [pro.fixed], fixNeeds: "Ubuntu Pro" }],
    ],
    ["who has Pro and its fix is not affected", both(undefined, pro.fixed), pro.fixed, []],
    [
      "who has Pro and not its fix needs nothing more",
      both(undefined, "1:4.1.48-4ubuntu0.1~esm2"),
      pro.fixed,
      [{ fixed: ["1:4.1.48-4ubuntu0.1~esm2"], fixNeeds: undefined }],
    ],
    [
      "a record of Pro alone",
      record("UBUNTU-CVE-2", pro.ecosystem, "netty", pro.fixed),
      "1:4.1.48-4",
      [{ fixed: [pro.fixed], fixNeeds: "Ubuntu Pro" }],
    ],
    [
      "a record of Pro alone without fix",
      record("UBUNTU-CVE-2", pro.ecosystem, "netty"),
      "1:4.1.48-4",
      [{ fixed: [], fixNeeds: undefined }],
    ],
    [
      "among those of Pro, a fix for all",
      record("UBUNTU-CVE-2", pro.ecosystem, "netty", "2:1", { availability: "No subscription required" }),
      "1:4.1.48-4",
      [{ fixed: ["2:1"], fixNeeds: undefined }],
    ],
    ["fixed for all", both("1:4.1.48-3", pro.fixed), "1:4.1.48-4", []],
  ])("%s", (_, one, version, expected) => {
    const { matches } = run({ records: [one] }, jammy, netty(version));
    expect(matches.map(({ fixed, fixNeeds }) => ({ fixed, fixNeeds }))).toEqual(
      expected.map((each) => ({ fixNeeds: undefined, ...(each as object) })),
    );
  });

  it("FIPS builds are not compared", () => {
    const one = netty("1:4.1.48-4ubuntu0.fips.1");
    expect(run({ records: [both(undefined, undefined)] }, jammy, one)).toMatchObject({
      ids: [],
      unknowns: [{ what: "1 package of Ubuntu's FIPS builds: libnetty-java" }],
    });
  });
});

describe("apk", () => {
  const libcrypto = pkg("apk", {
    name: "libcrypto3",
    version: "3.1.4-r0",
    source: { name: "openssl", version: "3.1.4-r0" },
  });

  it.each<[string, OperatingSystem, string, boolean]>([
    ["by the branch", system("alpine", "3.19.1"), "Alpine:v3.19", true],
    ["no other branch", system("alpine", "3.18.5"), "Alpine:v3.19", false],
    ["no record without branch", system("alpine", "3.19.1"), "Alpine", false],
    ["edge", system("alpine", "edge", { details: { versionId: "3.20.0" } }), "Alpine:edge", true],
    ["Wolfi", system("wolfi", "20230201"), "Wolfi", true],
    ["Chainguard", system("chainguard", "20230214"), "Chainguard", true],
    ["Chainguard is not Wolfi", system("chainguard", "20230214"), "Wolfi", false],
    ["Alpaquita", system("alpaquita", "23"), "Alpaquita:23", true],
  ])("origin, %s", (_, os, ecosystem, isHit) => {
    const records = [record("X-1", ecosystem, "openssl", "3.1.4-r1")];
    const collections = ["osv/Alpine", "osv/Wolfi", "osv/Chainguard"];
    expect(run({ records, collections }, os, libcrypto).ids).toEqual(isHit ? ["X-1"] : []);
  });

  it("what was never affected is dropped", () => {
    const records = [record("ALPINE-CVE-2024-1", "Alpine:v3.19", "openssl")];
    const statuses = [
      { ecosystem: "Alpine:v3.19", name: "openssl", statuses: [{ id: "CVE-2024-1", state: "not-affected" as const }] },
    ];
    expect(run({ records, statuses }, system("alpine", "3.19.1"), libcrypto).ids).toEqual([]);
  });

  it("a record that names the part and the whole hits once", () => {
    const [part] = record("", "Wolfi", "libcrypto3", "3.1.4-r1").affected;
    const whole = record("CGA-1", "Wolfi", "openssl", "3.1.4-r1");
    const records = [{ ...whole, affected: [...whole.affected, ...(part ? [part] : [])] }];
    expect(run({ records }, system("wolfi"), libcrypto).ids).toEqual(["CGA-1"]);
  });
});

describe("rpm", () => {
  const alma = system("almalinux", "9.3");
  const rpm = (name: string, version: string, more: Partial<MatchedPackage> = {}) =>
    pkg("rpm", { name, version, arch: "x86_64", ...more });

  it.each<[string, MatchedPackage, boolean]>([
    ["the same epoch, older", rpm("openssl", "3.0.7-24.el9", { details: { epoch: "1" } }), true],
    ["the same epoch, fixed", rpm("openssl", "3.0.7-27.el9", { details: { epoch: "1" } }), false],
    ["no epoch is 0", rpm("openssl", "3.0.7-27.el9"), true],
    ["a higher epoch", rpm("openssl", "1.0-1.el9", { details: { epoch: "2" } }), false],
    ["another vendor's", rpm("openssl", "3.0.7-24.el9", { details: { epoch: "1", vendor: "Fedora Project" } }), false],
    ["its own vendor's", rpm("openssl", "3.0.7-24.el9", { details: { epoch: "1", vendor: "AlmaLinux" } }), true],
    [
      "a part of the same source has another name",
      rpm("openssl-libs", "3.0.7-24.el9", {
        details: { epoch: "1" },
        source: { name: "openssl", version: "3.0.7-24.el9" },
      }),
      false,
    ],
    ["debug symbols", rpm("openssl-debuginfo", "3.0.7-24.el9", { details: { epoch: "1" } }), false],
  ])("names of packages and epochs: %s", (_, one, isHit) => {
    const records = [
      record("ALSA-2024:2447", "AlmaLinux:9", "openssl", "1:3.0.7-27.el9"),
      record("ALSA-D", "AlmaLinux:9", "openssl-debuginfo", "9:1"),
    ];
    expect(run({ records }, alma, one).ids).toEqual(isHit ? ["ALSA-2024:2447"] : []);
  });

  it.each<[string, string, boolean]>([
    ["BaseOS", "Red Hat:enterprise_linux:9::baseos", true],
    ["AppStream", "Red Hat:enterprise_linux:9::appstream", true],
    ["CRB", "Red Hat:enterprise_linux:9::crb", true],
    ["another release", "Red Hat:enterprise_linux:8::baseos", false],
    ["extended updates, which are paid for", "Red Hat:rhel_eus:9.2::baseos", false],
    ["another product", "Red Hat:ocp_tools:4.15::el9", false],
  ])("products of Red Hat: %s", (_, ecosystem, isHit) => {
    const records = [record("RHSA-1", ecosystem, "openssl", "1:3.0.7-27.el9")];
    expect(
      run(
        { records },
        system("rhel", "9.3"),
        rpm("openssl", "3.0.7-24.el9", { details: { epoch: "1", vendor: "Red Hat, Inc." } }),
      ).ids,
    ).toEqual(isHit ? ["RHSA-1"] : []);
  });

  it("Red Hat from 10 on is kept by minor release", () => {
    const records = [record("RHSA-1", "Red Hat:enterprise_linux:10.1", "openssl", "1:3.5.1-3.el10_1")];
    expect(
      run({ records }, system("rhel", "10.0"), rpm("openssl", "3.2.2-16.el10", { details: { epoch: "1" } })).ids,
    ).toEqual(["RHSA-1"]);
  });

  describe("modules", () => {
    const fixed = "1:18.19.0-1.module_el8.9.0+3731+490e3ce4";
    const node = (version: string, modularity?: string) =>
      rpm("nodejs", version, { details: { epoch: "1", ...(modularity ? { modularity } : {}) } });
    const eight = system("almalinux", "8.9");
    it.each<[string, Partial<MemoryRecord>, Record<string, string>, MatchedPackage, boolean]>([
      [
        "the summary names the stream",
        { summary: "Important: nodejs:18 security update" },
        {},
        node("18.0.0-1.module_el8.8.0+1", "nodejs:18:8080:abc"),
        true,
      ],
      [
        "the summary names another",
        { summary: "Important: nodejs:18 security update" },
        {},
        node("16.0.0-1.module_el8.8.0+1", "nodejs:16:8080:abc"),
        false,
      ],
      [
        "the entry names the stream",
        {},
        { module: "nodejs:18" },
        node("18.0.0-1.module_el8.8.0+1", "nodejs:18:8080:abc"),
        true,
      ],
      [
        "the entry names another",
        {},
        { module: "nodejs:20" },
        node("18.0.0-1.module_el8.8.0+1", "nodejs:18:8080:abc"),
        false,
      ],
      [
        "the same stream of another module",
        {},
        { module: "other:18" },
        node("18.0.0-1.module_el8.8.0+1", "nodejs:18:8080:abc"),
        false,
      ],
      [
        "neither names one: the same series",
        { summary: "nodejs update" },
        {},
        node("18.0.0-1.module_el8.8.0+1", "nodejs:18:8080:abc"),
        true,
      ],
      [
        "neither names one: another series",
        { summary: "nodejs update" },
        {},
        node("16.0.0-1.module_el8.8.0+1", "nodejs:16:8080:abc"),
        false,
      ],
      [
        "a package that does not say its stream",
        { summary: "nodejs:18 security update" },
        {},
        node("16.0.0-1.module_el8.8.0+1"),
        false,
      ],
      ["a package of no module", { summary: "nodejs:18 security update" }, {}, node("18.0.0-1.el8"), false],
    ])("%s", (_, more, details, one, isHit) => {
      const records = [{ ...record("ALSA-1", "AlmaLinux:8", "nodejs", fixed, details), ...more }];
      expect(run({ records }, eight, one).ids).toEqual(isHit ? ["ALSA-1"] : []);
    });

    it("an advisory on no module says nothing of a module's package", () => {
      const records = [record("ALSA-1", "AlmaLinux:8", "nodejs", "1:99-1.el8")];
      expect(run({ records }, eight, node("18.0.0-1.module_el8.8.0+1", "nodejs:18:8080:abc")).ids).toEqual([]);
    });
  });

  it("an advisory on other architectures is none", () => {
    const records = [record("ALSA-1", "AlmaLinux:9", "openssl", "9-1", { arch: "s390x, ppc64le" })];
    expect(run({ records }, alma, rpm("openssl", "3.0.7-24.el9")).ids).toEqual([]);
    expect(run({ records }, alma, rpm("openssl", "3.0.7-24.el9", { arch: "s390x" })).ids).toEqual(["ALSA-1"]);
  });

  it("Rocky names some by their source", () => {
    const records = [record("RLSA-2023:3246", "Rocky Linux:8", "git", "0:2.39.3-1.el8_8")];
    const one = rpm("git-core", "2.39.1-1.el8", { source: { name: "git", version: "2.39.1-1.el8" } });
    expect(run({ records }, system("rocky", "8.8"), one).ids).toEqual(["RLSA-2023:3246"]);
  });

  it("where Rocky names the package itself, what it says of the source does not count", () => {
    const [source] = record("", "Rocky Linux:8", "git", "9-1").affected;
    const own = record("RLSA-1", "Rocky Linux:8", "git-core", "2.39.0-1.el8");
    const records = [{ ...own, affected: [...own.affected, ...(source ? [source] : [])] }];
    const one = rpm("git-core", "2.39.1-1.el8", { source: { name: "git", version: "2.39.1-1.el8" } });
    expect(run({ records }, system("rocky", "8.8"), one).ids).toEqual([]);
  });

  it("a source's epoch is not known where its version is another", () => {
    const records = [record("MGASA-1", "Mageia:9", "perl", "4:5.26.3-420")];
    const source = (version: string) => ({ source: { name: "perl", version }, details: { epoch: "0" } });
    expect(run({ records }, system("mageia", "9"), rpm("perl-Errno", "1.28-420", source("5.26.3-420"))).ids).toEqual(
      [],
    );
    expect(run({ records }, system("mageia", "9"), rpm("perl-Errno", "1.28-419", source("5.26.3-419"))).ids).toEqual([
      "MGASA-1",
    ]);
  });

  it.each<[OperatingSystem, string]>([
    [system("sles", "15.5"), "SUSE:Linux Enterprise Server 15 SP5"],
    [system("sles", "15.5"), "SUSE:Linux Enterprise Module for Basesystem 15 SP5"],
    [system("sles", "15"), "SUSE:Linux Enterprise Server 15"],
    [system("sles", "16.0"), "SUSE:Linux Enterprise Server 16.0"],
    [system("opensuse-leap", "15.6"), "openSUSE:Leap 15.6"],
    [system("opensuse-tumbleweed", "20240101"), "openSUSE:Tumbleweed"],
    [system("azurelinux", "3.0"), "Azure Linux:3"],
    [system("openeuler", "24.03", { name: "openEuler 24.03 (LTS-SP1)" }), "openEuler:24.03-LTS-SP1"],
    [system("rocky", "9.3"), "Rocky Linux:9"],
    [system("centos", "7"), "Red Hat:enterprise_linux:7::server"],
  ])("%o is searched in %s", (os, ecosystem) => {
    const records = [record("X-1", ecosystem, "git", "3-1")];
    expect(
      run(
        { records },
        os,
        rpm("git-core", "2.39.1-1", { source: { name: "git", version: "2.39.1-1" } }),
        rpm("git", "2.39.1-1"),
      ).ids,
    ).toContain("X-1");
  });

  it.each(["amzn", "ol", "fedora", "photon", "arch", "openwrt"])("%s has no data, and it is said", (id) => {
    const { ids, unknowns } = run(
      { records: [openssl] },
      system(id, "2023"),
      rpm("openssl", "1-1"),
      rpm("bash", "1-1"),
    );
    expect([ids, unknowns.length]).toEqual([[], 1]);
    expect(unknowns[0]?.what).toBe(`2 packages of ${id} 2023: openssl, bash`);
    expect(unknowns[0]?.why).toContain("No database in OSV's form has advisories for");
  });

  it("CentOS Stream is not Red Hat's", () => {
    const stream = system("centos", "9", { details: { stream: "true" } });
    expect(
      run({ records: [record("X-1", "Red Hat:enterprise_linux:9::baseos", "bash")] }, stream, rpm("bash", "1-1")),
    ).toMatchObject({ ids: [], unknowns: [{}] });
  });

  it("packages of another kind than the system's are not matched", () => {
    expect(run({ records: [record("X-1", "Debian:12", "bash")] }, debian, rpm("bash", "1-1"))).toMatchObject({
      ids: [],
      unknowns: [{ what: "1 package of type rpm on debian 12: bash" }],
    });
  });
});

describe("packages of languages", () => {
  it.each<[PackageType, string, string, string]>([
    ["npm", "lodash", "4.17.20", "npm"],
    ["python", "Zope.Interface", "5.0", "PyPI"],
    ["gem", "rack", "2.2.3", "RubyGems"],
    ["java-archive", "org.example:core", "2.14.1", "Maven"],
    ["dotnet", "Newtonsoft.Json", "12.0.3", "NuGet"],
    ["php-composer", "facade/ignition", "v2.5.1", "Packagist"],
    ["rust-crate", "smallvec", "1.6.0", "crates.io"],
    ["go-module", "golang.org/x/net", "v0.7.0", "Go"],
    ["r-package", "readxl", "1.3.0", "CRAN"],
    ["binary", "httpd", "2.4.50", "Bitnami"],
  ])("%s %s %s is searched in %s", (type, name, version, ecosystem) => {
    const records = [
      record("X-1", ecosystem, type === "binary" ? "apache" : name, "99.0.0"),
      record("X-2", "opam", name),
    ];
    expect(run({ records }, undefined, pkg(type, { name, version })).ids).toEqual(["X-1"]);
  });

  it.each(["hex", "pub"])("a purl of type %s tells the ecosystem", (type) => {
    const ecosystem = type === "hex" ? "Hex" : "Pub";
    const one = pkg("npm", { name: "it", version: "1.0.0", purl: `pkg:${type}/it@1.0.0` });
    expect(run({ records: [record("X-1", ecosystem, "it"), record("X-2", "npm", "it")] }, undefined, one).ids).toEqual([
      "X-1",
    ]);
  });

  it.each<[string, PackageType, Short, string]>([
    [
      "a Go program built from a checkout",
      "go-module",
      { name: "it", version: "(devel)", details: { main: "true" } },
      "development build",
    ],
    [
      "a Go program without a released version",
      "go-module",
      { name: "it", version: "v0.0.0-20240101000000-abcdefabcdef", details: { main: "true" } },
      "development build",
    ],
    ["a Go module replaced by a folder", "go-module", { name: "it", version: "(devel)" }, "development build"],
    ["Go's tools", "go-module", { name: "toolchain", version: "1.21.0" }, "toolchain"],
    ["a branch of Composer's", "php-composer", { name: "it", version: "dev-main" }, "development build"],
    [
      "a crate of one's own",
      "rust-crate",
      { name: "it", version: "1.0.0", details: { source: "local" } },
      "not from the public registry",
    ],
    [
      "a .NET project itself",
      "dotnet",
      { name: "it", version: "1.0.0", details: { main: "true" } },
      "not from the public registry",
    ],
    ["an archive without group", "java-archive", { name: "it", version: "1.0.0" }, "no Maven coordinates"],
    [
      "R's own packages",
      "r-package",
      { name: "it", version: "1.0.0", details: { priority: "base" } },
      "part of its runtime",
    ],
    ["Perl", "perl", { name: "it", version: "1.0.0" }, "no ecosystem"],
    ["a program that nobody has advisories for", "binary", { name: "busybox", version: "1.36.1" }, "no ecosystem"],
  ])("left out and counted: %s", (_, type, one, why) => {
    const records = ["Go", "Packagist", "crates.io", "NuGet", "Maven", "CRAN", "Bitnami"].map((ecosystem) =>
      record(`X-${ecosystem}`, ecosystem, one.name),
    );
    expect(run({ records }, undefined, pkg(type, one))).toMatchObject({
      ids: [],
      unknowns: [],
      left: new Map([[why, 1]]),
    });
  });

  it.each<[string, Short, string, string]>([
    [
      "a released main module with changes",
      { name: "it", version: "v1.2.3+dirty", details: { main: "true" } },
      "1.3.0",
      "Go it 1.2.3",
    ],
    ["a version from before modules", { name: "it", version: "v2.0.0+incompatible" }, "2.1.0", "Go it 2.0.0"],
    [
      "a pseudo-version is before the release",
      { name: "it", version: "v0.0.0-20200101000000-abcdefabcdef" },
      "0.0.1",
      "Go it 0.0.0-20200101000000-abcdefabcdef",
    ],
    ["the standard library", { name: "stdlib", version: "1.20.3" }, "1.20.4", "Go stdlib 1.20.3"],
    ["a release candidate of it", { name: "stdlib", version: "1.21rc2" }, "1.21.0-rc.3", "Go stdlib 1.21rc2"],
    ["a vendor's build of it", { name: "stdlib", version: "go1.22.5-redhat" }, "1.22.6", "Go stdlib 1.22.5"],
    ["a build with an experiment", { name: "stdlib", version: "1.22.5 X:boringcrypto" }, "1.22.6", "Go stdlib 1.22.5"],
  ])("Go: %s", (_, one, fixed, searched) => {
    const { matches } = run({ records: [record("GO-1", "Go", one.name, fixed)] }, undefined, pkg("go-module", one));
    expect(matches).toMatchObject([{ searched, fixed: [fixed] }]);
  });

  it("Go: the fixed release candidate is not affected", () => {
    expect(
      run(
        { records: [record("GO-1", "Go", "stdlib", "1.21.0-rc.2")] },
        undefined,
        pkg("go-module", { name: "stdlib", version: "1.21rc2" }),
      ).ids,
    ).toEqual([]);
  });

  it.each<[string, PackageType, string, string, string, boolean]>([
    ["a local label of PyPI is of its public version", "python", "PyPI", "1.2+dfsg", "1.2", false],
    ["and below the fix", "python", "PyPI", "1.2+dfsg", "1.3", true],
    ["a platform of RubyGems", "gem", "RubyGems", "1.15.0-x86_64-linux", "1.15.0", false],
    ["a prerelease of npm", "npm", "npm", "1.0.0-beta", "1.0.0", true],
    ["a release candidate of Python", "binary", "Bitnami", "3.13.0rc1", "3.13.0", true],
  ])("%s", (_, type, ecosystem, version, fixed, isHit) => {
    const name = type === "binary" ? "python" : "it";
    expect(
      run({ records: [record("X-1", ecosystem, name, fixed)] }, undefined, pkg(type, { name, version })).ids,
    ).toEqual(isHit ? ["X-1"] : []);
  });

  it("npm's own copies and default gems are matched, and say what they are", () => {
    const records = [record("X-1", "npm", "it"), record("X-2", "RubyGems", "rexml")];
    const bundled = pkg("npm", { name: "it", version: "1.0.0", bundledWith: "npm" });
    const gem = pkg("gem", { name: "rexml", version: "3.2.5", details: { default: "true" } });
    expect(run({ records }, undefined, bundled, gem).matches).toMatchObject([
      { package: { bundledWith: "npm" } },
      { package: { details: { default: "true" } } },
    ]);
  });

  it.each<[string, OperatingSystem, MatchedPackage | undefined, boolean]>([
    ["Debian", debian, undefined, false],
    ["Ubuntu", system("ubuntu", "22.04"), undefined, false],
    ["AlmaLinux", system("almalinux", "9"), undefined, false],
    ["Azure", system("azurelinux", "3.0"), undefined, false],
    ["Alpine, whose advisories are not complete", system("alpine", "3.19"), undefined, true],
    ["Fedora, which has no data", system("fedora", "40"), undefined, true],
    [
      "another vendor's package on Debian",
      debian,
      pkg("deb", { name: "owner", version: "1", details: { origin: "Acme" } }),
      true,
    ],
  ])("owned by a package of the system: %s", (_, os, owner, isHit) => {
    const one = pkg("python", {
      name: "requests",
      version: "2.0",
      ownedBy: { type: owner?.type ?? "deb", name: "owner" },
    });
    const { ids, left } = run({ records: [record("X-1", "PyPI", "requests")] }, os, one, ...(owner ? [owner] : []));
    expect([ids, left]).toEqual(
      isHit ? [["X-1"], new Map()] : [[], new Map([["owned by a package of the system", 1]])],
    );
  });
});

describe("what cannot be told", () => {
  const many = ["X-1", "X-2", "X-3"].map((id) => record(id, "npm", "it", "2.0.0"));

  it("a version that is none is one Unknown for its package, and never not affected", () => {
    const { ids, unknowns } = run({ records: many }, undefined, pkg("npm", { name: "it", version: "latest" }));
    expect(ids).toEqual([]);
    expect(unknowns).toEqual([
      {
        what: "version latest of it",
        why: "It is no version as npm orders them, so that 3 advisories (X-1, X-2, X-3) could not be compared; look there whether it is affected.",
      },
    ]);
  });

  it("a version that is none, of a package that nothing is known about, is no Unknown", () => {
    expect(run({ records: many }, undefined, pkg("npm", { name: "other", version: "latest" })).unknowns).toEqual([]);
  });

  it("an empty version matches nothing and is an Unknown", () => {
    expect(
      run({ records: [record("X-1", "npm", "it")] }, undefined, pkg("npm", { name: "it", version: "" })),
    ).toMatchObject({ ids: [], unknowns: [{ what: "version of it" }] });
  });

  it("an advisory that cannot be read is an Unknown", () => {
    const { unknowns } = run(
      { records: [record("X-1", "npm", "it", "soon")] },
      undefined,
      pkg("npm", { name: "it", version: "1.0.0" }),
    );
    expect(unknowns).toEqual([
      {
        what: "advisory X-1 on it",
        why: "A version there (soon) is none as npm orders them; look there whether 1.0.0 is affected.",
      },
    ]);
  });

  it("a collection that the store does not have is an Unknown that fails the run", () => {
    const { unknowns, asked } = run({ records: many }, undefined, pkg("gem", { name: "rack", version: "1.0" }));
    expect(unknowns).toMatchObject([{ what: "advisories of RubyGems for 1 package: rack", fatal: true }]);
    expect(asked.size).toBe(0);
  });

  it("a release of which the store knows nothing is an Unknown", () => {
    const packages = Array.from({ length: 10 }, (_, index) => pkg("deb", { name: `p${index}`, version: "1" }));
    expect(run({ records: [openssl] }, system("debian", "14"), ...packages).unknowns).toMatchObject([
      { what: "advisories of Debian:14", fatal: true },
    ]);
    expect(run({ records: [openssl] }, system("debian", "14"), ...packages.slice(1)).unknowns).toEqual([]);
  });

  it("withdrawn advisories are none, also for versions that are none", () => {
    const records = [{ ...record("X-1", "npm", "it", "2.0.0"), withdrawn: "2024-01-01T00:00:00Z" }];
    expect(
      run(
        { records },
        undefined,
        pkg("npm", { name: "it", version: "1.0.0" }),
        pkg("npm", { name: "it", version: "x" }),
      ),
    ).toMatchObject({ ids: [], unknowns: [] });
  });

  it("a hundred are told one by one, the rest is counted", () => {
    const packages = Array.from({ length: 130 }, (_, index) => pkg("npm", { name: "it", version: `x${index}` }));
    const { unknowns } = run({ records: many }, undefined, ...packages);
    expect([unknowns.length, unknowns.at(-1)?.what]).toEqual([
      101,
      "30 more packages whose versions cannot be compared",
    ]);
  });
});

describe("what a scan has to fetch", () => {
  it("is the collections of all its packages, with the vendor's statuses", () => {
    const npm = pkg("npm", { name: "it", version: "1.0.0" });
    const main = pkg("go-module", { name: "it", version: "(devel)", details: { main: "true" } });
    expect(collectionsOf([libssl, npm, main], debian)).toEqual(["osv/Debian", "osv/npm", "status/debian"]);
    expect(collectionsOf([libssl], system("amzn", "2023"))).toEqual([]);
    expect(collectionsOf([], debian)).toEqual([]);
  });
});
