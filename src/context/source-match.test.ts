import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { hasWildcard, nameTest, pathParts } from "./source-match.ts";

describe("a part of a source and a name", () => {
  const cases: [pattern: string, name: string, matches: boolean][] = [
    ["app.js", "app.js", true],
    ["app.js", "App.js", false],
    ["*", "app.js", true],
    ["*", ".env", true],
    ["*.js", "app.js", true],
    ["*.js", "app.jsx", false],
    ["**", "app", true],
    ["a*b*c", "a-b-b-c", true],
    ["a*b*c", "a-c-b", false],
    ["?pp.js", "app.js", true],
    ["?pp.js", "pp.js", false],
    ["?", "\u{1F600}", true],
    ["[a-c]1", "b1", true],
    ["[a-c]1", "d1", false],
    ["[^b]pp.js", "app.js", true],
    ["[!b]pp.js", "app.js", false],
    ["[!b]pp.js", "!pp.js", true],
    ["arr[[]0].txt", "arr[0].txt", true],
    ["st\\*r", "st\\*r", true],
    ["*\\*r", "st*r", true],
    ["[\\]]*", "]x", true],
    ["[a", "a", false],
    ["[]a]", "a", false],
    ["[a-]", "a", false],
    ["[-a]", "a", false],
    ["*\\", "a\\", false],
    ["", "", true],
  ];
  it.each(cases)("%s and %s: %s", (pattern, name, matches) => {
    expect(nameTest(pattern)(name)).toBe(matches);
  });

  it("a shell leaves names with a dot in front to those who name the dot", () => {
    expect(nameTest("*", "shell")(".env")).toBe(false);
    expect(nameTest(".e*", "shell")(".env")).toBe(true);
    expect(nameTest("\\*", "shell")("*")).toBe(true);
  });

  it("many stars take no longer than the product of the lengths", () => {
    const started = cpuTime();
    expect(nameTest(`${"*a".repeat(200)}b`)("a".repeat(5_000))).toBe(false);
    expect(cpuTime() - started).toBeLessThan(2_000);
  });
});

describe("parts", () => {
  it.each([
    [".", []],
    ["", []],
    ["/", []],
    ["./src//lib/", ["src", "lib"]],
    ["/src/../docs", ["docs"]],
    ["../../etc", ["etc"]],
  ])("%s", (path, parts) => {
    expect(pathParts(path)).toEqual(parts);
  });

  it.each([
    ["a*", true],
    ["a?", true],
    ["a[b]", true],
    ["a\\*", false],
    ["a\\\\*", true],
    ["a{b,c}", false],
  ])("%s has a wildcard: %s", (text, wild) => {
    expect(hasWildcard(text)).toBe(wild);
  });
});
