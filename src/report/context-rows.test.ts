import { describe, expect, it } from "vitest";
import type { ContextFile } from "../context/effective-context.ts";
import { contextRows } from "./context-rows.ts";

function files(sizes: Readonly<Record<string, number>>): ContextFile[] {
  return Object.entries(sizes).map(([path, bytes]) => ({ path, bytes, kind: "file", ignoredBy: undefined }));
}

const titles = ({ path }: ContextFile) => (path.endsWith(".env") ? "environment file" : undefined);

function rows(sizes: Readonly<Record<string, number>>): string[] {
  return contextRows(files(sizes), titles).map(({ kind, path, files, bytes }) => `${kind} ${path} ${files} ${bytes}`);
}

describe("rows", () => {
  it("secrets first, then junk by what makes it so, then folders, each largest first", () => {
    const sizes = {
      ".git/a": 5,
      ".git/b/c": 5,
      "a/.env": 1,
      "a/x.js": 2,
      "b.js": 3,
      "a/y/z.js": 2,
      "web/node_modules/k": 99,
    };
    expect(rows(sizes)).toEqual([
      "secret a/.env 1 1",
      "junk web/node_modules/ 1 99",
      "junk .git/ 2 10",
      "plain a/ 2 4",
      "plain b.js 1 3",
    ]);
  });
  it("a secret in junk is a secret", () => {
    expect(rows({ "node_modules/a/.env": 1 })).toEqual(["secret node_modules/a/.env 1 1"]);
  });
  it("starts below the folder that all files share", () => {
    expect(rows({ "a/b/c/x": 1, "a/b/d/y": 2, "a/b/z": 3 })).toEqual([
      "plain a/b/z 1 3",
      "plain a/b/d/ 1 2",
      "plain a/b/c/ 1 1",
    ]);
  });
  it("one file is itself", () => {
    expect(rows({ "a/b/c": 1 })).toEqual(["plain a/b/c 1 1"]);
  });
  it("nothing is nothing", () => {
    expect(rows({})).toEqual([]);
  });
});
