import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { apkInstalled, longestApkField } from "./apk.ts";
import { catalogued, mutated, ownedOf, packagesOf, unknownsOf } from "./system-packages.fixture.ts";

const path = "lib/apk/db/installed";

const record = `C:Q1/se1PjO94hYXbfpNR1/61hVORIc=
P:libssl3
V:3.1.4-r5
A:x86_64
S:247154
I:544768
T:SSL shared libraries
U:https://example.com/
L:Apache-2.0
o:openssl
m:Example <team@example.com>
t:1706286000
c:b5d0e6ba3d4d3b5a2b5b3e6b6f3f3c1f1a6b7c8d
D:libcrypto3=3.1.4-r5 so:libc.musl-x86_64.so.1
p:so:libssl.so.3=3
F:lib
R:libssl.so.3
a:0:0:755
Z:Q1abcdefghijklmnopqrstuvwxyz0=
F:usr
F:usr/lib
M:0:0:755
R:libssl.so.3
a:0:0:777
Z:Q1abcdefghijklmnopqrstuvwxyz0=
`;

describe("apk database", () => {
  it("tells a package with all that matching needs, and its files", () => {
    const found = catalogued(apkInstalled, path, record);
    expect(packagesOf(found)).toEqual([
      {
        type: "apk",
        name: "libssl3",
        version: "3.1.4-r5",
        source: { name: "openssl", version: "3.1.4-r5" },
        arch: "x86_64",
        licenses: ["Apache-2.0"],
        path,
        details: { maintainer: "Example <team@example.com>", commit: "b5d0e6ba3d4d3b5a2b5b3e6b6f3f3c1f1a6b7c8d" },
      },
    ]);
    expect(ownedOf(found)).toEqual(["libssl3: lib/libssl.so.3 usr/lib/libssl.so.3"]);
    expect(unknownsOf(found)).toEqual([]);
  });

  it("has no source for a package that is its own", () => {
    expect(
      packagesOf(catalogued(apkInstalled, path, record.replace("o:openssl", "o:libssl3")))[0]?.source,
    ).toBeUndefined();
  });

  it("reads CR LF, several empty lines, files in the root, and a last record without an end", () => {
    const text = `${record}\n\n\nP:.build-deps\nV:20240101.000000\n\nP:base\nV:1-r0\nF:\nR:etc.tar`.replaceAll(
      "\n",
      "\r\n",
    );
    const found = catalogued(apkInstalled, path, text);
    expect(packagesOf(found).map(({ name, version }) => `${name} ${version}`)).toEqual([
      "libssl3 3.1.4-r5",
      ".build-deps 20240101.000000",
      "base 1-r0",
    ]);
    expect(ownedOf(found).at(-1)).toBe("base: etc.tar");
  });

  it.each([
    ["MIT", ["MIT"]],
    ["MIT AND BSD-2-Clause", ["MIT AND BSD-2-Clause"]],
    ["GPL-2.0-or-later WITH Bison-exception-2.2", ["GPL-2.0-or-later WITH Bison-exception-2.2"]],
    ["GPL-2.0 MIT", ["GPL-2.0", "MIT"]],
    ["", []],
  ])("licence %j", (written, expected) => {
    expect(packagesOf(catalogued(apkInstalled, path, `P:a\nV:1\nL:${written}\n`))[0]?.licenses).toEqual(expected);
  });

  it.each([
    ["no name", "V:1-r0\n", "package record 1 in"],
    ["no version", "P:busybox\nA:x86_64\n", "package busybox in"],
    ["a name with a slash", "P:../etc\nV:1\n", "package record 1 in"],
    ["a version with a blank", "P:a\nV:1 2\n", "package a in"],
  ])("%s is an Unknown that names the record", (_what, text, expected) => {
    const found = catalogued(apkInstalled, path, `${text}\n${record}`);
    expect(packagesOf(found).map(({ name }) => name)).toEqual(["libssl3"]);
    expect(unknownsOf(found)).toEqual([expect.stringContaining(expected)]);
  });

  it("leaves paths out that lead elsewhere", () => {
    const found = catalogued(apkInstalled, path, "P:a\nV:1\nF:../../etc\nR:passwd\nF:usr\nR:..\nR:ok\n");
    expect(ownedOf(found)).toEqual(["a: usr/ok"]);
  });

  it("does not let one long folder multiply", () => {
    const text = `P:a\nV:1\nF:${"d".repeat(4000)}\n${"R:f\n".repeat(500_000)}`;
    const started = cpuTime();
    expect(unknownsOf(catalogued(apkInstalled, path, text))).toEqual([expect.stringContaining("It lists more than")]);
    expect(cpuTime() - started).toBeLessThan(4_000);
  });

  it("cuts a value that never ends", () => {
    const details = packagesOf(catalogued(apkInstalled, path, `P:a\nV:1\nm:${"m".repeat(2 * longestApkField)}\n`))[0]
      ?.details;
    expect(details?.maintainer).toHaveLength(longestApkField);
  });

  it.each([
    ["lib/apk/db/installed", true],
    ["usr/lib/apk/db/installed", true],
    ["app/installed", false],
  ])("asks for %s: %s", (file, isAsked) => {
    expect(apkInstalled.selects.where?.(file)).toBe(isAsked);
  });

  it("never throws, whatever the bytes", () => {
    const bytes = Buffer.from(`${record}\n`.repeat(4));
    for (let seed = 0; seed < 2500; seed += 1) catalogued(apkInstalled, path, mutated(bytes, seed));
    expect(packagesOf(catalogued(apkInstalled, path, bytes))).toHaveLength(4);
  });
});
