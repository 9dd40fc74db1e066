import { expect, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { matchesGlob } from "./glob.ts";

const rows: [string, string, boolean][] = [
  ["Dockerfile", "Dockerfile", true],
  ["Dockerfile", "a/b/Dockerfile", true],
  ["/Dockerfile", "a/Dockerfile", false],
  ["/Dockerfile", "./Dockerfile", true],
  ["*.Dockerfile", "a/web.Dockerfile", true],
  ["*.Dockerfile", "a/web.Dockerfile.old", false],
  ["legacy/**", "legacy/a/Dockerfile", true],
  ["legacy/**", "new/legacy/Dockerfile", false],
  ["legacy/", "legacy/a/Dockerfile", true],
  ["**/legacy/*", "a/legacy/Dockerfile", true],
  ["a/*/Dockerfile", "a/b/Dockerfile", true],
  ["a/*/Dockerfile", "a/b/c/Dockerfile", false],
  ["a/**/Dockerfile", "a/Dockerfile", true],
  ["a/**/Dockerfile", "a/b/c/Dockerfile", true],
  ["Dockerfile.?", "Dockerfile.a", true],
  ["Dockerfile.?", "Dockerfile.ab", false],
  ["a.c", "abc", false],
  ["*a*b", "xaxb", true],
  ["", "anything", true],
];

test.each(rows)("%j on %j is %s", (glob, path, expected) => expect(matchesGlob(glob, path)).toBe(expected));

test("hostile globs stay quick", () => {
  const start = cpuTime();
  expect(matchesGlob("*a".repeat(2000), `${"a".repeat(4000)}b`)).toBe(false);
  expect(matchesGlob("**/a/".repeat(2000), "a/".repeat(1999))).toBe(false);
  expect(cpuTime() - start).toBeLessThan(1000);
});
