import { describe, expect, test } from "vitest";
import { catalogedFrom, namesFrom, packagesFrom, unknownsFrom } from "./language-packages.fixture.ts";
import { perl } from "./perl.ts";

const folder = "usr/local/lib/perl5/site_perl/5.38.2/x86_64-linux-gnu/.meta/Foo-Bar-1.23";
const path = `${folder}/install.json`;

test("install.json gives the distribution, not the module", () => {
  const text = '{"name":"Foo::Bar","version":1.23,"dist":"Foo-Bar-1.23","pathname":"A/AC/ACME/Foo-Bar-1.23.tar.gz"}';
  const details = { module: "Foo::Bar", author: "ACME" };
  expect(catalogedFrom(perl, path, text)).toEqual([
    { package: { type: "perl", name: "Foo-Bar", version: "1.23", licenses: [], path, details } },
  ]);
});

test("MYMETA.json gives its licences", () => {
  expect(catalogedFrom(perl, `${folder}/MYMETA.json`, '{"name":"Foo-Bar","license":["perl_5"]}')).toEqual([
    { licensed: { type: "perl", name: "Foo-Bar", licenses: ["perl_5"] } },
  ]);
});

test.each([
  ["unknown", '{"name":"Foo-Bar","license":["unknown"]}'],
  ["no JSON", "{"],
  ["no name", '{"license":["perl_5"]}'],
])("a MYMETA.json without licences tells nothing: %s", (_, text) => {
  expect(catalogedFrom(perl, `${folder}/MYMETA.json`, text)).toEqual([]);
});

describe("name and version of a distribution", () => {
  test.each([
    ["Foo-1.2", "Foo@1.2"],
    ["Foo-Bar-v1.2.3", "Foo-Bar@v1.2.3"],
    ["Foo-Bar-1.2-TRIAL", "Foo-Bar@1.2-TRIAL"],
    ["Foo-2-Bar-1.2", "Foo-2-Bar@1.2"],
  ])("%s", (dist, expected) => {
    expect(namesFrom(perl, path, JSON.stringify({ dist }))).toEqual([expected]);
  });

  test("the folder tells them where the file does not", () => {
    expect(namesFrom(perl, path, "{}")).toEqual(["Foo-Bar@1.23"]);
  });

  test("a distribution without version takes that of its module", () => {
    expect(namesFrom(perl, path, '{"dist":"Foo","version":"3"}')).toEqual(["Foo@3"]);
  });
});

test("a pathname of another form tells no author", () => {
  const text = '{"dist":"Foo-1","pathname":"http://example.com/Foo-1.tar.gz"}';
  expect(packagesFrom(perl, path, text)[0]?.details).toEqual({});
});

test.each([
  ["no JSON", "{"],
  ["a list", "[]"],
  ["no version", '{"dist":"Foo"}'],
])("%s is said", (_, text) => {
  expect(unknownsFrom(perl, path, text)).toEqual([
    expect.objectContaining({ what: `package in ${path}`, fatal: true }),
  ]);
});
