import { describe, expect, test } from "vitest";
import { licenseNames, longestExpression, longestLicense, mostLicenses } from "./licenses.ts";

describe("names of licences", () => {
  test.each<[string, unknown, string[]]>([
    ["as they are", ["MIT", "Apache License 2.0"], ["MIT", "Apache License 2.0"]],
    ["each once", ["MIT", "MIT", " MIT "], ["MIT"]],
    ["a text alone", "MIT", ["MIT"]],
    [
      "an expression stays",
      ["(MIT OR GPL-2.0-only WITH Classpath-exception-2.0) AND LicenseRef-x"],
      ["(MIT OR GPL-2.0-only WITH Classpath-exception-2.0) AND LicenseRef-x"],
    ],
    ["an expression over two lines", ["MIT\n  OR Apache-2.0"], ["MIT OR Apache-2.0"]],
    ["blanks are tidied", ["GNU  GPL\t3 "], ["GNU GPL 3"]],
    ["objects of npm", [{ type: "MIT", url: "x" }, { name: "BSD" }], ["MIT", "BSD"]],
    ["lists of lists", [["MIT", ["ISC"]]], ["MIT", "ISC"]],
    ["what says nothing", ["UNKNOWN", "unknown", "NOASSERTION", "None", "", "  ", "N/A"], []],
    ["other types", [null, undefined, 1, true, {}, { type: 3 }], []],
    ["a licence text", ["MIT License\n\nPermission is hereby granted, free of charge"], []],
    ["a text in one line", ["Permission is hereby granted, ".repeat(10)], []],
    ["terminal commands", ["MIT\u001b[31m"], []],
    ["bytes that were no UTF-8", ["BSD \uFFFD"], []],
    ["an address", ["http://www.apache.org/licenses/LICENSE-2.0"], ["http://www.apache.org/licenses/LICENSE-2.0"]],
  ])("%s", (_, values, expected) => {
    expect(licenseNames(values)).toEqual(expected);
  });

  test(`a name has at most ${longestLicense} characters`, () => {
    const name = `a ${"b".repeat(longestLicense - 2)}`;
    expect(licenseNames([name, `${name}c`])).toEqual([name]);
  });

  test(`an expression at most ${longestExpression}`, () => {
    const long = `A${" OR A".repeat((longestExpression - 1) / 5)}`;
    expect(licenseNames([long])).toEqual([long]);
    expect(licenseNames([`${long} OR A`])).toEqual([]);
  });

  test(`at most ${mostLicenses} of one package`, () => {
    const many = Array.from({ length: mostLicenses + 9 }, (_, index) => `L-${index}`);
    expect(licenseNames(many.map((name) => [name]))).toHaveLength(mostLicenses);
    expect(licenseNames([many.slice(0, 40), many.slice(30)])).toHaveLength(mostLicenses);
  });

  test("objects without end end", () => {
    const loop: { type?: unknown } = {};
    loop.type = loop;
    expect(licenseNames(loop)).toEqual([]);
  });
});
