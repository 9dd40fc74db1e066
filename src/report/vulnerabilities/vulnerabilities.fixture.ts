import type { CollectionMeta } from "../../advisories/lookup.ts";
import type { Report } from "../../engine/report.ts";
import { createSource } from "../../text/source.ts";
import type {
  Action,
  Vulnerabilities,
  Vulnerability,
  VulnerableLocation,
  VulnerablePackage,
} from "../../vulnerabilities/vulnerability.ts";
import { findingOf, hostile, mask, reportOf, rules, secretValue } from "../fixture.ts";
import { cleanImage, exampleImage, stepsOf } from "../image/image.fixture.ts";
import { hostileImageReport, imageReport, placedReport, scannedReport } from "../image/report.fixture.ts";

// Vulnerabilities made up for the tests of the formats: no id, package or rating in here is about anything real.

/** A package that is vulnerable; `change` replaces what a test is about. */
export function packageOf(name: string, version: string, change: Partial<VulnerablePackage> = {}): VulnerablePackage {
  const purl = `pkg:deb/debian/${name}@${version}`;
  const base = { name, version, type: "deb", purl, source: undefined, members: [{ name, version, purl }] };
  return { ...base, ...change };
}

const debLocation = (layer: number): VulnerableLocation => ({
  ...{ path: "var/lib/dpkg/status", layer, step: layer === 0 ? 0 : layer + 1, place: undefined },
});

/** A vulnerability with a fix; `change` replaces what a test is about. */
export function vulnerabilityOf(id: string, change: Partial<Vulnerability> = {}): Vulnerability {
  return {
    id,
    aliases: [],
    title: `Title of ${id}`,
    links: [`https://advisories.example.com/${id}`],
    severity: "high",
    severitySource: "NVD",
    ratings: [{ type: "CVSS_V3", value: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", score: 7.5 }],
    state: "fixed",
    fixedVersion: "9.9",
    kev: undefined,
    epss: undefined,
    risk: 10,
    isUnimportant: false,
    package: packageOf("zlib", "1.2.13"),
    origin: "base",
    locations: [debLocation(0)],
    match: {
      ...{ searched: "Debian:12 zlib 1.2.13", record: `DEBIAN-${id}`, range: "< 9.9", records: [`DEBIAN-${id}`] },
    },
    fix: "Rebuild on a fresh base",
    action: undefined,
    fingerprint: `fp-${id}`,
    ...change,
  };
}

const openssl = packageOf("openssl", "3.0.11-1~deb12u2", {
  source: { name: "openssl", version: "3.0.11-1~deb12u2" },
  members: ["libssl3", "openssl"].map((name) => ({
    ...{ name, version: "3.0.11-1~deb12u2", purl: `pkg:deb/debian/${name}@3.0.11-1~deb12u2?arch=amd64` },
  })),
});

const tar = packageOf("tar", "6.2.0", {
  ...{ type: "npm", purl: "pkg:npm/tar@6.2.0", bundledWith: "npm" },
  members: [{ name: "tar", version: "6.2.0", purl: "pkg:npm/tar@6.2.0" }],
});

const scoped = packageOf("@scope/app", "1.0.0", {
  ...{ type: "npm", purl: "pkg:npm/%40scope/app@1.0.0" },
  members: [{ name: "@scope/app", version: "1.0.0", purl: "pkg:npm/%40scope/app@1.0.0" }],
});

const minimist = packageOf("minimist", "1.2.5", {
  ...{ type: "npm", purl: "pkg:npm/minimist@1.2.5", isDirect: false, through: ["mkdirp 0.5.1", "minimist 1.2.5"] },
  members: [{ name: "minimist", version: "1.2.5", purl: "pkg:npm/minimist@1.2.5" }],
});

/** In the order that a scan gives: known exploited, then by risk. */
export const found: readonly Vulnerability[] = [
  vulnerabilityOf("CVE-2099-1001", {
    aliases: ["DSA-9001-1", "GHSA-aaaa-bbbb-cccc"],
    title: "Reading past the end of a buffer gives away the memory of the process",
    links: ["https://tracker.example.com/CVE-2099-1001", "https://advisories.example.com/DSA-9001-1"],
    severity: "critical",
    severitySource: "Debian: not yet assigned; NVD",
    ratings: [
      { type: "CVSS_V3", value: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 9.8 },
      { type: "CVSS_V2", value: "AV:N/AC:L/Au:N/C:C/I:C/A:C", score: 10 },
      { type: "Ubuntu", value: "high" },
    ],
    fixedVersion: "3.0.13-1~deb12u1",
    fixedBy: "DSA-9001-1",
    kev: {
      ...{ cve: "CVE-2099-1001", added: "2099-01-02", due: "2099-01-23", name: "Example Memory Leak" },
      ransomware: true,
    },
    epss: { cve: "CVE-2099-1001", score: 0.9432, percentile: 0.9991, date: "2025-03-01" },
    risk: 100,
    package: openssl,
    match: {
      searched: "Debian:12 openssl 3.0.11-1~deb12u2",
      record: "DEBIAN-CVE-2099-1001",
      range: "< 3.0.13-1~deb12u1",
      records: ["DEBIAN-CVE-2099-1001", "DSA-9001-1"],
    },
    fix: "Rebuild on a fresh debian:12",
    action: 0,
  }),
  vulnerabilityOf("CVE-2099-1002", {
    ...{ package: openssl, fixedVersion: "3.0.13-1~deb12u1", action: 0, risk: 44 },
    epss: { cve: "CVE-2099-1002", score: 0.0123, percentile: 0.61, date: "2025-03-01" },
  }),
  vulnerabilityOf("CVE-2099-2001", {
    ...{ aliases: ["GHSA-dddd-eeee-ffff"], severity: "high", severitySource: "GitHub", risk: 41, package: scoped },
    ...{ fixedVersion: "1.0.3", origin: "yours", fix: "npm install @scope/app@1.0.3", action: 1 },
    locations: [
      { path: "app/node_modules/@scope/app/package.json", layer: 3, step: 4, place: undefined },
      { path: "srv/node_modules/@scope/app/package.json", layer: 2, step: 3, place: undefined },
    ],
  }),
  vulnerabilityOf("CVE-2099-1003", {
    ...{ severity: "medium", risk: 20, package: openssl, state: "deferred", fixedVersion: undefined },
    ...{ fix: undefined, action: 4 },
  }),
  vulnerabilityOf("CVE-2099-3001", {
    ...{ severity: "medium", risk: 19, package: tar, fixedVersion: "6.2.1", action: 2 },
    ...{ fix: "Take a newer base: npm brings its own copy" },
    locations: [
      { path: "usr/lib/node_modules/npm/node_modules/tar/package.json", layer: 1, step: 2, place: undefined },
    ],
    origin: "yours",
  }),
  vulnerabilityOf("GHSA-gggg-hhhh-iiii", {
    ...{ severity: "low", severitySource: "GitHub", risk: 9, package: minimist, fixedVersion: "1.2.6", action: 3 },
    ...{ origin: "yours", fix: "npm update minimist" },
    locations: [{ path: "package-lock.json", layer: undefined, step: undefined, place: undefined, line: 120 }],
  }),
  vulnerabilityOf("CVE-2099-1004", {
    ...{ severity: "unknown", severitySource: "nobody", ratings: [], risk: 8, state: "not-fixed", action: 4 },
    ...{ fixedVersion: undefined, fix: undefined, origin: "unknown", title: "", links: [] },
  }),
  vulnerabilityOf("CVE-2099-1005", {
    ...{ severity: "low", risk: 4, state: "will-not-fix", fixedVersion: undefined, fix: undefined, action: 5 },
    package: packageOf("perl", "5.36.0-7+deb12u1"),
  }),
  vulnerabilityOf("CVE-2099-1006", {
    ...{ severity: "low", risk: 3, fixedVersion: "2.0+esm1", fixNeeds: "Ubuntu Pro" },
    package: packageOf("ncurses", "6.4-4"),
  }),
  vulnerabilityOf("CVE-2099-1007", {
    ...{ severity: "low", risk: 0, isUnimportant: true, state: "not-fixed", fixedVersion: undefined, action: 6 },
    package: packageOf("coreutils", "9.1-1"),
  }),
  vulnerabilityOf("CVE-2099-1008", {
    ...{ severity: "high", risk: 30, package: packageOf("glibc", "2.36-9") },
    suppressed: { by: "config", reason: "the function is not called" },
  }),
  vulnerabilityOf("CVE-2099-1009", {
    ...{ severity: "critical", risk: 30, package: packageOf("glibc", "2.36-9") },
    suppressed: { by: "vex", reason: "vulnerable_code_not_in_execute_path" },
  }),
];

export const actions: readonly Action[] = [
  {
    ...{ kind: "rebuild", title: "Rebuild on a fresh debian:12" },
    ...{ command: "docker build --pull --no-cache .", solves: [0, 1] },
  },
  { kind: "upgrade", title: "Upgrade @scope/app to 1.0.3", command: "npm install @scope/app@1.0.3", solves: [2] },
  {
    ...{ kind: "runtime", title: "Take a newer npm", solves: [4] },
    at: { path: "app/Dockerfile", line: 2, text: "RUN npm install -g npm@10.8.0" },
  },
  {
    ...{ kind: "lockfile", title: "Upgrade minimist to 1.2.6", command: "npm update minimist", solves: [5] },
    at: { path: "package-lock.json", line: 120 },
  },
  { kind: "wait", title: "No fix yet", solves: [3, 6] },
  { kind: "will-not-fix", title: "Will not be fixed", solves: [7] },
  { kind: "unimportant", title: "Of no importance, says the vendor", solves: [9] },
];

/** What answered; `change` replaces what a test is about. */
export function collectionOf(name: string, change: Partial<CollectionMeta> = {}): CollectionMeta {
  return {
    ...{ name, from: "https://data.example.com", fetched: "2025-02-27T08:00:00Z", newest: "2025-02-26T23:00:00Z" },
    ...{ records: 1000, packages: 200, leftOut: {}, licence: "CC-BY-4.0", attribution: "Example", revision: "" },
    ...change,
  };
}

/** Vulnerabilities with everything in them. */
export function exampleVulnerabilities(change: Partial<Vulnerabilities> = {}): Vulnerabilities {
  return {
    found,
    actions,
    collections: [
      collectionOf("osv/Debian"),
      collectionOf("osv/npm"),
      collectionOf("kev", { fetched: "2025-03-01T08:00:00Z", packages: 0 }),
      collectionOf("epss", { fetched: "2025-03-01T08:00:00Z", packages: 0 }),
    ],
    baseWhy: "The label of the image names its base, which has 1 layer.",
    unknowns: [{ what: "version of left-pad", why: "latest is no version; name one." }],
    searched: 9,
    left: new Map([
      ["no ecosystem", 1],
      ["kernel headers", 2],
    ]),
    unusedIgnores: [{ path: ".seaworthy.yaml", line: 4, text: "CVE-2098-1", why: "nothing has it" }],
    expiredIgnores: [{ path: ".seaworthy.yaml", line: 9, text: "CVE-2099-1002", until: "2025-02-01" }],
    ...change,
  };
}

/** A scan with vulnerabilities and other findings. */
export function vulnerableReport(change: Partial<Vulnerabilities> = {}): Report {
  return { ...scannedReport(), vulnerabilities: exampleVulnerabilities(change) };
}

/** The same beside its Dockerfile: those of later layers have its lines. */
export function placedVulnerableReport(): Report {
  const report = placedReport();
  const steps = report.image?.steps ?? [];
  const placed = found.map((each) => ({
    ...each,
    locations: each.locations.map((location) => ({
      ...location,
      place: location.step === undefined ? undefined : steps[location.step]?.place,
    })),
  }));
  return { ...report, vulnerabilities: exampleVulnerabilities({ found: placed }) };
}

/** A clean image in which nothing is known to be vulnerable. */
export function notVulnerableReport(): Report {
  const nothing = { found: [], actions: [], unknowns: [], unusedIgnores: [], expiredIgnores: [], left: new Map() };
  return { ...imageReport(cleanImage()), vulnerabilities: exampleVulnerabilities(nothing) };
}

/** A scan that could not ask. */
export function unaskedReport(): Report {
  return {
    ...imageReport(cleanImage()),
    vulnerabilities: { whyNot: "There is no advisory store; run `seaworthy db update`." },
  };
}

/** Lockfiles of a project. */
export function lockfileReport(): Report {
  const source = createSource("package-lock.json", `${"\n".repeat(200)}`);
  const lock = found.filter(({ package: { isDirect } }) => isDirect !== undefined);
  return {
    ...reportOf([source], [], Object.values(rules)),
    mask,
    vulnerabilities: exampleVulnerabilities({
      ...{ found: lock.map((each) => ({ ...each, action: 0 })), baseWhy: undefined },
      actions: [{ kind: "lockfile", title: "Upgrade minimist", command: "npm update minimist", solves: [0] }],
    }),
  };
}

/** The folder of a project, as `scan` opens it: its lockfiles and nothing else. */
export function projectReport(): Report {
  const report = vulnerableReport();
  const lock = found.filter(({ package: { isDirect } }) => isDirect !== undefined);
  return {
    ...{ ...report, findings: [], habits: [], unknowns: [], unusedIgnores: [], files: ["dir:web"] },
    target: { ...report.target, kind: "project" },
    ...(report.image
      ? {
          image: {
            ...{ ...report.image, name: "dir:web", source: "dir", os: undefined, hasConfig: false },
            project: { lockfiles: [{ path: "package-lock.json", packages: 3 }] },
          },
        }
      : {}),
    vulnerabilities: exampleVulnerabilities({
      found: lock.map((each) => ({
        ...{ ...each, action: 0 },
        locations: [{ path: "package-lock.json", layer: undefined, step: undefined, place: undefined, line: 120 }],
      })),
      ...{ actions: [], baseWhy: undefined },
    }),
  };
}

/** Many vulnerabilities of many packages. */
export function crowdedReport(packages = 40, each = 3): Report {
  const many = Array.from({ length: packages * each }, (_, index) => {
    const at = Math.floor(index / each);
    return vulnerabilityOf(`CVE-2099-${String(10_000 + index)}`, { package: packageOf(`lib${at}`, "1.0"), risk: 50 });
  });
  const solves = many.map((_, index) => index);
  return vulnerableReport({
    found: many,
    actions: [{ kind: "rebuild", title: "Rebuild on a fresh debian:12", command: "docker build --pull .", solves }],
  });
}

/** Every text is hostile, and some are very long. */
export function hostileVulnerableReport(text = hostile): Report {
  const pkg: VulnerablePackage = {
    ...{ name: text, version: text, type: text, purl: text, source: { name: text, version: text } },
    ...{
      members: [{ name: text, version: text, purl: text }],
      bundledWith: text,
      isDirect: false,
      through: [text, text],
    },
  };
  const bad = vulnerabilityOf(text, {
    ...{ aliases: [text, text], title: text, links: [text, `javascript:${text}`], severitySource: text },
    ratings: [
      { type: text, value: text },
      { type: "CVSS_V3", value: text, score: 5 },
    ],
    ...{ fixedVersion: text, fixNeeds: text, fixedBy: text, risk: 50, package: pkg, fix: text, action: 0 },
    kev: { cve: text, added: text, due: text, name: text, ransomware: true },
    epss: { cve: text, score: 0.5, percentile: 0.5, date: text },
    locations: [
      { path: text, layer: 1, step: 2, place: undefined, line: 3 },
      { path: text, layer: 9, step: 99, place: { start: 0, end: 4 } },
    ],
    match: { searched: text, record: text, range: text, records: [text, text] },
    fingerprint: text,
  });
  const at = { path: text, line: 1, text };
  return {
    ...hostileImageReport(),
    vulnerabilities: exampleVulnerabilities({
      found: [bad, { ...bad, id: `2${text}`, suppressed: { by: "vex", reason: text } }],
      actions: [
        { kind: "upgrade", title: text, command: text, at, solves: [0, 1, 7, -1] },
        { kind: "wait", title: text, solves: [0] },
      ],
      collections: [
        collectionOf(text, {
          from: text,
          fetched: text,
          newest: text,
          licence: text,
          attribution: text,
          revision: text,
        }),
      ],
      ...{ baseWhy: text, unknowns: [{ what: text, why: text }], left: new Map([[text, 1]]) },
      unusedIgnores: [{ path: text, line: 1, text, why: text }],
      expiredIgnores: [{ path: text, line: 1, text, until: text }],
    }),
  };
}

/** A secret in everything that could hold one. */
export function leakyVulnerableReport(): Report {
  const text = `at ${secretValue} it`;
  const { vulnerabilities = { whyNot: text } } = hostileVulnerableReport(text);
  const image = exampleImage({
    steps: stepsOf([
      ["RUN x", 0],
      ["RUN y", 1],
    ]),
  });
  return { ...imageReport(image, [findingOf(rules.root, { ...firstPlace })]), vulnerabilities };
}

const firstPlace = {
  path: exampleImage().name,
  start: { line: 1, column: 1 },
  end: { line: 1, column: 2 },
  span: { start: 0, end: 1 },
};
