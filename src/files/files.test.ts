import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findFiles, isDockerfilePath } from "./find-dockerfiles.ts";
import { decodeText, maxFileBytes, readTextFile } from "./read-text.ts";
import { replaceTextFile } from "./write-text.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "seaworthy-files-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, content = "FROM a\n"): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
  return join(folder, path);
}

function found(limits?: { entries: number; depth: number }) {
  const { paths, unreadable } = findFiles(folder, isDockerfilePath, limits);
  const below = (path: string) => relative(folder, path);
  return { paths: paths.map(below), unreadable: unreadable.map(({ path, why }) => `${below(path)}: ${why}`) };
}

describe("the walk", () => {
  it("follows a link inside the folder, but none that leads out of it", () => {
    put("real/build");
    symlinkSync("build", join(folder, "real/Dockerfile"));
    symlinkSync("/etc/hostname", join(folder, "Dockerfile"));
    const { paths, unreadable } = found();
    expect(paths).toEqual(["real/Dockerfile"]);
    expect(unreadable).toEqual([expect.stringMatching(/^Dockerfile: .*leads out of the folder/)]);
  });
  it("ends where links go in circles", () => {
    put("a/Dockerfile");
    symlinkSync("..", join(folder, "a/up"));
    expect(found()).toEqual({ paths: ["a/Dockerfile"], unreadable: [] });
  });
  it("says where it stopped: too deep, too many", () => {
    put("a/b/c/Dockerfile");
    expect(found({ entries: 100, depth: 2 }).unreadable).toEqual([
      expect.stringMatching(/a\/b\/c: .*deeper than 2 folders/),
    ]);
    expect(found({ entries: 1, depth: 9 }).unreadable).toEqual([expect.stringMatching(/more than 1 entries/)]);
  });
});

it.each([
  ["Dockerfile", true],
  ["a/Containerfile.prod", true],
  ["Dockerfile-alpine", true],
  ["Dockerfile.x86_64", true],
  ["web.dockerfile", true],
  ["src/dockerfile.ts", false],
  ["dockerfile-parser.go", false],
  ["Dockerfile.md", false],
  ["dockerfile.yaml", false],
])("%s is called like a Dockerfile: %s", (path, is) => {
  expect(isDockerfilePath(path)).toBe(is);
});

describe("reading", () => {
  it("takes a file of the largest size and none larger", () => {
    expect(decodeText(new Uint8Array(maxFileBytes).fill(32))).toMatchObject({ encoding: "utf8" });
    expect(decodeText(new Uint8Array(maxFileBytes + 1).fill(32))).toMatchObject({ why: expect.stringContaining("MB") });
  });
  it("keeps every byte of what is no UTF-8, and names the line", () => {
    const bytes = Uint8Array.of(0x46, 0x0a, 0xe9, 0xff, 0x0a, 0xc3, 0xa9);
    const file = decodeText(bytes);
    expect(file).toMatchObject({ encoding: "latin1", invalidLine: 2 });
    expect("text" in file && Buffer.from(file.text, file.encoding)).toEqual(Buffer.from(bytes));
  });
  it("keeps the byte order mark", () => {
    expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toMatchObject({ text: "\uFEFFA" });
  });
  it("does not wait for a device or a pipe", () => {
    expect(readTextFile("/dev/zero")).toMatchObject({ why: expect.stringContaining("not a plain file") });
  });
});

describe("writing", () => {
  it("refuses a file that changed underneath", () => {
    const path = put("Dockerfile", "FROM b\n");
    expect(replaceTextFile(path, "FROM a\n", "FROM c\n", "utf8")).toMatch(/changed while it was being checked/);
    expect(readFileSync(path, "utf8")).toBe("FROM b\n");
  });
  it("refuses when its temporary name is taken", () => {
    const path = put("Dockerfile");
    put(`.Dockerfile.seaworthy-${process.pid}`, "mine");
    expect(replaceTextFile(path, "FROM a\n", "FROM c\n", "utf8")).toMatch(/cannot be written/);
    expect(readFileSync(path, "utf8")).toBe("FROM a\n");
    expect(readFileSync(join(folder, `.Dockerfile.seaworthy-${process.pid}`), "utf8")).toBe("mine");
  });
});
