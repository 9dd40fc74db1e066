import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import type { AdvisoryLookup } from "../advisories/lookup.ts";
import { type MemoryContent, memoryLookup, memoryRecord } from "../advisories/memory-lookup.fixture.ts";
import { resolveDockerfile } from "../dockerfile/stages.ts";
import type { ExampleImage } from "../inventory/example-image.ts";
import type { ImagePackage } from "../inventory/image-facts.ts";
import { memoryImage } from "../inventory/memory-image.ts";
import { createSource } from "../text/source.ts";
import { findVulnerabilities, type VulnerabilityQuestion } from "./find-vulnerabilities.ts";

const today = "2025-03-01";

function dpkg(packages: readonly (readonly [name: string, version: string, source?: string])[]): string {
  return packages
    .map(
      ([name, version, source]) =>
        `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\n${source === undefined ? "" : `Source: ${source}\n`}Version: ${version}\nMaintainer: Debian Maintainers <m@lists.debian.org>\n`,
    )
    .join("\n");
}

const base = [
  ["libssl3", "3.0.11-1~deb12u2", "openssl"],
  ["openssl", "3.0.11-1~deb12u2"],
  ["zlib1g", "1:1.2.13.dfsg-1", "zlib"],
] as const;
const curl = [["curl", "7.88.1-10+deb12u1"]] as const;
const osRelease = 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n';
const npm = (name: string, version: string) => JSON.stringify({ name, version });

const image: ExampleImage = {
  steps: [
    {
      createdBy: "/bin/sh -c #(nop) ADD file:abc in / ",
      files: { "etc/os-release": osRelease, "var/lib/dpkg/status": dpkg(base) },
    },
    { createdBy: '/bin/sh -c #(nop)  CMD ["bash"]' },
    {
      createdBy: "RUN /bin/sh -c apt-get update && apt-get install -y curl # buildkit",
      files: { "var/lib/dpkg/status": dpkg([...base, ...curl]) },
    },
    {
      createdBy: "COPY app /app # buildkit",
      files: {
        "app/node_modules/lodash/package.json": npm("lodash", "4.17.20"),
        "srv/node_modules/lodash/package.json": npm("lodash", "4.17.20"),
        "usr/lib/node_modules/npm/package.json": npm("npm", "10.2.0"),
        "usr/lib/node_modules/npm/node_modules/tar/package.json": npm("tar", "6.2.0"),
      },
    },
  ],
};
const dockerfile = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nCOPY app /app\n";

const fixedIn = (ecosystem: string, name: string, fixed?: string) => ({
  ...{ ecosystem, name },
  ranges: [
    {
      type: "ECOSYSTEM" as const,
      events: [["introduced", "0"] as const, ...(fixed === undefined ? [] : [["fixed", fixed] as const])],
    },
  ],
});

const cvss = { type: "CVSS_V3", value: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 9.8 };
const content: MemoryContent = {
  records: [
    {
      id: "DEBIAN-CVE-2024-0727",
      upstream: ["CVE-2024-0727"],
      affected: [fixedIn("Debian:12", "openssl", "3.0.13-1~deb12u1")],
    },
    {
      id: "DSA-5764-1",
      upstream: ["CVE-2024-0727", "CVE-2024-6119"],
      summary: "openssl - security update",
      affected: [fixedIn("Debian:12", "openssl", "3.0.14-1~deb12u2")],
    },
    { id: "DEBIAN-CVE-2023-45853", upstream: ["CVE-2023-45853"], affected: [fixedIn("Debian:12", "zlib")] },
    {
      id: "DEBIAN-CVE-2023-38545",
      upstream: ["CVE-2023-38545"],
      severity: [cvss],
      summary: "SOCKS5 heap buffer overflow",
      affected: [fixedIn("Debian:12", "curl", "7.88.1-10+deb12u4")],
    },
    {
      id: "GHSA-35jh-r3h4-6jhm",
      aliases: ["CVE-2021-23337"],
      word: "high",
      summary: "Command Injection in lodash",
      affected: [fixedIn("npm", "lodash", "4.17.21")],
    },
    { id: "NSWG-ECO-9", aliases: ["CVE-2021-23337"], affected: [fixedIn("npm", "lodash", "4.17.21")] },
    {
      id: "GHSA-f5x3-32g6-xq36",
      aliases: ["CVE-2024-28863"],
      severity: [{ type: "CVSS_V3", value: "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:H", score: 6.5 }],
      affected: [fixedIn("npm", "tar", "6.2.1")],
    },
  ],
  statuses: [
    { ecosystem: "Debian:12", name: "zlib", statuses: [{ id: "CVE-2023-45853", state: "ignored" }] },
    {
      ecosystem: "Debian:12",
      name: "openssl",
      statuses: [{ id: "CVE-2024-0727", state: "fixed", urgency: "unimportant", fixed: "3.0.13-1~deb12u1" }],
    },
  ],
  exploited: [{ cve: "CVE-2021-23337", added: "2025-01-01", due: "2025-01-22", name: "lodash", ransomware: false }],
  likelihoods: [{ cve: "CVE-2023-38545", score: 0.26, percentile: 0.96, date: "2025-02-28" }],
};

function ask(example: ExampleImage, text?: string, change: Partial<VulnerabilityQuestion> = {}) {
  const given = text === undefined ? undefined : resolveDockerfile(createSource("Dockerfile", text));
  const { facts } = memoryImage(example, "app", given);
  return findVulnerabilities({
    ...{ image: facts, lookup: memoryLookup(content), today },
    ...(given ? { dockerfile: given } : {}),
    ...change,
  });
}

describe("an image from its layers to what people act on", () => {
  const answer = ask(image, dockerfile);
  const row = (id: string) => answer.found.find((one) => one.id === id);

  it("has one row for each component and vulnerability, known exploited first, then by risk, then what has a fix", () => {
    expect(answer.found.map((one) => `${one.id} ${one.package.name} ${one.severity} ${one.origin}`)).toEqual([
      "CVE-2021-23337 lodash high yours",
      "CVE-2023-38545 curl critical yours",
      "CVE-2024-28863 tar medium yours",
      "CVE-2024-6119 openssl unknown base",
      "CVE-2023-45853 zlib1g unknown base",
      "CVE-2024-0727 openssl low base",
    ]);
    expect(answer.unknowns).toEqual([]);
  });

  it("a notice is the fix of each CVE it lists, a record of the CVE says in which version", () => {
    expect(row("CVE-2024-0727")).toMatchObject({
      ...{ state: "fixed", fixedVersion: "3.0.13-1~deb12u1", fixedBy: "DSA-5764-1", isUnimportant: true },
      match: { record: "DEBIAN-CVE-2024-0727", records: ["DEBIAN-CVE-2024-0727", "DSA-5764-1"] },
      package: { name: "openssl", members: [{ name: "libssl3" }, { name: "openssl" }] },
      severitySource: "Debian says unimportant",
    });
    expect(row("CVE-2024-6119")).toMatchObject({ fixedVersion: "3.0.14-1~deb12u2", fixedBy: "DSA-5764-1" });
  });

  it("what a store holds of ecosystems that were not asked changes nothing", () => {
    const stranger = {
      ...{ id: "GO-2023-1", aliases: ["CVE-2023-45853"], severity: [cvss], summary: "The same flaw in a Go port" },
      affected: [fixedIn("Go", "example.com/zlib", "1.0.0")],
    };
    const lookup = memoryLookup({ ...content, records: [...(content.records ?? []), stranger] });
    expect(ask(image, dockerfile, { lookup }).found).toEqual(answer.found);
  });

  it("places are nested, with layer, step and the line of the Dockerfile", () => {
    expect(
      row("CVE-2021-23337")?.locations.map(({ path, layer, step, place }) => [path, layer, step, place?.path]),
    ).toEqual([
      ["app/node_modules/lodash/package.json", 2, 3, "Dockerfile"],
      ["srv/node_modules/lodash/package.json", 2, 3, "Dockerfile"],
    ]);
    expect(row("CVE-2023-38545")?.locations).toMatchObject([{ path: "var/lib/dpkg/status", layer: 1, step: 2 }]);
    expect(answer.baseWhy).toBe("layers from line 2 of Dockerfile on are yours");
  });

  it("says what to do, most useful first, each vulnerability under one action", () => {
    expect(
      answer.actions.map(({ kind, title, command, at, solves }) => [kind, title, command, at?.line, solves]),
    ).toEqual([
      ["upgrade", "Upgrade lodash to 4.17.21", "npm install lodash@4.17.21", undefined, [0]],
      [
        "rebuild",
        "Rebuild without the cache, so that your own lines install today's packages",
        "docker build --pull --no-cache .",
        2,
        [1],
      ],
      [
        "runtime",
        "Update npm, which brings its own copies of these packages",
        "npm install --global npm@latest",
        undefined,
        [2],
      ],
      ["rebuild", "Rebuild on a fresh debian:12", "docker build --pull .", 1, [3]],
      [
        "will-not-fix",
        "Will not be fixed, so replace the package, or excuse it with a reason",
        undefined,
        undefined,
        [4],
      ],
      ["unimportant", "Nothing to do, the vendor calls these unimportant", undefined, undefined, [5]],
    ]);
    expect(answer.found.map(({ action }) => action)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(row("CVE-2024-6119")?.fix).toBe(
      "Rebuild on a fresh debian:12: openssl 3.0.14-1~deb12u2 has the fix; until then, `RUN apt-get update && apt-get install -y --only-upgrade libssl3 openssl` in the Dockerfile brings it.",
    );
    expect(row("CVE-2023-45853")).toMatchObject({ state: "will-not-fix", fix: undefined });
  });

  it("without a Dockerfile nobody guesses whose a layer is", () => {
    const other = ask(image);
    expect(new Set(other.found.map(({ origin }) => origin))).toEqual(new Set(["unknown"]));
    expect(other.baseWhy).toBeUndefined();
    expect(other.actions.map(({ title }) => title)).toContain("Rebuild on a fresh base, without the cache");
  });

  it("is the same every time, and its fingerprints know no version", () => {
    expect(JSON.stringify(ask(image, dockerfile))).toBe(JSON.stringify(answer));
    const newer = JSON.parse(JSON.stringify(image).replaceAll("4.17.20", "4.17.19")) as ExampleImage;
    const found = ask(newer).found.find(({ id }) => id === "CVE-2021-23337");
    expect(found?.package.version).toBe("4.17.19");
    expect(found?.fingerprint).toBe(row("CVE-2021-23337")?.fingerprint);
  });
});

it("a project's packages stand on the lines of its lockfiles, each lockfile on its own, and are all its own", () => {
  const { facts } = memoryImage(image, "app");
  const locations = [
    { path: "api/yarn.lock", layer: 0, line: 9 },
    { path: "package-lock.json", layer: 0, line: 7 },
  ];
  const lodash: ImagePackage = {
    ...{ type: "npm", name: "lodash", version: "4.17.20", purl: "pkg:npm/lodash@4.17.20", licenses: [] },
    ...{ path: "package-lock.json", details: { line: "7", direct: "true" }, locations },
  };
  const project = { ...facts, packages: [lodash], project: { lockfiles: [] } };
  const { found, actions } = findVulnerabilities({ image: project, lookup: memoryLookup(content), today });
  expect(found.map(({ origin, locations: places }) => [origin, places])).toEqual([
    ["yours", locations.map(({ path, line }) => ({ path, line, layer: undefined, step: undefined, place: undefined }))],
  ]);
  expect(actions.map(({ at }) => `${at?.path}:${at?.line}`)).toEqual(["api/yarn.lock:9", "package-lock.json:7"]);

  // A list of packages that was written elsewhere knows one line.
  const bare = { ...lodash, locations: locations.map(({ path }) => ({ path, layer: 0 })) };
  const other = findVulnerabilities({ image: { ...facts, packages: [bare] }, lookup: memoryLookup(content), today });
  expect(other.found[0]?.locations.map(({ line }) => line)).toEqual([undefined, 7]);
});

describe("what a project has decided", () => {
  const at = { path: ".seaworthy.yaml", line: 3 };
  const suppressed = (change: Partial<VulnerabilityQuestion>) => {
    const answer = ask(image, dockerfile, change);
    return {
      ids: answer.found.flatMap(({ id, suppressed: by }) => (by ? [`${id} ${by.by}: ${by.reason}`] : [])),
      solved: answer.actions.flatMap(({ solves }) => solves).length,
      unused: answer.unusedIgnores.map(({ text, why }) => `${text}: ${why}`),
      expired: answer.expiredIgnores ?? [],
    };
  };

  it("excuses by any name, and an excused one is nobody's work", () => {
    expect(suppressed({ excuses: [{ vulnerability: "ghsa-35jh-r3h4-6jhm", reason: "never called", at }] })).toEqual({
      ...{ ids: ["CVE-2021-23337 config: never called"], solved: 5, unused: [], expired: [] },
    });
  });

  it.each([
    ["a name", { package: "lodash" }, true],
    ["an address", { package: "pkg:npm/lodash" }, true],
    ["another package", { package: "tar" }, false],
    ["a glob that all places fit", { path: "*/node_modules/**" }, true],
    ["a glob that one place does not fit", { path: "app/**" }, false],
    ["a last day that is today", { until: today }, true],
  ] as const)("an excuse for %s", (_, change, fits) => {
    const { ids, unused } = suppressed({ excuses: [{ vulnerability: "CVE-2021-23337", ...change, at }] });
    expect([ids.length, unused.length]).toEqual(fits ? [1, 0] : [0, 1]);
  });

  it("one that has run out excuses nothing and is told; one that excuses nothing is told too", () => {
    const answer = suppressed({
      excuses: [
        { vulnerability: "CVE-2021-23337", until: "2025-02-28", at },
        { vulnerability: "CVE-1999-0001", at },
      ],
    });
    expect(answer.ids).toEqual([]);
    expect(answer.expired).toEqual([{ ...at, text: "ignore: CVE-2021-23337", until: "2025-02-28" }]);
    expect(answer.unused).toEqual(["ignore: CVE-1999-0001: no CVE-1999-0001 was found to ignore"]);
  });

  it("a baseline excuses what is in it; what others say counts first", () => {
    const [first] = ask(image).found;
    const baseline = new Set([first?.fingerprint ?? ""]);
    expect(suppressed({ baseline }).ids).toEqual(["CVE-2021-23337 baseline: in the baseline"]);
    const excusedBy = () => ({ by: "vex" as const, reason: "not reachable" });
    expect(suppressed({ baseline, excusedBy }).ids.every((text) => text.endsWith(" vex: not reachable"))).toBe(true);
  });
});

it("a collection that cannot be had is one fatal Unknown with the reason and the packages", () => {
  const none: AdvisoryLookup = memoryLookup({ collections: ["osv/npm"] });
  const missing = [{ collection: "osv/Debian", why: "The server did not answer. Try again.", isVital: true }];
  const answer = ask(image, undefined, { lookup: none, missing });
  expect(answer.unknowns.filter(({ fatal }) => fatal)).toEqual([
    expect.objectContaining({ why: "The server did not answer. Try again.", fatal: true }),
  ]);
  expect(answer.found).toEqual([]);
});

it("20,000 matches in 100,000 packages are joined in seconds, one row each", () => {
  const records = Array.from({ length: 20 }, (_, index) =>
    memoryRecord({
      id: `GHSA-${index}`,
      aliases: [`CVE-2024-${1000 + index}`],
      affected: [fixedIn("npm", "many", "9.0.0")],
    }),
  );
  const byId = new Map(records.map((one) => [one.id, one]));
  const lookup: AdvisoryLookup = {
    ...memoryLookup({ collections: ["osv/npm"] }),
    advisories: (_, name) => (name === "many" ? records : []),
    record: (id) => byId.get(id),
    namedBy: () => [],
  };
  const { facts } = memoryImage({ steps: [{ createdBy: "COPY . .", files: { a: "" } }] });
  const packages = Array.from({ length: 100_000 }, (_, index): ImagePackage => {
    const name = index < 1_000 ? "many" : `other-${index}`;
    const version = `1.0.${index}`;
    const path = `a/${index}/node_modules/${name}/package.json`;
    return {
      ...{ type: "npm", name, version, path, licenses: [], details: {}, purl: `pkg:npm/${name}@${version}` },
      locations: [{ path, layer: 0 }],
    };
  });
  const start = cpuTime();
  const answer = findVulnerabilities({ image: { ...facts, packages }, lookup, today });
  expect(answer.found.length).toBe(20_000);
  expect(answer.actions.map(({ solves }) => solves.length)).toEqual([20_000]);
  expect(cpuTime() - start).toBeLessThan(15_000);
});
