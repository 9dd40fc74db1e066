import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { OsvRecord } from "../advisory.ts";
import { buildExample, exampleMeta, exampleRecord } from "./example-records.fixture.ts";
import { openAdvisoryStore } from "./open-advisory-store.ts";
import { openAdvisoryWriter } from "./open-advisory-writer.ts";

const fresh = () => join(mkdtempSync(join(tmpdir(), "seaworthy-store-")), "store");
const writerOf = (folder: string) => openAdvisoryWriter(folder, { now: Date.now });
const place = (folder: string) => join(folder, "osv+npm");
const generations = (folder: string) => readdirSync(place(folder)).filter((name) => name.endsWith(".keyed"));
const fileOf = (folder: string) => join(place(folder), readFileSync(join(place(folder), "present-2"), "latin1").trim());

describe("a store of advisories", () => {
  it("gives back what was put in", async () => {
    const folder = fresh();
    const records = [1, 51, 101, 7].map((number) => exampleRecord(number, "a"));
    const writer = await writerOf(folder);
    const build = writer.build("osv/npm");
    for (const record of records) build.put({ record });
    expect(build.finish(exampleMeta)).toMatchObject({ records: 4, packages: 2 });
    writer.close();
    const store = await openAdvisoryStore(folder);
    expect(store.collections()).toEqual([{ ...exampleMeta, records: 4, packages: 2 }]);
    expect(records.map(({ id }) => store.record(id))).toEqual(records);
    expect(store.advisories("npm", "package-1").map(({ id }) => id)).toEqual(["X-1", "X-101", "X-51"]);
    expect(store.advisories("npm", "package-2")).toEqual([]);
    expect(store.advisories("npm:1", "package-1")).toEqual([]);
    expect(store.advisories("npm", "package-1\0X-1")).toEqual([]);
    expect(store.namedBy("CVE-2024-7")).toEqual(["X-7"]);
    expect(store.bytes("osv/npm")).toBeGreaterThan(0);
    expect(store.troubles()).toEqual([]);
    store.close();
  });

  it("keeps what trackers and lists say", async () => {
    const folder = fresh();
    const writer = await writerOf(folder);
    const statuses = [
      { id: "CVE-1", state: "no-dsa", urgency: "low" },
      { id: "CVE-2", state: "fixed", fixed: "1" },
    ] as const;
    const status = writer.build("status/debian");
    status.put({ ecosystem: "Debian:12", name: "zlib", statuses });
    expect(status.finish({ ...exampleMeta, name: "status/debian" })).toMatchObject({ records: 2, packages: 1 });
    const kev = writer.build("kev");
    const exploited = { cve: "CVE-1", added: "2024-01-01", due: "2024-02-01", name: "A", ransomware: true };
    kev.put({ exploited });
    kev.finish({ ...exampleMeta, name: "kev" });
    const epss = writer.build("epss");
    epss.put({ likelihood: { cve: "CVE-1", score: 0.5, percentile: 0.9, date: "" } });
    expect(epss.finish({ ...exampleMeta, name: "epss" })).toMatchObject({ records: 1, packages: 0 });
    const store = await openAdvisoryStore(folder);
    expect(store.statuses("Debian:12", "zlib")).toEqual(statuses);
    expect(store.statuses("Debian:11", "zlib")).toEqual([]);
    expect(store.exploited("CVE-1")).toEqual(exploited);
    expect(store.likelihood("CVE-1")?.score).toBe(0.5);
    expect(store.likelihood("CVE-2")).toBeUndefined();
    store.close();
    writer.close();
  });

  it("of two records with one id has the later, and nothing of the earlier", async () => {
    const folder = fresh();
    const writer = await writerOf(folder);
    const build = writer.build("osv/npm");
    build.put({ record: exampleRecord(1, "old") });
    build.put({ record: exampleRecord(2, "old") });
    build.put({ record: { ...exampleRecord(3, "new"), id: "X-1" } });
    build.put({ gone: "X-2" });
    expect(build.finish(exampleMeta)).toMatchObject({ records: 1, packages: 1 });
    const store = await openAdvisoryStore(folder);
    expect(store.advisories("npm", "package-1")).toEqual([]);
    expect(store.namedBy("CVE-2024-1")).toEqual([]);
    expect(store.record("X-2")).toBeUndefined();
    expect(store.advisories("npm", "package-3").map(({ id }) => id)).toEqual(["X-1"]);
    store.close();
  });

  it("amended is the same as built anew", async () => {
    const amended = fresh();
    const built = fresh();
    await buildExample(amended, "old", 600);
    const writer = await writerOf(amended);
    const changes = [
      ...Array.from({ length: 300 }, (_, at) => ({ record: exampleRecord(at * 3, "new") })),
      ...Array.from({ length: 20 }, (_, at) => ({ gone: `X-${at * 3 + 1}` })),
    ];
    expect(writer.amend("osv/npm", changes, exampleMeta)).toBe(true);
    expect(writer.amend("osv/Go", changes, exampleMeta)).toBe(false);
    const other = await writerOf(built);
    const build = other.build("osv/npm");
    for (let number = 0; number < 600; number++) build.put({ record: exampleRecord(number, "old") });
    for (const change of changes) build.put(change);
    build.finish(exampleMeta);
    const [a, b] = [await openAdvisoryStore(amended), await openAdvisoryStore(built)];
    expect(a.collections()).toEqual(b.collections());
    const contents = (store: typeof a) => ({
      packages: Array.from({ length: 50 }, (_, at) => store.advisories("npm", `package-${at}`)),
      records: Array.from({ length: 900 }, (_, at) => store.record(`X-${at}`)),
      names: Array.from({ length: 900 }, (_, at) => store.namedBy(`CVE-2024-${at}`)),
    });
    expect(contents(a)).toEqual(contents(b));
    for (const each of [a, b]) each.close();
  });

  it("an amendment that fails changes nothing", async () => {
    const folder = fresh();
    await buildExample(folder, "old", 10);
    const writer = await writerOf(folder);
    const failing = function* (): Generator<{ readonly record: OsvRecord }> {
      yield { record: exampleRecord(1, "new") };
      throw new Error("the source went away");
    };
    expect(() => writer.amend("osv/npm", failing(), exampleMeta)).toThrow("the source went away");
    const store = await openAdvisoryStore(folder);
    expect(store.record("X-1")?.summary).toBe("old");
    store.close();
  });

  it("answers with the old state while a new one is built, and readers keep what they opened", async () => {
    const folder = fresh();
    await buildExample(folder, "old", 10);
    const store = await openAdvisoryStore(folder);
    const writer = await writerOf(folder);
    const build = writer.build("osv/npm");
    build.put({ record: exampleRecord(1, "new") });
    expect(store.record("X-1")?.summary).toBe("old");
    build.finish(exampleMeta);
    const later = await openAdvisoryStore(folder);
    expect([store.record("X-1")?.summary, later.record("X-1")?.summary]).toEqual(["old", "new"]);
    for (const each of [store, later]) each.close();
  });

  it("is tidied of what nobody points to", async () => {
    const folder = fresh();
    for (const state of ["a", "b"]) await buildExample(folder, state, 3);
    const writer = await writerOf(folder);
    const killed = join(place(folder), "new-0123456789abcdef.keyed");
    writeFileSync(killed, "");
    writer.tidy();
    expect(generations(folder)).toHaveLength(3);
    const old = new Date(Date.now() - 7_200_000);
    for (const name of readdirSync(place(folder))) utimesSync(join(place(folder), name), old, old);
    writer.tidy();
    expect(generations(folder)).toEqual([fileOf(folder).slice(place(folder).length + 1)]);
    const store = await openAdvisoryStore(folder);
    expect(store.record("X-1")?.summary).toBe("b");
    store.close();
  });

  it.each([
    ["empty", (path: string) => truncateSync(path, 0)],
    ["cut in its header", (path: string) => truncateSync(path, 5_000)],
    ["cut", (path: string) => truncateSync(path, 9_000)],
    ["overwritten at its beginning", (path: string) => writeFileSync(path, Buffer.alloc(40_000, 7))],
    [
      "changed in a value",
      (path: string) => writeFileSync(path, readFileSync(path, "latin1").replaceAll("1.0.0", "9.0.0"), "latin1"),
    ],
  ])("that is %s answers nothing and says so", async (_what, damage) => {
    const folder = fresh();
    await buildExample(folder, "a", 100);
    damage(fileOf(folder));
    const store = await openAdvisoryStore(folder);
    expect(Array.from({ length: 50 }, (_, at) => store.advisories("npm", `package-${at}`)).flat()).toEqual([]);
    expect(store.troubles().join(" ")).toMatch(/osv\/npm .*seaworthy db update/);
    store.close();
  });

  it("killed at any moment answers with a whole state", async () => {
    const folder = fresh();
    await buildExample(folder, "first", 400);
    for (const milliseconds of [450, 700, 900, 1_150, 1_400]) {
      const program = startWriter(folder);
      await wait(milliseconds);
      program.kill("SIGKILL");
      await once(program, "exit");
      await expectWhole(folder);
    }
  }, 60_000);

  it("is written by two processes and read by ten at once", async () => {
    const folder = fresh();
    await buildExample(folder, "first", 400);
    const writers = [1, 2].map(() => startWriter(folder));
    let states = 0;
    const ends = Date.now() + 3_000;
    const readers = Array.from({ length: 10 }, async () => {
      for (; Date.now() < ends; states++) {
        await expectWhole(folder);
        await wait(5);
      }
    });
    await Promise.all(readers);
    for (const writer of writers) {
      expect(writer.exitCode).toBeNull();
      writer.kill("SIGKILL");
      await once(writer, "exit");
    }
    expect(states).toBeGreaterThan(20);
    await expectWhole(folder);
  }, 60_000);
});

function startWriter(folder: string) {
  const program = join(import.meta.dirname, "../../../test/write-store-forever.ts");
  return spawn(process.execPath, ["--import", "tsx", program, folder], { stdio: "ignore" });
}

/** All of one state. */
async function expectWhole(folder: string): Promise<void> {
  const store = await openAdvisoryStore(folder);
  const states = new Set(
    Array.from({ length: 50 }, (_, at) => store.advisories("npm", `package-${at}`)).flatMap((list) =>
      list.map(({ affected }) => `${list.length} ${affected[0]?.details.urgency}`),
    ),
  );
  expect([...states]).toEqual([expect.stringMatching(/^8 /)]);
  expect(store.troubles()).toEqual([]);
  store.close();
}
