import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { fitsKey, type KeyedFile, loadKeyedFiles, mostKeyBytes } from "./keyed-file.ts";
import { folderName, nameOf, openKeyedFolder } from "./keyed-file-folder.ts";
import { checkKeyedFile } from "./keyed-file-header.ts";
import { openSorter } from "./keyed-file-sorter.ts";

const files = await loadKeyedFiles();
const fresh = () => mkdtempSync(join(tmpdir(), "seaworthy-keyed-"));
const bytes = (text: string) => Buffer.from(text);

function made(pairs: Readonly<Record<string, string>>): string {
  const path = join(fresh(), "a.keyed");
  const file = files.write(path, { lasting: true });
  file.transaction(() => {
    for (const [key, value] of Object.entries(pairs)) file.put("t", key, bytes(value));
  });
  file.close();
  return path;
}

function reading(path: string): KeyedFile {
  const file = files.read(path);
  if ("why" in file) throw new Error(file.why);
  return file;
}

const textsOf = (file: KeyedFile, prefix: string) =>
  [...file.entries("t", prefix)].map(({ key, value }) => [key, Buffer.from(value).toString()]);

describe("a keyed file", () => {
  it("that another process is just making longer is waited for", async () => {
    const path = made({ a: "1" });
    const whole = statSync(path).size;
    truncateSync(path, whole - 1);
    const writer = new Worker(
      `const { parentPort, workerData } = require("node:worker_threads");
      parentPort.postMessage("ready");
      setTimeout(() => require("node:fs").truncateSync(workerData.path, workerData.whole), 50);`,
      { eval: true, workerData: { path, whole } },
    );
    await new Promise((resolve) => writer.once("message", resolve));
    expect(checkKeyedFile(path)).toMatchObject({ bytes: whole });
    await writer.terminate();
  });

  it("gives back values, by key and by what keys begin with", () => {
    const file = reading(made({ "a\0b": "1", "a\0é": "2", ab: "3", "": "4" }));
    expect(Buffer.from(file.get("t", "a\0b") ?? []).toString()).toBe("1");
    expect(file.get("t", "b")).toBeUndefined();
    expect(file.get("u", "ab")).toBeUndefined();
    expect(textsOf(file, "a\0")).toEqual([
      ["a\0b", "1"],
      ["a\0é", "2"],
    ]);
    expect([...file.keys("t", "")]).toEqual(["", "a\0b", "a\0é", "ab"]);
    file.close();
  });

  it("changes all at once or not at all", () => {
    const path = made({ a: "1" });
    const file = files.write(path, { lasting: true });
    expect(() =>
      file.transaction(() => {
        file.put("t", "a", bytes("2"));
        throw new Error("stop");
      }),
    ).toThrow("stop");
    file.transaction(() => expect([file.remove("t", "b"), file.remove("t", "a")]).toEqual([false, true]));
    file.close();
    expect(textsOf(reading(path), "")).toEqual([]);
  });

  it("grows as far as it has to, also under the eyes of a reader", () => {
    const path = made({ a: "1" });
    const reader = reading(path);
    expect(textsOf(reader, "a")).toEqual([["a", "1"]]);
    const file = files.write(path, { lasting: true });
    file.transaction(() => {
      for (let at = 0; at < 300; at++) file.put("t", `k${at}`, Buffer.alloc(30_000, at));
    });
    file.close();
    const again = reading(path);
    expect(again.get("t", "k299")?.length).toBe(30_000);
    for (const each of [reader, again]) each.close();
  });

  it.each([
    ["absent", (_path: string) => undefined, "it is not there"],
    ["empty", (path: string) => writeFileSync(path, ""), "it is empty"],
    ["another kind of file", (path: string) => writeFileSync(path, Buffer.alloc(20_000, 1)), "its header is damaged"],
    ["a folder", (path: string) => join(path, ".."), "it cannot be read"],
  ])("is refused when it is %s", (_what, make, why) => {
    const path = join(fresh(), "x.keyed");
    const other = make(path);
    expect(files.read(other ?? path)).toMatchObject({ why: expect.stringContaining(why) });
  });

  it("that was cut is refused at every length", () => {
    const path = made(Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`k${at}`, "x".repeat(300)])));
    const whole = readFileSync(path);
    for (let length = whole.length - 1; length >= 0; length -= 4_097) {
      truncateSync(path, length);
      expect(checkKeyedFile(path)).toHaveProperty("why");
    }
  });

  it("is read in a folder that nobody may write to", () => {
    const path = made({ a: "1" });
    const folder = join(path, "..");
    for (const place of [path, `${path}-lock`]) chmodSync(place, 0o444);
    chmodSync(folder, 0o555);
    try {
      expect(textsOf(reading(path), "")).toEqual([["a", "1"]]);
    } finally {
      chmodSync(folder, 0o755);
    }
  });

  it("takes keys up to its limit", () => {
    expect([
      fitsKey("a".repeat(mostKeyBytes - 1)),
      fitsKey("a".repeat(mostKeyBytes)),
      fitsKey("é".repeat(1_000)),
    ]).toEqual([true, false, false]);
    const key = "a".repeat(mostKeyBytes - 1);
    expect(textsOf(reading(made({ [key]: "1" })), "")).toEqual([[key, "1"]]);
  });

  it("is not loaded by a program that opens none", () => {
    const code =
      'import("./src/files/keyed-file.ts").then(() => process.exit(Object.keys(require.cache).some((path) => path.includes("/lmdb/")) ? 1 : 0))';
    expect(spawnSync(process.execPath, ["--import", "tsx", "-e", code], { stdio: "ignore" }).status).toBe(0);
  });
});

describe("pairs that are sorted", () => {
  it.each([
    ["in memory", 1e9, 1e9],
    ["by way of files", 2_000, 1e9],
    ["by way of files of three pairs", 1e9, 3],
  ])("come out by key, those of one key in their order: %s", (_what, mostBytes, mostPairs) => {
    const sorter = openSorter(join(fresh(), "x"), mostBytes, mostPairs);
    const pairs = Array.from({ length: 1_000 }, (_, order) => ({ key: `k${(order * 7_919) % 101}é`, order }));
    for (const { key, order } of pairs) sorter.add(key, order, bytes(`v${order}`));
    const sorted = [...sorter.sorted()].map(
      ({ key, order, value }) => `${key} ${order} ${Buffer.from(value).toString()}`,
    );
    sorter.close();
    const expected = [...pairs].sort((a, b) => (a.key === b.key ? a.order - b.order : a.key < b.key ? -1 : 1));
    expect(sorted).toEqual(expected.map(({ key, order }) => `${key} ${order} v${order}`));
  });
});

describe("a folder of collections", () => {
  it.each([
    ["osv/Debian", "osv+=debian"],
    ["osv/Red Hat", "osv+=red%20=hat"],
    ["kev", "kev"],
    ["..", "%2e%2e"],
    ["osv/é", "osv+%c3%a9"],
  ])("keeps %s as %s", (name, folder) => {
    expect([folderName(name), nameOf(folder)]).toEqual([folder, name]);
  });

  it("has no name of other folders, and takes none that is too long", () => {
    expect([nameOf("Osv"), nameOf("%zz"), nameOf(".git")]).toEqual([undefined, undefined, undefined]);
    expect(() => folderName("a".repeat(61))).toThrow(RangeError);
    expect(openKeyedFolder(join(fresh(), "none"), files).names()).toEqual([]);
  });
});
