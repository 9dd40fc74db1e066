import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { mostOwnedPaths } from "./owned-paths.ts";
import type { Cataloger } from "./package.ts";
import { rpmBdb } from "./rpm-bdb.ts";
import { longestRpmHeader, mostRpmTags, readRpmHeader } from "./rpm-header.ts";
import { longestManifestLine, rpmManifest } from "./rpm-manifest.ts";
import { rpmNdb } from "./rpm-ndb.ts";
import { isRpmFolder, mostRpmDatabaseBytes, mostRpmRecords } from "./rpm-packages.ts";
import { deepestSqliteTree, mostSqliteTables, rpmSqlite } from "./rpm-sqlite.ts";
import { mostSystemPackages } from "./system-package-text.ts";
import {
  bdbDatabase,
  catalogued,
  mutated,
  ndbDatabase,
  ownedOf,
  packagesOf,
  rpmHeader,
  simpleRpm,
  sqliteDatabase,
  unknownsOf,
} from "./system-packages.fixture.ts";

const folderMode = 0o040755;
const fileMode = 0o100644;

const openssl = rpmHeader({
  1000: "openssl-libs",
  1001: "3.0.7",
  1002: "25.el9_3",
  1003: [1],
  1010: "Example Linux 9",
  1011: "Example Works",
  1014: "Apache-2.0",
  1022: "x86_64",
  1030: { modes: [fileMode, folderMode, fileMode] },
  1044: "openssl-3.0.7-25.el9_3.src.rpm",
  1116: [0, 1, 2],
  1117: ["openssl.cnf", "engines-3", "libssl.so.3"],
  1118: ["/etc/pki/tls/", "/usr/lib64/", "/usr/lib64//"],
  5096: "openssl:3:9030020231108:rhel9",
});

/** Each kind of database, how one is made, and where it lies. */
const kinds: readonly (readonly [string, Cataloger, (blobs: readonly Uint8Array[]) => Buffer, string])[] = [
  ["SQLite", rpmSqlite, (blobs) => sqliteDatabase(blobs), "var/lib/rpm/rpmdb.sqlite"],
  ["SQLite with small pages", rpmSqlite, (blobs) => sqliteDatabase(blobs, 512), "usr/share/rpm/rpmdb.sqlite"],
  ["SQLite with the largest pages", rpmSqlite, (blobs) => sqliteDatabase(blobs, 65_536), "var/lib/rpm/rpmdb.sqlite"],
  ["ndb", rpmNdb, ndbDatabase, "usr/lib/sysimage/rpm/Packages.db"],
  ["Berkeley DB", rpmBdb, (blobs) => bdbDatabase(blobs), "var/lib/rpm/Packages"],
  ["Berkeley DB with small pages", rpmBdb, (blobs) => bdbDatabase(blobs, 512), "var/lib/rpm/Packages"],
  ["Berkeley DB of a big-endian machine", rpmBdb, (blobs) => bdbDatabase(blobs, 4096, true), "var/lib/rpm/Packages"],
];

describe.each(kinds)("rpm database: %s", (_kind, cataloger, make, path) => {
  it("tells a package with all that matching needs", () => {
    const found = catalogued(cataloger, path, make([openssl]));
    expect(unknownsOf(found)).toEqual([]);
    expect(packagesOf(found)).toEqual([
      {
        type: "rpm",
        name: "openssl-libs",
        version: "3.0.7-25.el9_3",
        source: { name: "openssl", version: "3.0.7-25.el9_3" },
        arch: "x86_64",
        licenses: ["Apache-2.0"],
        path,
        details: {
          epoch: "1",
          sourceRpm: "openssl-3.0.7-25.el9_3.src.rpm",
          vendor: "Example Works",
          distribution: "Example Linux 9",
          modularity: "openssl:3:9030020231108:rhel9",
        },
      },
    ]);
    expect(ownedOf(found)).toEqual(["openssl-libs: etc/pki/tls/openssl.cnf usr/lib64/libssl.so.3"]);
  });

  it("finds many packages, small ones and such as fill several pages", () => {
    const names = Array.from({ length: 60 }, (_, at) => `package-${at}`);
    const blobs = names.map((name, at) => simpleRpm(name, { 1004: "x".repeat(at % 7 === 0 ? 9_000 : at) }));
    const found = catalogued(cataloger, path, make(blobs));
    expect(unknownsOf(found)).toEqual([]);
    expect(
      packagesOf(found)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...names].sort());
  });

  it("leaves keys out", () => {
    expect(catalogued(cataloger, path, make([simpleRpm("gpg-pubkey")]))).toEqual([]);
  });

  it("is silent on an empty file, and on a database without packages", () => {
    expect(catalogued(cataloger, path, "")).toEqual([]);
    expect(catalogued(cataloger, path, make([]))).toEqual([]);
  });

  it("names a record that cannot be read, and reads the others", () => {
    const found = catalogued(cataloger, path, make([simpleRpm("one"), Buffer.alloc(40, 7), simpleRpm("three")]));
    expect(packagesOf(found).map(({ name }) => name)).toEqual(["one", "three"]);
    expect(unknownsOf(found)).toEqual([expect.stringContaining(`package record 2 in ${path}: It is no header`)]);
  });

  it("says that a file is no such database", () => {
    expect(unknownsOf(catalogued(cataloger, path, Buffer.alloc(5000, "x")))).toEqual([
      expect.stringContaining(`package database ${path}: It is no`),
    ]);
  });

  it("says that a file was cut off", () => {
    const whole = make([simpleRpm("one"), simpleRpm("two", { 1004: "x".repeat(20_000) })]);
    const found = catalogued(cataloger, path, whole.subarray(0, whole.length - 12_000));
    expect(unknownsOf(found).length).toBeGreaterThan(0);
    expect(found.every((one) => !("unknown" in one) || one.unknown.fatal)).toBe(true);
  });

  it("reads any bytes in bounded time without throwing", () => {
    const whole = make([
      openssl,
      ...Array.from({ length: 8 }, (_, at) => simpleRpm(`package-${at}`)),
      simpleRpm("large", { 1004: "x".repeat(9_000) }),
    ]);
    const started = cpuTime();
    for (let seed = 0; seed < 700; seed += 1) {
      for (const one of catalogued(cataloger, path, mutated(whole, seed))) {
        if ("package" in one) expect(one.package.version).toMatch(/^\S+-\S+$/);
      }
    }
    expect(cpuTime() - started).toBeLessThan(10_000);
  });
});

describe("rpm database in SQLite", () => {
  const path = "var/lib/rpm/rpmdb.sqlite";

  it("ends where pages form a loop", () => {
    const blobs = Array.from({ length: 100 }, (_, at) => simpleRpm(`package-${at}`, { 1004: "x".repeat(400) }));
    const bytes = sqliteDatabase(blobs);
    // The first child of the root is made the root itself.
    bytes.writeUInt32BE(2, 4096 + 4096 - 8);
    const found = catalogued(rpmSqlite, path, bytes);
    expect(unknownsOf(found)).toEqual([expect.stringContaining("Its page 2 is missing or used twice.")]);
    expect(packagesOf(found).length).toBeGreaterThan(50);
  });

  it("ends where overflow pages form a loop", () => {
    const bytes = sqliteDatabase([simpleRpm("large", { 1004: "x".repeat(50_000) })]);
    for (let page = 3; page * 4096 < bytes.length; page += 1) bytes.writeUInt32BE(page, (page - 1) * 4096);
    expect(unknownsOf(catalogued(rpmSqlite, path, bytes))).toEqual([
      expect.stringMatching(/package record 1 in .*: Its row goes on in page \d+, which is missing or used twice\./),
    ]);
  });

  it("does not believe a row that claims more than the file has", () => {
    const bytes = sqliteDatabase([simpleRpm("one")]);
    const cell = 4096 + bytes.readUInt16BE(4096 + 8);
    bytes.set([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], cell);
    expect(unknownsOf(catalogued(rpmSqlite, path, bytes))).toEqual([expect.stringContaining("Its row claims")]);
  });

  it("stops where all rows lie on one another", () => {
    const bytes = sqliteDatabase([simpleRpm("one", { 1004: "x".repeat(2_000) })]);
    const [cells, cell] = [400, bytes.readUInt16BE(4096 + 8)];
    bytes.writeUInt16BE(cells, 4096 + 3);
    for (let at = 0; at < cells; at += 1) bytes.writeUInt16BE(cell, 4096 + 8 + 2 * at);
    const found = catalogued(rpmSqlite, path, bytes);
    expect(packagesOf(found).length).toBeLessThan(5);
    expect(unknownsOf(found)).toEqual([expect.stringContaining("lie on one another")]);
  });

  it("stops at a tree that is too deep", () => {
    const pages = deepestSqliteTree + 20;
    const bytes = Buffer.concat([sqliteDatabase([]), Buffer.alloc(4096 * pages)]);
    for (let page = 2; page < pages; page += 1) {
      bytes.writeUInt8(5, (page - 1) * 4096);
      bytes.writeUInt32BE(page + 1, (page - 1) * 4096 + 8);
    }
    expect(unknownsOf(catalogued(rpmSqlite, path, bytes))).toEqual([expect.stringContaining("too deep")]);
  });

  it("says that changes in the log beside it are not read, unless the log is empty", () => {
    const log = Buffer.alloc(4152);
    log.writeUInt32BE(0x377f0682);
    expect(catalogued(rpmSqlite, `${path}-wal`, "")).toEqual([]);
    expect(unknownsOf(catalogued(rpmSqlite, `${path}-wal`, log))).toEqual([expect.stringContaining("not yet written")]);
  });
});

describe("rpm database of ndb", () => {
  const path = "var/lib/rpm/Packages.db";

  it("stops where all blobs lie on one another", () => {
    const bytes = ndbDatabase([simpleRpm("one", { 1004: "x".repeat(3_000) })]);
    const slot = Buffer.from(bytes.subarray(32, 48));
    for (let at = 32; at < 4096; at += 16) bytes.set(slot, at);
    const found = catalogued(rpmNdb, path, bytes);
    expect(packagesOf(found).length).toBeLessThan(5);
    expect(unknownsOf(found)).toEqual([expect.stringContaining("lie on one another")]);
  });

  it("passes over slots that are free", () => {
    const bytes = ndbDatabase([simpleRpm("one"), simpleRpm("two")]);
    bytes.writeUInt32LE(0, 32 + 8);
    expect(packagesOf(catalogued(rpmNdb, path, bytes)).map(({ name }) => name)).toEqual(["two"]);
  });
});

describe("rpm database of Berkeley DB", () => {
  it("ends where overflow pages form a loop", () => {
    const bytes = bdbDatabase([simpleRpm("large", { 1004: "x".repeat(50_000) })]);
    bytes.writeUInt32LE(1, 4096 * 2 + 16);
    expect(unknownsOf(catalogued(rpmBdb, "var/lib/rpm/Packages", bytes))).toEqual([
      expect.stringContaining("It goes on in page 1, which is missing or used twice."),
    ]);
  });
});

describe("rpm header", () => {
  it.each([
    ["an empty blob", Buffer.alloc(0)],
    ["an index that is longer than the blob", Buffer.from([0, 0, 0xff, 0xff, 0, 0, 0, 0])],
    [
      "more tags than rpm allows",
      Buffer.concat([Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]), Buffer.alloc(16 * (mostRpmTags + 1))]),
    ],
    ["a header without a version", rpmHeader({ 1000: "one", 1002: "1" })],
    ["a name that is a number", rpmHeader({ 1000: [1], 1001: "1", 1002: "1" })],
  ])("refuses %s", (_what, bytes) => {
    expect(readRpmHeader(bytes)).toBeUndefined();
  });

  it("keeps an epoch of 0 apart from none", () => {
    expect(readRpmHeader(simpleRpm("one", { 1003: [0] }))?.epoch).toBe("0");
    expect(readRpmHeader(simpleRpm("one"))?.epoch).toBe("");
  });

  it("reads whole paths of packages from before rpm 4", () => {
    const header = readRpmHeader(simpleRpm("old", { 1027: ["/bin/old", "/etc/old.conf"] }));
    expect([...(header?.files ?? [])]).toEqual(["/bin/old", "/etc/old.conf"]);
  });

  it("does not let folders and names multiply", () => {
    const names = Array.from({ length: 20_000 }, () => "n");
    const header = simpleRpm("wide", { 1116: names.map(() => 0), 1117: names, 1118: [`/${"d".repeat(4000)}/`] });
    const started = cpuTime();
    const found = catalogued(rpmNdb, "var/lib/rpm/Packages.db", ndbDatabase(Array.from({ length: 4 }, () => header)));
    expect(unknownsOf(found)).toEqual([expect.stringContaining("It lists more than")]);
    expect(cpuTime() - started).toBeLessThan(5_000);
  });

  it("has a source only where it differs, and none that cannot be taken apart", () => {
    const sources = ["one-1.0-2.el9.src.rpm", "two-1.0-2.el9.nosrc.rpm", "odd.src.rpm", "(none)", "a-b-1-2.src.rpm"];
    const blobs = sources.map((source) => simpleRpm("one", { 1044: source }));
    const found = packagesOf(catalogued(rpmNdb, "var/lib/rpm/Packages.db", ndbDatabase(blobs)));
    expect(found.map(({ source }) => source && `${source.name} ${source.version}`)).toEqual([
      undefined,
      "two 1.0-2.el9",
      undefined,
      undefined,
      "a-b 1-2",
    ]);
  });

  it("refuses names and versions that rpm would", () => {
    const blobs = [simpleRpm("a b"), simpleRpm("ok", { 1001: "1 2" }), simpleRpm("\u001b[31m")];
    const found = catalogued(rpmNdb, "var/lib/rpm/Packages.db", ndbDatabase(blobs));
    expect(packagesOf(found)).toEqual([]);
    expect(unknownsOf(found)).toHaveLength(3);
  });
});

describe("manifest of images without rpm", () => {
  const path = "var/lib/rpmmanifest/container-manifest-2";
  const line =
    "openssl-libs\t1.1.1k-15.cm2\t1653816591\t1653631609\tExample\t(none)\t4365048\tx86_64\t0\topenssl-1.1.1k-15.cm2.src.rpm";

  it("tells packages, one a line", () => {
    const found = catalogued(
      rpmManifest,
      path,
      `${line}\r\n\n${line.replace("(none)", "2").replace("openssl-libs", "vim")}`,
    );
    expect(
      packagesOf(found).map(({ name, version, source, details }) => [name, version, source?.name, details.epoch]),
    ).toEqual([
      ["openssl-libs", "1.1.1k-15.cm2", "openssl", undefined],
      ["vim", "1.1.1k-15.cm2", "openssl", "2"],
    ]);
    expect(unknownsOf(found)).toEqual([]);
  });

  it("names a line that is none", () => {
    const found = catalogued(rpmManifest, path, `${line}\nnonsense\n${"x\t".repeat(longestManifestLine)}\n`);
    expect(unknownsOf(found)).toEqual([
      expect.stringContaining("package record 2 in"),
      expect.stringContaining("package record 3 in"),
    ]);
  });
});

describe("rpm: hostile bytes", () => {
  it.each<readonly [string, Cataloger, string, Buffer]>([
    ["ndb", rpmNdb, "var/lib/rpm/Packages.db", ndbDatabase([openssl, simpleRpm("one")])],
    ["a header", rpmNdb, "var/lib/rpm/Packages.db", openssl],
    [
      "a manifest",
      rpmManifest,
      "var/lib/rpmmanifest/container-manifest-2",
      Buffer.from("a\t1-2\t1\t1\tv\t1\t1\tx\t1\ts\n".repeat(8)),
    ],
  ])("%s never throws", (what, cataloger, path, bytes) => {
    for (let seed = 0; seed < 2000; seed += 1) {
      const changed = mutated(bytes, seed);
      catalogued(cataloger, path, what === "a header" ? ndbDatabase([changed]) : changed);
    }
    expect(catalogued(cataloger, path, bytes).length).toBeGreaterThan(0);
  });
});

describe("rpm limits", () => {
  it("are what they were chosen to be", () => {
    expect(mostRpmDatabaseBytes).toBe(120 * 1024 * 1024);
    expect(longestRpmHeader).toBe(48 * 1024 * 1024);
    expect([mostRpmTags, mostRpmRecords, mostSystemPackages, mostOwnedPaths]).toEqual([
      65_535, 500_000, 50_000, 1_000_000,
    ]);
    expect([deepestSqliteTree, mostSqliteTables]).toEqual([40, 1000]);
  });

  it.each([
    ["var/lib/rpm/Packages", true],
    ["usr/lib/sysimage/rpm/rpmdb.sqlite", true],
    ["usr/share/rpm/rpmdb.sqlite", true],
    ["opt/app/Packages", false],
    ["var/lib/rpm/old/Packages", false],
  ])("%s is in a folder of rpm: %s", (path, is) => {
    expect(isRpmFolder(path)).toBe(is);
  });
});
