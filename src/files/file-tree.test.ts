import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { diskTree } from "./disk-tree.ts";
import type { FileTree } from "./file-tree.ts";
import { memoryTree } from "./memory-tree.ts";
import { overlayTree } from "./overlay-tree.ts";
import { cleanTreePath, joinTreePath } from "./tree-path.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "seaworthy-tree-"));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

function names(tree: FileTree, path: string): string[] | string {
  const entries = tree.list(path);
  return "why" in entries ? entries.why : entries.map(({ name, kind }) => `${name} ${kind}`);
}

it.each([
  ["a//b/./c", "a/b/c"],
  ["./", "."],
  ["a/../..", ".."],
  ["../../x", "../../x"],
  ["/a/../../b", "/b"],
  ["/", "/"],
])("%s is %s", (path, clean) => {
  expect(cleanTreePath(path)).toBe(clean);
});

it("joins a path to a folder, unless it is absolute", () => {
  expect([joinTreePath("a/b", "../c"), joinTreePath("a", "/c"), joinTreePath(".", "c")]).toEqual(["a/c", "/c", "c"]);
});

describe("in memory", () => {
  const tree = memoryTree({ "a/b.txt": "12", "a/empty/": "", "c.bin": Uint8Array.of(1, 0) });
  it("lists folders by name", () => {
    expect(names(tree, ".")).toEqual(["a folder", "c.bin file"]);
    expect(names(tree, "a/")).toEqual(["b.txt file", "empty folder"]);
    expect(names(tree, "a/empty")).toEqual([]);
    expect(names(tree, "x")).toMatch(/does not exist/);
  });
  it("tells sizes and texts", () => {
    expect(tree.stat("a/b.txt")).toEqual({ kind: "file", bytes: 2 });
    expect(tree.stat("a")).toEqual({ kind: "folder", bytes: 0 });
    expect(tree.stat("x")).toBeUndefined();
    expect(tree.readText("./a/b.txt")).toEqual({ text: "12", encoding: "utf8" });
    expect(tree.readText("c.bin")).toMatchObject({ why: expect.stringContaining("NUL") });
    expect(tree.readBytes("a/b.txt", 1)).toEqual(Buffer.from("1"));
  });
});

describe("on disk", () => {
  it("lists what is there, and follows no link", () => {
    writeFileSync(join(folder, "b"), "12");
    mkdirSync(join(folder, "a"));
    symlinkSync("b", join(folder, "link"));
    const tree = diskTree();
    expect(names(tree, folder)).toEqual(["a folder", "b file", "link link"]);
    expect([
      tree.size(join(folder, "b")),
      tree.readLink(join(folder, "link")),
      tree.readLink(join(folder, "b")),
    ]).toEqual([2, "b", undefined]);
    expect(tree.stat(join(folder, "link"))).toEqual({ kind: "file", bytes: 2 });
    expect(tree.readBytes(join(folder, "b"), 1)).toEqual(Buffer.from("1"));
    expect(tree.readBytes(join(folder, "b"), 99)).toEqual(Buffer.from("12"));
  });

  it("says why a folder cannot be listed, and a file not be read", () => {
    const tree = diskTree();
    expect(names(tree, join(folder, "x"))).toMatch(/does not exist/);
    expect(tree.readBytes(folder, 9)).toMatchObject({ why: expect.stringContaining("not a plain file") });
    expect(tree.readBytes("/dev/zero", 9)).toMatchObject({ why: expect.stringContaining("not a plain file") });
    symlinkSync("loop", join(folder, "loop"));
    expect(tree.stat(join(folder, "loop"))).toBeUndefined();
  });

  it("marks names whose bytes are no UTF-8", () => {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/x`), Buffer.of(0xff)]), "");
    writeFileSync(join(folder, "real\uFFFD"), "");
    expect(diskTree().list(folder)).toEqual([
      { name: "real\uFFFD", kind: "file" },
      { name: "x\uFFFD", kind: "file", invalidName: true },
    ]);
  });
});

it("an overlay changes texts and adds files, and nothing else", () => {
  const tree = overlayTree(
    memoryTree({ "a/b": "1", c: "2" }),
    new Map([
      ["a/b", "new"],
      ["a/d", "added"],
    ]),
  );
  expect(
    [tree.readText("a/b"), tree.readText("a/d"), tree.readText("c")].map((file) => "text" in file && file.text),
  ).toEqual(["new", "added", "2"]);
  expect(names(tree, "a")).toEqual(["b file", "d file"]);
  expect(names(tree, ".")).toEqual(["a folder", "c file"]);
  expect([tree.size("a/b"), tree.stat("a/d")]).toEqual([3, { kind: "file", bytes: 5 }]);
});

describe("kept within a folder", () => {
  const paths = ["mine/.env", "mine/leak", "mine/way/secret", "theirs/secret"] as const;
  it("looks at nothing outside, whoever names it and wherever a link leads", () => {
    for (const name of ["mine", "theirs"]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, "mine/.env"), "A=1\n");
    writeFileSync(join(folder, "theirs/secret"), "B=2\n");
    symlinkSync(join(folder, "theirs/secret"), join(folder, "mine/leak"));
    symlinkSync(join(folder, "theirs"), join(folder, "mine/way"));
    const tree = diskTree([join(folder, "mine")]);
    const whole = paths.map((path) => join(folder, path));
    expect(whole.map((path) => "text" in tree.readText(path))).toEqual([true, false, false, false]);
    expect(whole.map((path) => "why" in tree.readBytes(path, 9))).toEqual([false, true, true, true]);
    expect(whole.map((path) => tree.stat(path)?.kind)).toEqual(["file", undefined, undefined, undefined]);
    expect(names(tree, join(folder, "mine"))).toEqual([".env file", "leak link", "way link"]);
    for (const path of ["theirs", "mine/way", "mine/.."]) expect(names(tree, join(folder, path))).toContain("outside");
  });
  it("finds its folder through a link, and says of what is not there that it is not", () => {
    mkdirSync(join(folder, "real"));
    writeFileSync(join(folder, "real/a"), "x");
    symlinkSync(join(folder, "real"), join(folder, "name"));
    const tree = diskTree([join(folder, "name")]);
    expect(tree.stat(join(folder, "name/a"))?.kind).toBe("file");
    expect(tree.readText(join(folder, "name/b"))).toEqual({ why: expect.stringContaining("not exist") });
  });
});
