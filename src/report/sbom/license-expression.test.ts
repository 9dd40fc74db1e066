import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { deepestExpression, joinLicenses, longestExpression, readLicense } from "./license-expression.ts";
import { spdxExceptionIds, spdxLicenseIds } from "./spdx-ids.generated.ts";

const said = (text: string) => {
  const license = readLicense(text);
  if (license.kind === "id") return `id ${license.id}`;
  return license.kind === "name" ? `name ${license.name}` : `expression ${license.text}`;
};

describe("what a licence text is", () => {
  const cases: [string, string, string][] = [
    ["an identifier", "MIT", "id MIT"],
    ["an identifier, upper and lower case as the list has it", "apache-2.0", "id Apache-2.0"],
    ["blanks around it do not count", "  ISC\n", "id ISC"],
    ["an identifier that was given up is still one", "GPL-2.0+", "id GPL-2.0+"],
    ["or later, of any licence", "MPL-1.1+", "expression MPL-1.1+"],
    ["two of which one may choose", "MIT or Apache-2.0", "expression MIT OR Apache-2.0"],
    ["parentheses", "(MIT OR (ISC AND 0BSD))", "expression (MIT OR (ISC AND 0BSD))"],
    [
      "an exception",
      "GPL-2.0-only with classpath-exception-2.0",
      "expression GPL-2.0-only WITH Classpath-exception-2.0",
    ],
    ["a reference", "LicenseRef-own AND MIT", "expression LicenseRef-own AND MIT"],
    ["a name that is no identifier", "BSD", "name BSD"],
    ["Debian's short names", "GPL-2+", "name GPL-2+"],
    ["an expression with a name in it", "GPLv2+ and MIT", "name GPLv2+ and MIT"],
    ["a reference into another document", "DocumentRef-a:LicenseRef-b", "name DocumentRef-a:LicenseRef-b"],
    ["a missing parenthesis", "(MIT", "name (MIT"],
    ["a parenthesis too many", "MIT)", "name MIT)"],
    ["an operator without a right side", "MIT OR", "name MIT OR"],
    ["two licences side by side", "MIT Apache-2.0", "name MIT Apache-2.0"],
    ["an exception that is none", "MIT WITH friends", "name MIT WITH friends"],
    ["an exception alone", "Classpath-exception-2.0", "name Classpath-exception-2.0"],
    ["nothing", "", "name "],
    ["a name of an object's own", "constructor", "name constructor"],
  ];
  test.each(cases)("%s", (_, text, expected) => expect(said(text)).toBe(expected));

  test("nesting and length have limits", () => {
    const nested = (depth: number) => `${"(".repeat(depth)}MIT${")".repeat(depth)}`;
    expect(said(nested(deepestExpression))).toBe(`expression ${nested(deepestExpression)}`);
    expect(said(nested(deepestExpression + 1))).toBe(`name ${nested(deepestExpression + 1)}`);
    const long = `${"MIT AND ".repeat(longestExpression / 8)}MIT`;
    expect(said(long)).toBe(`name ${long}`);
  });
});

describe("several licences in one expression", () => {
  const cases: [string, readonly string[], string][] = [
    ["none", [], ""],
    ["one", ["MIT"], "MIT"],
    ["two", ["MIT", "ISC"], "MIT AND ISC"],
    ["one that is there twice", ["MIT", "mit"], "MIT"],
    ["a choice among others", ["MIT OR ISC", "0BSD"], "(MIT OR ISC) AND 0BSD"],
    ["a choice alone", ["MIT OR ISC"], "MIT OR ISC"],
    ["a name", ["MIT", "my own"], "MIT AND [my own]"],
  ];
  test.each(cases)("%s", (_, texts, expected) =>
    expect(joinLicenses(texts.map(readLicense), (name) => `[${name}]`)).toBe(expected),
  );
});

test("the identifiers are those that CycloneDX 1.6 allows", () => {
  const schema = createRequire(import.meta.url).resolve("@cyclonedx/cyclonedx-library/package.json");
  const path = schema.replace(/package\.json$/, "res/schema/spdx.SNAPSHOT.schema.json");
  const published: string[] = JSON.parse(readFileSync(path, "utf8")).enum;
  const ours = [...spdxLicenseIds.split(" "), ...spdxExceptionIds.split(" ")];
  expect(ours.toSorted()).toEqual(published.toSorted());
});
