import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { readZipDirectory } from "../files/zip.ts";
import type { OperatingSystem } from "../packages/operating-system.ts";
import type { PackageType } from "../packages/package.ts";
import type { OsvRecord } from "./advisory.ts";
import type { AdvisoryLookup } from "./lookup.ts";
import type { MatchedPackage } from "./match.ts";
import { matchPackages } from "./match-packages.ts";
import { memoryLookup } from "./memory-lookup.fixture.ts";
import { readOsvRecord } from "./osv-record.ts";

const folder = join(import.meta.dirname, "../../../shared/data/osv");
const isHere = existsSync(folder);
if (!isHere) console.log("skipped: the real advisories (../shared/data/osv) are not here");

/** Records of an ecosystem whose text has one of the names. */
function records(ecosystem: string, names: readonly string[]): OsvRecord[] {
  const zip = readZipDirectory(readFileSync(join(folder, ecosystem, "all.zip")));
  const found: OsvRecord[] = [];
  for (const entry of zip?.entries ?? []) {
    const bytes = entry.read(16 * 1024 * 1024);
    const text = bytes instanceof Uint8Array ? Buffer.from(bytes).toString("utf8") : "";
    if (!names.some((name) => text.includes(`"${name}"`))) continue;
    const record = readOsvRecord(text);
    if (!("why" in record)) found.push(record);
  }
  return found;
}

const lookups = new Map<string, AdvisoryLookup>();
function lookupOf(ecosystem: string): AdvisoryLookup {
  const names = [...cases.filter((one) => one.ecosystem === ecosystem).map((one) => one.name), ...others];
  const known = lookups.get(ecosystem) ?? memoryLookup({ records: records(ecosystem, names) });
  lookups.set(ecosystem, known);
  return known;
}

/** Names of the second table, in the spellings of their records. */
const others = [
  ...["django", "Django", "pillow", "Pillow", "jinja2", "Jinja2", "golang.org/x/net", "tokio", "node", "redis"],
];

interface Case {
  readonly ecosystem: string;
  readonly type: PackageType;
  readonly name: string;
  readonly epoch?: string;
  readonly version: string;
  readonly id: string;
  /** Fixes of the version's branch. */
  readonly fixed: readonly string[];
}

/** Each looked up in its record by hand. */
const cases: readonly Case[] = [
  debian("openssl", "3.0.11-1~deb12u2", "DEBIAN-CVE-2024-0727", "3.0.13-1~deb12u1"),
  debian("curl", "7.88.1-10+deb12u3", "DEBIAN-CVE-2023-38545", "7.88.1-10+deb12u4"),
  debian("glibc", "2.36-9+deb12u2", "DEBIAN-CVE-2023-4911", "2.36-9+deb12u3"),
  debian("openssh", "1:9.2p1-2+deb12u2", "DEBIAN-CVE-2024-6387", "1:9.2p1-2+deb12u3"),
  debian("libwebp", "1.2.4-0.2", "DEBIAN-CVE-2023-4863", "1.2.4-0.2+deb12u1"),
  debian("zlib", "1:1.2.13.dfsg-1", "DEBIAN-CVE-2023-45853"),
  debian("sqlite3", "3.40.1-2", "DEBIAN-CVE-2025-6965", "3.40.1-2+deb12u2"),
  debian("expat", "2.5.0-1", "DEBIAN-CVE-2024-45490", "2.5.0-1+deb12u1"),
  {
    ...language("Maven", "java-archive", "org.apache.logging.log4j:log4j-core", "2.14.1", "GHSA-jfh8-c2jp-5v3q"),
    fixed: ["2.15.0"],
  },
  {
    ...language("Maven", "java-archive", "org.apache.logging.log4j:log4j-core", "2.12.1", "GHSA-jfh8-c2jp-5v3q"),
    fixed: ["2.12.2"],
  },
  { ...language("npm", "npm", "lodash", "4.17.20", "GHSA-35jh-r3h4-6jhm"), fixed: ["4.17.21"] },
  { ...language("NuGet", "dotnet", "Newtonsoft.Json", "12.0.3", "GHSA-5crp-9r3c-p9vr"), fixed: ["13.0.1"] },
  { ...language("Go", "go-module", "stdlib", "1.20.0", "GO-2023-1571"), fixed: ["1.20.1"] },
  { ...language("Go", "go-module", "stdlib", "1.19.5", "GO-2023-1571"), fixed: ["1.19.6"] },
  { ...language("crates.io", "rust-crate", "smallvec", "1.6.0", "RUSTSEC-2021-0003"), fixed: ["1.6.1"] },
  { ...language("PyPI", "python", "requests", "2.30.0", "PYSEC-2023-74"), fixed: ["2.31.0"] },
  { ...language("Packagist", "php-composer", "facade/ignition", "2.5.1", "CVE-2021-3129"), fixed: ["2.5.2"] },
  { ...language("RubyGems", "gem", "rack", "2.2.3", "GHSA-hxqx-xwvh-44m2"), fixed: ["2.2.3.1"] },
  {
    ecosystem: "AlmaLinux",
    type: "rpm",
    name: "openssl",
    epoch: "1",
    version: "3.0.7-24.el9",
    id: "ALSA-2024:2447",
    fixed: ["1:3.0.7-27.el9"],
  },
];

function debian(name: string, version: string, id: string, fixed?: string): Case {
  return { ecosystem: "Debian", type: "deb", name, version, id, fixed: fixed === undefined ? [] : [fixed] };
}

function language(
  ecosystem: string,
  type: PackageType,
  name: string,
  version: string,
  id: string,
): Omit<Case, "fixed"> {
  return { ecosystem, type, name, version, id };
}

function packageOf({ type, name, version, epoch }: Case): MatchedPackage {
  const details: Record<string, string> = epoch === undefined ? {} : { epoch };
  return { type, name, version, licenses: [], path: "some/file", details, purl: `pkg:generic/${name}` };
}

function systemOf({ type }: Case): OperatingSystem | undefined {
  const [id, version] = type === "deb" ? ["debian", "12"] : ["almalinux", "9.3"];
  const name = `${id} ${version}`;
  return type === "deb" || type === "rpm"
    ? { id, version, name, codename: "", idLike: [], details: {}, paths: [] }
    : undefined;
}

describe.skipIf(!isHere)("real advisories", () => {
  it.each(cases)(
    "$id hits $name $version and not its fix",
    (one) => {
      const lookup = lookupOf(one.ecosystem);
      const hits = (version: string) => matchPackages([packageOf({ ...one, version })], systemOf(one), lookup).matches;
      const hit = hits(one.version).find(({ advisory }) => advisory.id === one.id);
      expect(hit?.fixed).toEqual(one.fixed);
      for (const fix of one.fixed) {
        const bare = one.type === "rpm" ? fix.replace(/^\d+:/, "") : fix;
        expect(hits(bare).map(({ advisory }) => advisory.id)).not.toContain(one.id);
      }
    },
    60_000,
  );

  it.each<[number, string, Omit<Case, "id" | "fixed">]>([
    [48, "openssl of Debian", { ecosystem: "Debian", type: "deb", name: "openssl", version: "3.0.11-1~deb12u2" }],
    [22, "glibc of Debian", { ecosystem: "Debian", type: "deb", name: "glibc", version: "2.36-9+deb12u2" }],
    [19, "curl of Debian", { ecosystem: "Debian", type: "deb", name: "curl", version: "7.88.1-10+deb12u3" }],
    [34, "expat of Debian", { ecosystem: "Debian", type: "deb", name: "expat", version: "2.5.0-1" }],
    [2, "requests", { ecosystem: "PyPI", type: "python", name: "requests", version: "2.30.0" }],
    [41, "django", { ecosystem: "PyPI", type: "python", name: "Django", version: "3.2.4" }],
    [6, "pillow", { ecosystem: "PyPI", type: "python", name: "pillow", version: "9.0.0" }],
    [3, "Jinja2", { ecosystem: "PyPI", type: "python", name: "jinja2", version: "2.10" }],
    // 88 by the letter: three are about Windows only.
    [85, "Go", { ecosystem: "Go", type: "go-module", name: "stdlib", version: "1.20.0" }],
    [17, "golang.org/x/net", { ecosystem: "Go", type: "go-module", name: "golang.org/x/net", version: "v0.7.0" }],
    [2, "smallvec", { ecosystem: "crates.io", type: "rust-crate", name: "smallvec", version: "1.6.0" }],
    // 5 by the letter: one is about Windows only.
    [4, "tokio", { ecosystem: "crates.io", type: "rust-crate", name: "tokio", version: "1.7.0" }],
    [2, "lodash", { ecosystem: "npm", type: "npm", name: "lodash", version: "4.17.20" }],
    [48, "node", { ecosystem: "Bitnami", type: "binary", name: "node", version: "18.12.0" }],
    [30, "redis", { ecosystem: "Bitnami", type: "binary", name: "redis", version: "6.2.5" }],
  ])(
    "%i advisories on %s, as a fold over sorted events in another language finds them",
    (expected, _, row) => {
      const one: Case = { ...row, id: "", fixed: [] };
      const { matches } = matchPackages([packageOf(one)], systemOf(one), lookupOf(one.ecosystem));
      expect(matches.length).toBe(expected);
    },
    60_000,
  );

  it("a thousand packages are matched within a second", () => {
    const lookup = lookupOf("Debian");
    const debs = cases.filter(({ type }) => type === "deb");
    const packages = Array.from({ length: 1_000 }, (_, index) => {
      const one = debs[index % debs.length];
      return packageOf(one ? { ...one, version: `${one.version}+x${index}` } : debian("none", "1", ""));
    });
    const start = cpuTime();
    const { matches } = matchPackages(
      packages,
      { id: "debian", version: "12", name: "Debian", codename: "", idLike: [], details: {}, paths: [] },
      lookup,
    );
    const spent = cpuTime() - start;
    console.log(`matching: ${spent.toFixed(0)} ms for 1,000 packages, ${matches.length} matches`);
    expect(spent).toBeLessThan(1_000);
  }, 60_000);
});
