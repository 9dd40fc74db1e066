import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { dpkgFiles } from "./dpkg-files.ts";
import { dpkgLicenses, mostDpkgLicenses } from "./dpkg-licenses.ts";
import { dpkgStatus, longestDpkgField } from "./dpkg-status.ts";
import { longestOwnedPath } from "./owned-paths.ts";
import type { Cataloger } from "./package.ts";
import { longestParagraph, mostSystemPackages, mostUnreadRecords } from "./system-package-text.ts";
import { catalogued, mutated, ownedOf, packagesOf, unknownsOf } from "./system-packages.fixture.ts";

const path = "var/lib/dpkg/status";

/** A record; a field of "" is left out. */
function record(fields: Readonly<Record<string, string>> = {}): string {
  const all = { Package: "openssl", Status: "install ok installed", Version: "3.0.11-1~deb12u2", ...fields };
  return Object.entries(all)
    .map(([name, value]) => (value === "" ? "" : `${name}: ${value}\n`))
    .join("");
}

describe("dpkg status: what is listed", () => {
  it("tells a package with all that matching needs", () => {
    const text = record({
      Essential: "yes",
      Maintainer: "Example Team <team@example.com>",
      Architecture: "amd64",
      Source: "openssl-src (1:3.0.11-1)",
      Origin: "Example",
      "Built-Using": "glibc (= 2.36-9),\n gcc-12 (= 12.2.0-14)",
      Description: "one line\n and Version: 9 in another\n .\n Package: no",
    });
    expect(catalogued(dpkgStatus, path, text)).toEqual([
      {
        package: {
          type: "deb",
          name: "openssl",
          version: "3.0.11-1~deb12u2",
          source: { name: "openssl-src", version: "1:3.0.11-1" },
          arch: "amd64",
          licenses: [],
          path,
          details: {
            maintainer: "Example Team <team@example.com>",
            origin: "Example",
            essential: "true",
            builtUsing: "glibc (= 2.36-9), gcc-12 (= 12.2.0-14)",
          },
        },
      },
    ]);
  });

  it.each([
    ["install ok installed", true],
    ["hold ok installed", true],
    ["deinstall ok installed", true],
    ["install ok triggers-awaited", true],
    ["install ok triggers-pending", true],
    ["install ok unpacked", true],
    ["install ok half-configured", true],
    ["install reinstreq half-installed", false],
    ["deinstall ok config-files", false],
    ["purge ok not-installed", false],
    ["unknown ok not-installed", false],
    ["installed", false],
    ["", false],
  ])("with the status %j it is listed: %s", (status, isListed) => {
    const found = catalogued(dpkgStatus, path, record({ Status: status }));
    expect(packagesOf(found)).toHaveLength(isListed ? 1 : 0);
    expect(unknownsOf(found)).toEqual([]);
  });

  it("says which state it is in, where that is not plainly installed", () => {
    expect(packagesOf(catalogued(dpkgStatus, path, record({ Status: "install ok unpacked" })))[0]?.details).toEqual({
      status: "unpacked",
    });
  });

  it.each([
    ["no Source", "", "1.0", undefined],
    ["a name alone has the version of the package", "foo", "1:1.0-2", ["foo", "1:1.0-2"]],
    ["the version in brackets", "foo (1:2.3-4)", "1:2.3-4+b1", ["foo", "1:2.3-4"]],
    ["a rebuild without a change of the source", "openssl (3.0.11-1)", "3.0.11-1+b2", ["openssl", "3.0.11-1"]],
    ["the same as the package", "openssl (1.0)", "1.0", undefined],
    ["brackets that do not close", "foo (1.0", "2.0", ["foo", "2.0"]],
  ])("source: %s", (_what, source, version, expected) => {
    const [found] = packagesOf(catalogued(dpkgStatus, path, record({ Source: source, Version: version })));
    expect(found?.source && [found.source.name, found.source.version]).toEqual(expected);
  });

  it("reads CR LF, blank lines with blanks, tabs, and a last record without an end", () => {
    const text = `\r\n${record().replaceAll("\n", "\r\n")}  \t\r\n\n\n${record({ Package: "zlib1g" }).trimEnd()}`;
    expect(packagesOf(catalogued(dpkgStatus, path, text)).map(({ name, version }) => `${name} ${version}`)).toEqual([
      "openssl 3.0.11-1~deb12u2",
      "zlib1g 3.0.11-1~deb12u2",
    ]);
  });

  it("keeps bytes that are no UTF-8 as numbers", () => {
    const bytes = Buffer.from(record({ Maintainer: "Jos\u00e9 and \u00e9" }), "latin1");
    expect(packagesOf(catalogued(dpkgStatus, path, bytes))[0]?.details).toEqual({ maintainer: "Jos\\xe9 and \\xe9" });
  });

  it("reads parts of images without dpkg, which have no Status", () => {
    const part = "var/lib/dpkg/status.d/bGliYzY=";
    const [found] = packagesOf(catalogued(dpkgStatus, part, record({ Package: "libc6", Status: "" })));
    expect(found).toMatchObject({ name: "libc6", path: part });
  });
});

describe("dpkg status: what cannot be read", () => {
  it.each([
    ["no Package", record({ Package: "" }), "package record 1", "no Package field"],
    ["no Version", record({ Version: "" }), "package openssl", "no Version field"],
    ["a name with a blank", record({ Package: "a b" }), "package record 1", "no name of a package"],
    ["a name that a terminal obeys", record({ Package: "a\u001b[31m" }), "package record 1", "no name of a package"],
    ["a version with brackets", record({ Version: "1.0 (x)" }), "package openssl", "no version"],
  ])("%s is an Unknown that names the record", (_what, text, name, why) => {
    const found = catalogued(dpkgStatus, path, `${text}\n${record({ Package: "zlib1g" })}`);
    expect(packagesOf(found).map((one) => one.name)).toEqual(["zlib1g"]);
    expect(unknownsOf(found)).toEqual([expect.stringContaining(`${name} in ${path}`)]);
    expect(unknownsOf(found)[0]).toContain(why);
  });

  it("counts records that cannot be read, after the first few", () => {
    const found = catalogued(dpkgStatus, path, `${record({ Version: "" })}\n`.repeat(mostUnreadRecords + 5));
    expect(unknownsOf(found)).toHaveLength(mostUnreadRecords + 1);
    expect(unknownsOf(found).at(-1)).toContain("5 more of its records");
  });

  it("a status file of 100 MB in one line costs little and is said", () => {
    const bytes = Buffer.alloc(100 * 1024 * 1024, "x");
    bytes.write("Package: long\nStatus: install ok installed\nVersion: ");
    const started = cpuTime();
    expect(unknownsOf(catalogued(dpkgStatus, path, bytes))).toEqual([
      expect.stringContaining(`package long in ${path}: It is longer than any record`),
    ]);
    expect(cpuTime() - started).toBeLessThan(2_000);
  });

  it("a million records end at the limit, which is said", () => {
    const bytes = Buffer.from("Package: a\nStatus: install ok installed\nVersion: 1\n\n".repeat(1_000_000));
    const started = cpuTime();
    const found = catalogued(dpkgStatus, path, bytes);
    expect(packagesOf(found)).toHaveLength(mostSystemPackages);
    expect(unknownsOf(found)).toEqual([expect.stringContaining(`more than ${mostSystemPackages} packages`)]);
    expect(cpuTime() - started).toBeLessThan(6_000);
  });

  it("a value that never ends is cut", () => {
    const text = record({
      Maintainer: "m".repeat(3 * longestDpkgField),
      "Built-Using": "a,\n b".repeat(longestDpkgField),
    });
    const details = packagesOf(catalogued(dpkgStatus, path, text))[0]?.details;
    expect(details?.maintainer).toHaveLength(longestDpkgField);
    expect(details?.builtUsing?.length).toBeLessThanOrEqual(longestDpkgField);
    expect(longestParagraph).toBe(4 * 1024 * 1024);
  });
});

describe("dpkg: which files are asked for", () => {
  it.each<[Cataloger, string, boolean]>([
    [dpkgStatus, "var/lib/dpkg/status", true],
    [dpkgStatus, "usr/lib/opkg/status", true],
    [dpkgStatus, "rootfs/var/lib/dpkg/status", true],
    [dpkgStatus, "var/lib/dpkg/status.d/libc6", true],
    [dpkgStatus, "var/lib/dpkg/status.d/libc6.md5sums", false],
    [dpkgStatus, "var/lib/dpkg/status-old", false],
    [dpkgStatus, "app/status", false],
    [dpkgFiles, "var/lib/dpkg/info/libc6:amd64.list", true],
    [dpkgFiles, "var/lib/dpkg/status.d/libc6.md5sums", true],
    [dpkgFiles, "etc/apt/sources.list", false],
    [dpkgLicenses, "usr/share/doc/libc6/copyright", true],
    [dpkgLicenses, "usr/share/doc/libc6/examples/copyright", false],
  ])("$id and %s: %s", (cataloger, file, isAsked) => {
    expect(cataloger.selects.where?.(file)).toBe(isAsked);
  });
});

describe("files of dpkg's packages", () => {
  const info = "var/lib/dpkg/info";

  it.each([
    [
      "a list, folders left out",
      `${info}/bash.list`,
      "/.\n/bin\n/bin/bash\n/usr/share\n/usr/share/doc\n/usr/share/doc/bash\n/usr/share/doc/bash/README\n",
      "bash: bin/bash usr/share/doc/bash/README",
    ],
    ["an architecture in the name", `${info}/libc6:amd64.list`, "/lib/x.so\n", "libc6: lib/x.so"],
    [
      "checksums",
      `${info}/bash.md5sums`,
      `${"0".repeat(32)}  usr/bin/bash\n${"a".repeat(32)}  usr/bin/with blank\nnonsense\n`,
      "bash: usr/bin/bash usr/bin/with blank",
    ],
    [
      "checksums of an image without dpkg",
      "var/lib/dpkg/status.d/libc6.md5sums",
      `${"0".repeat(32)}  ./lib/x.so\n`,
      "libc6: lib/x.so",
    ],
    ["a name in Base64", "var/lib/dpkg/status.d/bGliYzY=.md5sums", `${"0".repeat(32)}  lib/x.so\n`, "libc6: lib/x.so"],
    [
      "odd paths",
      `${info}/odd.list`,
      `/a//b\n/../etc/passwd\n/c/../d\n//\n/e/./f\n${"/g".repeat(longestOwnedPath)}\n`,
      "odd: a/b e/f",
    ],
  ])("%s", (_what, file, text, expected) => {
    expect(ownedOf(catalogued(dpkgFiles, file, text))).toEqual([expected]);
  });

  it("writes bytes that are no UTF-8 as layers do", () => {
    const bytes = Buffer.from("/usr/caf\xe9\n", "latin1");
    expect(ownedOf(catalogued(dpkgFiles, `${info}/odd.list`, bytes))).toEqual(["odd: usr/caf\\xe9"]);
  });

  it("is silent on an empty list", () => {
    expect(catalogued(dpkgFiles, `${info}/none.list`, "/.\n")).toEqual([]);
  });
});

describe("licences of dpkg's packages", () => {
  const file = "usr/share/doc/bash/copyright";
  const licensed = (text: string): readonly string[] =>
    catalogued(dpkgLicenses, file, text).flatMap((one) => ("licensed" in one ? one.licensed.licenses : []));

  it.each([
    [
      "short names, once each",
      "Format: https://example.com/1.0/\n\nFiles: *\nLicense: GPL-3+ or MIT\n text\n License: no\n\nLicense: GPL-3+ or MIT\n\nLicense:BSD-3-clause\nLicense:\n",
      ["GPL-3+ or MIT", "BSD-3-clause"],
    ],
    [
      "names of the common texts",
      "It is free.\nSee `/usr/share/common-licenses/GPL-2'. And\n/usr/share/common-licenses/Apache-2.0.\n/usr/share/common-licenses/GPL-2\n",
      ["GPL-2", "Apache-2.0"],
    ],
    ["no guess from free text", "License: whatever you like\nMIT\n", []],
    [
      "no more than the limit",
      `Format: x\n${Array.from({ length: 500 }, (_, at) => `License: L-${at}\n`).join("")}`,
      Array.from({ length: mostDpkgLicenses }, (_, at) => `L-${at}`),
    ],
  ])("%s", (_what, text, expected) => {
    expect(licensed(text)).toEqual(expected);
  });
});

describe("dpkg: hostile bytes", () => {
  it.each<[Cataloger, string, string]>([
    [dpkgStatus, path, `${record({ Source: "a (1)", "Built-Using": "x,\n y" })}\n`.repeat(6)],
    [dpkgFiles, "var/lib/dpkg/info/a.list", "/.\n/usr\n/usr/bin\n/usr/bin/a\n/usr/share/\u00e9\n"],
    [dpkgLicenses, "usr/share/doc/a/copyright", "Format: x\n\nLicense: GPL-2+\n\n /usr/share/common-licenses/GPL-2\n"],
  ])("$id never throws", (cataloger, file, text) => {
    const bytes = Buffer.from(text);
    for (let seed = 0; seed < 2500; seed += 1) catalogued(cataloger, file, mutated(bytes, seed));
    expect(catalogued(cataloger, file, bytes).length).toBeGreaterThan(0);
  });
});

describe("dpkg on this machine", () => {
  const query = spawnSync("dpkg-query", [
    "-W",
    "-f=${db:Status-Status}\\t${Package}\\t${Version}\\t${Architecture}\\t${source:Package}\\t${source:Version}\\n",
  ]);
  const isThere = query.status === 0;

  it.skipIf(!isThere)(`agrees with dpkg-query${isThere ? "" : " (skipped: there is no dpkg-query)"}`, () => {
    const expected = query.stdout
      .toString()
      .split("\n")
      .filter((line) => line.startsWith("installed\t"))
      .map((line) => line.slice(10));
    const found = packagesOf(catalogued(dpkgStatus, path, readFileSync("/var/lib/dpkg/status")));
    const lines = found.map(({ name, version, arch, source }) =>
      [name, version, arch, source?.name ?? name, source?.version ?? version].join("\t"),
    );
    expect(lines.sort()).toEqual(expected.sort());
  });
});
