import { describe, expect, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import type { Cataloger, FileSelector } from "./package.ts";
import { createSelection, selectionKey } from "./selection.ts";

function cataloger(id: string, selects: FileSelector, version = 1): Cataloger {
  return { id, version, selects, mostBytes: 1, read: () => [] };
}

const all = [
  cataloger("name", { names: ["package.json", "status"] }),
  cataloger("ending", { endings: [".gemspec", ".deps.json"] }),
  cataloger("folder", { folders: ["lib/dpkg/status.d", "conda-meta"] }),
  cataloger("where", { names: ["METADATA"], endings: [".info"], where: (path) => path.includes("site-packages") }),
  cataloger("magic", { magic: "elf" }),
  cataloger("both", { names: ["status"], endings: [".json"], folders: ["conda-meta"] }),
];
const selection = createSelection(all);
const idsOf = (path: string) => selection.of(path).map(({ id }) => id);

describe("which catalogers want a path", () => {
  test.each([
    ["by name", "app/node_modules/a/package.json", ["name", "both"]],
    ["by name at the root", "package.json", ["name", "both"]],
    ["by name only whole", "app/xpackage.json", ["both"]],
    ["a name without dot", "var/lib/dpkg/status", ["name", "both"]],
    ["by ending", "a/b.gemspec", ["ending"]],
    ["by an ending with two dots", "app/Shop.deps.json", ["ending", "both"]],
    ["an ending alone is a name, too", "a/.gemspec", ["ending"]],
    ["no ending without its dot", "a/gemspec", []],
    ["half an ending", "a/x.gemspe", []],
    ["by folder", "var/lib/dpkg/status.d/base", ["folder"]],
    ["by folder at the root", "conda-meta/history", ["folder", "both"]],
    ["a folder only whole", "var/xlib/dpkg/status.d/base", []],
    ["a folder only the last", "conda-meta/x/history", []],
    ["the folder itself is no file in it", "var/conda-meta", []],
    ["once by several ways", "conda-meta/a.json", ["folder", "both"]],
    ["asked where", "v/site-packages/a/METADATA", ["where"]],
    ["and told no", "v/other/METADATA", []],
    ["a dot in a folder is no ending", "a.gemspec/b", []],
    ["nothing", "usr/bin/env", []],
    ["an empty path", "", []],
  ])("%s: %s", (_, path, expected) => {
    expect(idsOf(path)).toEqual(expected);
  });

  test("those that go by magic stand apart", () => {
    expect(selection.elf.map(({ id }) => id)).toEqual(["magic"]);
  });
});

describe("what may tell of a package", () => {
  test.each([
    ["usr/bin/env", true],
    ["bin/sh", true],
    ["usr/sbin/nginx", true],
    ["usr/bin/python3.11", true],
    ["usr/libexec/a/b.x", true],
    ["usr/lib/git-core/git-http-fetch", true],
    ["opt/tool/run", true],
    ["usr/lib/x86_64-linux-gnu/libssl.so.3", true],
    ["usr/lib/x.so", true],
    ["usr/lib/node/addon.node", true],
    ["a/package.json", true],
    ["usr/lib/x.sock", false],
    ["usr/lib/x.py", false],
    ["usr/share/doc/a/copyright", false],
    ["usr/share/bin/x/readme", false],
    ["usr/cabin/readme", false],
    ["etc/passwd", false],
    ["", false],
  ])("%s: %s", (path, expected) => {
    expect(selection.evidence(path)).toBe(expected);
  });
});

test("the key names every cataloger with its version", () => {
  expect(selectionKey([cataloger("a", {}), cataloger("b", {}, 3)])).toBe("a:1 b:3");
});

test("names of any kind do no harm", () => {
  for (const path of [
    "__proto__",
    "a/__proto__",
    "x.__proto__",
    "constructor/x",
    "/",
    "//",
    ".",
    "a.",
    "é/\u{1F600}.json",
  ])
    expect(() => idsOf(path)).not.toThrow();
});

test("300,000 paths take a moment", () => {
  const paths = Array.from(
    { length: 300_000 },
    (_, index) => `usr/lib/python3/dist-packages/pkg${index % 997}/module${index}.py`,
  );
  const start = cpuTime();
  for (const path of paths) selection.of(path);
  expect(cpuTime() - start).toBeLessThan(1_500);
});

test("a path of a megabyte takes a moment", () => {
  const path = `${"a.so/".repeat(200_000)}x.json`;
  const start = cpuTime();
  for (let count = 0; count < 20; count++) selection.evidence(path);
  expect(cpuTime() - start).toBeLessThan(1_000);
});
