import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { noCache, openCacheFolder } from "./cache-folder.ts";

const fresh = () => join(mkdtempSync(join(tmpdir(), "seaworthy-cache-")), "cache");
const open = (folder: string, most?: number) => openCacheFolder(folder, Date.now, most);
const bytes = (text: string) => Buffer.from(text);
const pathOf = (folder: string, key = "a1") => join(folder, "layers", key);

describe("a folder of facts", () => {
  test("gives back what was put in, also to another run", () => {
    const folder = fresh();
    open(folder).put("layers", "a1", bytes("facts"));
    expect(open(folder).get("layers", "a1")?.toString()).toBe("facts");
    expect(open(folder).get("images", "a1")).toBeUndefined();
    expect(open(folder).get("layers", "a2")).toBeUndefined();
  });

  test("only its owner can read it", () => {
    const folder = fresh();
    open(folder).put("layers", "a1", bytes("facts"));
    expect(statSync(join(folder, "layers")).mode & 0o077).toBe(0);
    expect(statSync(pathOf(folder)).mode & 0o077).toBe(0);
  });

  test.each([
    ["cut off", (path: string) => truncateSync(path, 60)],
    ["emptied", (path: string) => truncateSync(path, 0)],
    ["changed in one byte", (path: string) => writeFileSync(path, readFileSync(path).fill(7, 55, 56))],
    ["of another format", (path: string) => writeFileSync(path, "{}".repeat(100))],
  ])("what is %s counts as absent", (_, damage) => {
    const folder = fresh();
    open(folder).put("layers", "a1", bytes("facts of a layer"));
    damage(pathOf(folder));
    expect(open(folder).get("layers", "a1")).toBeUndefined();
    open(folder).put("layers", "a1", bytes("again"));
    expect(open(folder).get("layers", "a1")?.toString()).toBe("again");
  });

  test.each(["../a", "a/b", "", "A", "a b", "x".repeat(201)])("%j is no key: nothing is read or written", (key) => {
    const folder = fresh();
    open(folder).put("layers", key, bytes("x"));
    expect(open(folder).get("layers", key)).toBeUndefined();
    expect(() => readdirSync(folder)).toThrow();
  });

  test("a folder that cannot be made costs nothing but the cache, and the reason is told", () => {
    const file = join(mkdtempSync(join(tmpdir(), "seaworthy-cache-")), "file");
    writeFileSync(file, "");
    const cache = open(file);
    cache.put("layers", "a1", bytes("x"));
    cache.tidy();
    expect(cache.get("layers", "a1")).toBeUndefined();
    expect(cache.trouble()).toMatch(/ENOTDIR|EEXIST/);
  });

  test("what was used last stays when the bound is reached", () => {
    const folder = fresh();
    const cache = open(folder, 1_000);
    for (const [index, key] of ["a", "b", "c", "d", "e"].entries()) {
      cache.put("layers", key, Buffer.alloc(200, key));
      utimesSync(pathOf(folder, key), 1_000 + index, 1_000 + index);
    }
    // Using the oldest makes it the newest.
    expect(cache.get("layers", "a")).toBeDefined();
    cache.tidy();
    expect(readdirSync(join(folder, "layers")).sort()).toEqual(["a", "d", "e"]);
  });

  test("one entry never takes more than a quarter of the bound", () => {
    const folder = fresh();
    const cache = open(folder, 1_000);
    cache.put("layers", "a1", Buffer.alloc(251));
    expect(cache.get("layers", "a1")).toBeUndefined();
    cache.put("layers", "a1", Buffer.alloc(250));
    expect(cache.get("layers", "a1")).toBeDefined();
  });

  test("leftovers of a killed run go after an hour, those of a run at work stay", () => {
    const folder = fresh();
    mkdirSync(join(folder, "layers"), { recursive: true });
    const [old, young] = [join(folder, "layers", ".new-old"), join(folder, "layers", ".new-young")];
    for (const path of [old, young]) writeFileSync(path, "half");
    utimesSync(old, 1_000, 1_000);
    const cache = open(folder);
    cache.put("layers", "a1", bytes("x"));
    cache.tidy();
    expect(readdirSync(join(folder, "layers")).sort()).toEqual([".new-young", "a1"]);
  });

  test("no cache holds nothing", () => {
    noCache.put("layers", "a1", bytes("x"));
    expect(noCache.get("layers", "a1")).toBeUndefined();
  });
});
