import { expect, test } from "vitest";
import { catalogedFrom, unknownsFrom } from "./language-packages.fixture.ts";
import { rPackages } from "./r-packages.ts";

const path = "usr/local/lib/R/site-library/digest/DESCRIPTION";
const built =
  "Package: digest\nVersion: 0.6.33\nLicense: GPL (>= 2)\nRepository: CRAN\nBuilt: R 4.3.1; x86_64-pc-linux-gnu\n";

test("an installed package gives name, version, licence and where it is from", () => {
  expect(catalogedFrom(rPackages, path, built)).toEqual([
    {
      package: {
        type: "r-package",
        name: "digest",
        version: "0.6.33",
        licenses: ["GPL (>= 2)"],
        path,
        details: { repository: "CRAN" },
      },
    },
  ]);
});

test("with CRLF, a byte order mark and continued lines", () => {
  const text = `\uFEFFDescription: a\n  b\n${built}`.replaceAll("\n", "\r\n");
  expect(catalogedFrom(rPackages, path, text)).toHaveLength(1);
});

test("packages that come with R say so", () => {
  const text = "Package: base\nVersion: 4.3.1\nPriority: base\nBuilt: R 4.3.1\n";
  const [cataloged] = catalogedFrom(rPackages, "usr/lib/R/library/base/DESCRIPTION", text);
  expect(cataloged).toEqual({ package: expect.objectContaining({ details: { priority: "base" } }) });
});

test.each([
  ["a source, which was not built", path, "Package: digest\nVersion: 0.6.33\n"],
  ["a package that the folder is not called after", "app/x/DESCRIPTION", built],
  ["any text", path, "This is a description.\n"],
  ["nothing", path, ""],
])("%s is passed over", (_, file, text) => {
  expect(catalogedFrom(rPackages, file, text)).toEqual([]);
});

test("a package without version is said", () => {
  expect(unknownsFrom(rPackages, path, "Package: digest\nBuilt: R 4.3.1\n")).toEqual([
    expect.objectContaining({ what: `package in ${path}`, fatal: true }),
  ]);
});
