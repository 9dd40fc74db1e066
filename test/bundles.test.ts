import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

/** Modules that a check of files has no use for at its start: loading one takes milliseconds, in every run. */
const late = [
  "node:crypto",
  "node:zlib",
  "node:http",
  "node:https",
  "node:net",
  "node:tls",
  "lmdb",
  "ae-cvss-calculator",
];

it("the bundle of checks loads nothing at its start that only images and stores need", () => {
  const text = readFileSync(join(import.meta.dirname, "../dist/main.cjs"), "utf8");
  const loaded = [...text.matchAll(/require\([`"']([^`"']+)[`"']\)/g)].map(([, name]) => name ?? "");
  expect(loaded).toContain("node:fs");
  expect(loaded.filter((name) => late.includes(name))).toEqual([]);
});
