import { describe, expect, test } from "vitest";
import { catalogedFrom, namesFrom, packagesFrom, unknownsFrom } from "./language-packages.fixture.ts";
import { isInstalledDistribution, pythonPackages } from "./python-packages.ts";

const path = "usr/lib/python3.12/site-packages/Flask_Babel-4.0.0.dist-info/METADATA";

describe("which files are metadata of installed distributions", () => {
  test.each([
    ["dist-info", "usr/lib/python3/site-packages/a-1.0.dist-info/METADATA", true],
    ["dist-info of pip --target", "opt/app/a-1.0.dist-info/METADATA", true],
    ["dist-info of a Debian package", "usr/lib/python3/dist-packages/a-1.0.dist-info/METADATA", true],
    ["vendored dist-info", "v/lib/site-packages/setuptools/_vendor/a-1.0.dist-info/METADATA", true],
    ["egg-info folder", "usr/lib/python3/dist-packages/a-1.0.egg-info/PKG-INFO", true],
    ["egg-info folder without version", "usr/lib/python3/dist-packages/a.egg-info/PKG-INFO", true],
    ["egg-info file", "usr/lib/python3/dist-packages/a-1.0.egg-info", true],
    ["egg-info that names its Python", "opt/x/a-1.0-py3.11.egg-info", true],
    ["unpacked egg", "v/site-packages/a-1.0-py3.11.egg/EGG-INFO/PKG-INFO", true],
    ["the application's source tree", "app/src/app.egg-info/PKG-INFO", false],
    ["an unpacked source archive", "src/a-1.0/PKG-INFO", false],
    ["dist-info without version", "app/a.dist-info/METADATA", false],
    ["PKG-INFO in a dist-info", "app/a-1.0.dist-info/PKG-INFO", false],
    ["some file METADATA", "usr/share/fonts/METADATA", false],
    ["at the root", "METADATA", false],
    ["fixtures of a package", "v/site-packages/x/tests/data/a-1.0.dist-info/METADATA", false],
    ["uv's cache", "root/.cache/uv/archive-v0/abc/a-1.0.dist-info/METADATA", false],
    ["Conda's cache", "opt/conda/pkgs/a-1.0-py312_0/lib/python3.12/site-packages/a-1.0.dist-info/METADATA", false],
    ["Conda's cache, any Python", "opt/conda/pkgs/a-1.0-pyhd_0/site-packages/a-1.0.dist-info/METADATA", false],
    ["Conda's environment", "opt/conda/lib/python3.12/site-packages/a-1.0.dist-info/METADATA", true],
    ["Python's own entry", "usr/lib/python2.7/lib-dynload/Python-2.7.18-py2.7.egg-info", false],
  ])("%s", (_, file, expected) => {
    expect(isInstalledDistribution(file)).toBe(expected);
  });
});

describe("reading metadata", () => {
  test("gives type, name, version, licence and path", () => {
    const text =
      "Metadata-Version: 2.4\nName: Flask-Babel\nVersion: 4.0.0\nLicense-Expression: BSD-3-Clause\n\n# Flask\n";
    expect(catalogedFrom(pythonPackages, path, text)).toEqual([
      {
        package: {
          type: "python",
          name: "Flask-Babel",
          version: "4.0.0",
          licenses: ["BSD-3-Clause"],
          path,
          details: {},
        },
      },
    ]);
  });

  test.each([
    ["the headers end at the first empty line", "Name: a\nVersion: 1\n\nName: b\nVersion: 2\n", ["a@1"]],
    ["also with CRLF", "Name: a\r\nVersion: 1\r\n\r\nVersion: 2\r\n", ["a@1"]],
    ["a byte order mark", "\uFEFFName: a\nVersion: 1\n", ["a@1"]],
    ["header names in any case", "NAME: a\nversion:1\n", ["a@1"]],
    ["a description among the headers", "Name: a\nDescription: x\n        \n        Version: 9\nVersion: 1\n", ["a@1"]],
    ["of two values the first counts", "Name: a\nVersion: 1\nVersion: 2\n", ["a@1"]],
    ["without an end of line", "Name: a\nVersion: 1", ["a@1"]],
    ["lines that are no header", "Name: a\nwhat is this\n:x\nVersion: 1\n", ["a@1"]],
    ["without a version, the folder tells", "Name: a\n", ["a@4.0.0"]],
    ["an empty file, the folder tells", "", ["Flask_Babel@4.0.0"]],
    ["an epoch and a local part", "Name: a\nVersion: 1!2.0.post1+deb\n", ["a@1!2.0.post1+deb"]],
  ])("%s", (_, text, expected) => {
    expect(namesFrom(pythonPackages, path, text)).toEqual(expected);
  });

  test("the name of an egg's folder ends before its Python", () => {
    const egg = "v/site-packages/a_b-1.0-py3.11.egg/EGG-INFO/PKG-INFO";
    expect(namesFrom(pythonPackages, egg, "")).toEqual(["a_b@1.0"]);
  });

  test.each([
    ["License-Expression beats all", "License-Expression: MIT\nLicense: BSD\n", ["MIT"]],
    ["License beats classifiers", "License: BSD\nClassifier: License :: OSI Approved :: MIT License\n", ["BSD"]],
    ["classifiers", "Classifier: License :: OSI Approved :: MIT License\nClassifier: Topic :: x\n", ["MIT License"]],
    [
      "two of them",
      "Classifier: License :: A :: X License\nClassifier: License :: Public Domain\n",
      ["X License", "Public Domain"],
    ],
    ["a classifier of the family alone", "Classifier: License :: OSI Approved\n", []],
    ["UNKNOWN is none", "License: UNKNOWN\nClassifier: License :: OSI Approved :: MIT License\n", ["MIT License"]],
    ["a whole text is none", `License: MIT License\n        ${"Permission is hereby granted. ".repeat(20)}\n`, []],
    ["none", "", []],
  ])("licence: %s", (_, headers, expected) => {
    const text = `Name: a\nVersion: 1\n${headers}\n`;
    expect(packagesFrom(pythonPackages, path, text)[0]?.licenses).toEqual(expected);
  });

  test.each([
    ["v/lib/site-packages/setuptools/_vendor/b-1.0.dist-info/METADATA", { vendoredIn: "setuptools" }],
    ["v/lib/site-packages/x/y/_vendor/b-1.0.dist-info/METADATA", { vendoredIn: "x" }],
    ["opt/setuptools/_vendor/b-1.0.dist-info/METADATA", { vendoredIn: "setuptools" }],
    ["_vendor/b-1.0.dist-info/METADATA", {}],
    ["v/lib/site-packages/b-1.0.dist-info/METADATA", {}],
  ])("%s is vendored: %j", (file, details) => {
    expect(packagesFrom(pythonPackages, file, "Name: b\nVersion: 1.0\n")[0]?.details).toEqual(details);
  });
});

describe("what cannot be read is said, with the file", () => {
  test.each([
    ["a version of two words", "site-packages/a.egg-info/PKG-INFO", "Name: a\nVersion: 1 2\n"],
    ["no version anywhere", "site-packages/a.egg-info/PKG-INFO", "Name: a\n"],
    ["no name anywhere", "site-packages/.egg-info/PKG-INFO", "Version: 1\n"],
    ["a name in bytes that are no text", path, "Name: \u0001\u0002\nVersion: 1\n"],
  ])("%s", (_, file, text) => {
    expect(unknownsFrom(pythonPackages, file, text)).toEqual([
      expect.objectContaining({ what: `package in ${file}`, fatal: true }),
    ]);
    expect(packagesFrom(pythonPackages, file, text)).toEqual([]);
  });
});
