import { describe, expect, test } from "vitest";
import { catalogedFrom, namesFrom, packagesFrom, unknownsFrom } from "./language-packages.fixture.ts";
import { bundledWith, isInstalledPackage, nodePackages } from "./node-packages.ts";

const path = "app/node_modules/left-pad/package.json";

describe("which package.json is that of an installed package", () => {
  test.each([
    ["a dependency", "app/node_modules/a/package.json", true],
    ["a scoped one", "app/node_modules/@s/a/package.json", true],
    ["at the root", "node_modules/a/package.json", true],
    ["one of another one", "app/node_modules/a/node_modules/b/package.json", true],
    ["in pnpm's store", "app/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json", true],
    ["in cnpm's store", "app/node_modules/_a@1.0.0@a/package.json", true],
    ["in npm's store", "app/node_modules/.store/a@1.0.0-x/node_modules/@s/a/package.json", true],
    ["in Yarn's store", "app/node_modules/.store/a-npm-1.0.0-0123456789/package/package.json", true],
    ["a package that is called like a test folder", "app/node_modules/mocks/node_modules/b/package.json", true],
    ["a scoped one that is", "app/node_modules/@s/test/node_modules/b/package.json", true],
    ["an application in a test folder", "srv/test/node_modules/b/package.json", true],
    ["bundled in dist", "usr/lib/node_modules/pnpm/dist/node_modules/b/package.json", true],
    ["Yarn of an image", "opt/yarn-v1.22.22/package.json", true],
    ["Corepack's pnpm", "root/.cache/node/corepack/v1/pnpm/9.0.0/package.json", true],
    ["Corepack's pnpm in old ones", "root/.cache/node/corepack/pnpm/8.0.0/package.json", true],
    ["the application's own", "app/package.json", false],
    ["at the root, its own", "package.json", false],
    ["a folder of a package", "app/node_modules/a/esm/package.json", false],
    ["a folder of a scoped package", "app/node_modules/@s/a/esm/package.json", false],
    ["a folder of Corepack's pnpm", "root/.cache/node/corepack/v1/pnpm/9.0.0/dist/package.json", false],
    ["a test fixture of a package", "app/node_modules/a/test/node_modules/b/package.json", false],
    ["a deep test fixture", "app/node_modules/a/test/fixtures/x/node_modules/@s/b/package.json", false],
    ["a leftover of npm", "app/node_modules/.a-x1Y2z3/package.json", false],
    ["a cache", "app/node_modules/.vite/package.json", false],
    ["a folder that only ends so", "app/my_node_modules/a/package.json", false],
  ])("%s", (_, file, expected) => {
    expect(isInstalledPackage(file)).toBe(expected);
  });
});

describe("reading a package.json", () => {
  test("gives type, name, version, licence and path", () => {
    const text = '{"name":"left-pad","version":"1.3.0","license":"WTFPL"}';
    expect(catalogedFrom(nodePackages, path, text)).toEqual([
      { package: { type: "npm", name: "left-pad", version: "1.3.0", licenses: ["WTFPL"], path, details: {} } },
    ]);
  });

  test.each([
    ["the name is in the file, not in the folder: an alias", '{"name":"@s/b","version":"1.0.0"}', ["@s/b@1.0.0"]],
    ["a byte order mark", '\uFEFF{"name":"a","version":"1.0.0"}', ["a@1.0.0"]],
    ["lines that end with CRLF", '{\r\n"name": "a",\r\n"version": "1.0.0"\r\n}\r\n', ["a@1.0.0"]],
    ["blanks around", '{"name":" a ","version":"1.0.0\\n"}', ["a@1.0.0"]],
    [
      "of two versions the last counts, as for Node.js",
      '{"name":"a","version":"1.0.0","version":"2.0.0"}',
      ["a@2.0.0"],
    ],
    [
      "a member called __proto__ is a member",
      '{"__proto__":{"name":"x","version":"9"},"name":"a","version":"1.0.0"}',
      ["a@1.0.0"],
    ],
    ["and tells nothing", '{"__proto__":{"name":"x","version":"9"}}', []],
    ["only a type", '{"type":"module"}', []],
    ["build metadata stays", '{"name":"a","version":"1.0.0-rc.1+x"}', ["a@1.0.0-rc.1+x"]],
  ])("%s", (_, text, expected) => {
    expect(namesFrom(nodePackages, path, text)).toEqual(expected);
    expect(unknownsFrom(nodePackages, path, text)).toEqual([]);
  });

  test.each([
    ["a text", '"MIT"', ["MIT"]],
    ["an object", '{"type":"MIT","url":"https://example.com"}', ["MIT"]],
    ["an old list", '["MIT",{"type":"Apache-2.0"}]', ["MIT", "Apache-2.0"]],
    ["an expression", '"(MIT OR CC0-1.0)"', ["(MIT OR CC0-1.0)"]],
    ["a file", '"SEE LICENSE IN LICENSE.md"', ["SEE LICENSE IN LICENSE.md"]],
    ["a number", "3", []],
    ["null", "null", []],
  ])("licence as %s", (_, license, expected) => {
    const text = `{"name":"a","version":"1.0.0","license":${license}}`;
    expect(packagesFrom(nodePackages, path, text)[0]?.licenses).toEqual(expected);
  });

  test("licences in the old list", () => {
    const text = '{"name":"a","version":"1.0.0","licenses":[{"type":"MIT"},{"type":"GPL-2.0"}]}';
    expect(packagesFrom(nodePackages, path, text)[0]?.licenses).toEqual(["MIT", "GPL-2.0"]);
  });
});

describe("what cannot be read is said, with the file", () => {
  test.each([
    ["no JSON", "not json at all"],
    ["an empty file", ""],
    ["half a file", '{"name":"a","vers'],
    ["nested to the end", "[".repeat(1_000_000)],
    ["a list", "[]"],
    ["null", "null"],
    ["a version that is a number", '{"name":"a","version":1}'],
    ["a version that is a list", '{"name":"a","version":["1.0.0"]}'],
    ["a version that is empty", '{"name":"a","version":""}'],
    ["a version with a terminal's commands", '{"name":"a","version":"1.0.0\\u001b[2J"}'],
    ["a version of two words", '{"name":"a","version":"1.0.0 2.0.0"}'],
    ["a name that is an object", '{"name":{},"version":"1.0.0"}'],
    ["a name of a megabyte", `{"name":"${"a".repeat(1_000_000)}","version":"1.0.0"}`],
    ["a name that turns the line around", '{"name":"a\\u202Eb","version":"1.0.0"}'],
  ])("%s", (_, text) => {
    expect(catalogedFrom(nodePackages, path, text)).toEqual([
      { unknown: expect.objectContaining({ what: `package in ${path}`, fatal: true }) },
    ]);
  });

  test("a name in bytes that are no UTF-8", () => {
    const bytes = Buffer.concat([Buffer.from('{"name":"a'), Buffer.from([0xff]), Buffer.from('","version":"1.0.0"}')]);
    expect(unknownsFrom(nodePackages, path, bytes)).toHaveLength(1);
  });

  test("other bytes that are no UTF-8 do no harm", () => {
    const bytes = Buffer.concat([
      Buffer.from('{"author":"'),
      Buffer.from([0xe9]),
      Buffer.from('","name":"a","version":"1.0.0"}'),
    ]);
    expect(namesFrom(nodePackages, path, bytes)).toEqual(["a@1.0.0"]);
  });

  test("a package without a version is said, and nothing was left unread", () => {
    expect(unknownsFrom(nodePackages, path, '{"name":"a"}')).toEqual([
      { what: `version of the package in ${path}`, why: expect.any(String) },
    ]);
  });

  test("no text of the file is in what is said of it", () => {
    const secret = "hunter2hunter2";
    expect(JSON.stringify(unknownsFrom(nodePackages, path, `{"token":"${secret}" oops`))).not.toContain(secret);
  });
});

describe("whose own copy a package is", () => {
  test.each([
    ["usr/local/lib/node_modules/npm/node_modules/tar/package.json", "npm"],
    ["usr/lib/node_modules/npm/node_modules/@npmcli/arborist/package.json", "npm"],
    ["usr/lib/node_modules/npm/node_modules/cacache/node_modules/tar/package.json", "npm"],
    ["usr/share/nodejs/npm/node_modules/tar/package.json", "npm"],
    ["app/node_modules/pnpm/dist/node_modules/tar/package.json", "pnpm"],
    ["usr/lib/node_modules/@pnpm/exe/dist/node_modules/tar/package.json", "pnpm"],
    ["root/.cache/node/corepack/v1/pnpm/9.0.0/dist/node_modules/tar/package.json", "pnpm"],
    ["root/.cache/node/corepack/v1/npm/10.0.0/node_modules/tar/package.json", "npm"],
    ["usr/local/lib/node_modules/corepack/node_modules/x/package.json", "corepack"],
    ["usr/local/lib/node_modules/npm/package.json", undefined],
    ["app/node_modules/tar/package.json", undefined],
    ["app/node_modules/npm-run-all/node_modules/tar/package.json", undefined],
    ["app/node_modules/a/node_modules/npm/package.json", undefined],
    ["npm/node_modules/a/package.json", undefined],
    ["opt/yarn-v1.22.22/package.json", undefined],
    ["", undefined],
  ])("%s: %s", (file, expected) => {
    expect(bundledWith(file)).toBe(expected);
  });
});
