import { describe, expect, test } from "vitest";
import { catalogedFrom, namesFrom, packagesFrom, unknownsFrom } from "./language-packages.fixture.ts";
import { mostNamedUnread, mostPackagesOfFile } from "./listed-packages.ts";
import { isInstalledList, phpComposer } from "./php-composer.ts";

const path = "app/vendor/composer/installed.json";

describe("which lists are of installed packages", () => {
  test.each([
    ["the usual place", path, true],
    ["another vendor folder", "app/libs/composer/installed.json", true],
    ["an application in a test folder", "test/vendor/composer/installed.json", true],
    ["fixtures of Composer", "app/vendor/composer/composer/tests/Fixtures/x/vendor/composer/installed.json", false],
    ["another file of the name", "app/installed.json", false],
  ])("%s", (_, file, expected) => {
    expect(isInstalledList(file)).toBe(expected);
  });
});

describe("reading installed.json", () => {
  test("of Composer 2 gives packages with commits and licences", () => {
    const text = JSON.stringify({
      packages: [
        {
          name: "acme/a",
          version: "v1.2.3",
          license: ["MIT", "GPL-2.0"],
          source: { reference: "abc" },
          dist: { reference: "x" },
        },
        { name: "acme/b", version: "dev-main", dist: { reference: "def" } },
      ],
      dev: true,
      "dev-package-names": ["acme/b"],
    });
    const record = { type: "php-composer", path };
    expect(packagesFrom(phpComposer, path, text)).toEqual([
      { ...record, name: "acme/a", version: "v1.2.3", licenses: ["MIT", "GPL-2.0"], details: { reference: "abc" } },
      { ...record, name: "acme/b", version: "dev-main", licenses: [], details: { reference: "def", dev: "true" } },
    ]);
  });

  test.each([
    ["of Composer 1", '[{"name":"acme/a","version":"1.0.0"}]', ["acme/a@1.0.0"]],
    ["with a byte order mark", '\uFEFF[{"name":"acme/a","version":"1.0.0"}]', ["acme/a@1.0.0"]],
    ["an empty list", "[]", []],
    ["nothing installed", '{"packages":[],"dev":false}', []],
    [
      "odd references",
      '[{"name":"acme/a","version":"1.0.0","source":null,"dist":{"reference":null}}]',
      ["acme/a@1.0.0"],
    ],
  ])("%s", (_, text, expected) => {
    expect(namesFrom(phpComposer, path, text)).toEqual(expected);
    expect(unknownsFrom(phpComposer, path, text)).toEqual([]);
  });

  test.each([
    ["no JSON", "<?php"],
    ["no list", '{"packages":{"a":1}}'],
    ["nothing", "null"],
    ["a list that only an ancestor has", '{"__proto__":{"packages":[]}}'],
  ])("%s is said", (_, text) => {
    expect(unknownsFrom(phpComposer, path, text)).toEqual([
      expect.objectContaining({ what: `package in ${path}`, fatal: true }),
    ]);
  });

  test("entries that cannot be read are said together, the others are read", () => {
    const bad = [null, 1, "x", [], {}, { name: "acme/x" }, { name: "acme/y", version: 1 }, { version: "1" }];
    const text = JSON.stringify([...bad, { name: "acme/a", version: "1.0.0" }]);
    expect(namesFrom(phpComposer, path, text)).toEqual(["acme/a@1.0.0"]);
    const [unknown, ...others] = unknownsFrom(phpComposer, path, text);
    expect(others).toEqual([]);
    expect(unknown).toEqual(
      expect.objectContaining({ what: `8 packages listed in ${path} (acme/x, acme/y, …)`, fatal: true }),
    );
  });

  test(`at most ${mostNamedUnread} of them are named`, () => {
    const text = JSON.stringify(Array.from({ length: 9 }, (_, index) => ({ name: `acme/${index}` })));
    expect(unknownsFrom(phpComposer, path, text)[0]?.what.match(/acme/g)).toHaveLength(mostNamedUnread);
  });

  test(`at most ${mostPackagesOfFile} packages of a file are read, and that is said`, () => {
    const entry = '{"name":"a/b","version":"1"}';
    const text = `[${`${entry},`.repeat(mostPackagesOfFile + 2)}${entry}]`;
    const cataloged = catalogedFrom(phpComposer, path, text);
    expect(cataloged).toHaveLength(mostPackagesOfFile + 1);
    expect(cataloged.at(-1)).toEqual({
      unknown: expect.objectContaining({ what: expect.stringMatching(/^3 of the /), fatal: true }),
    });
  });
});
