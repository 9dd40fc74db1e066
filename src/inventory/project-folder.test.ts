import { describe, expect, test } from "vitest";
import { selectRules } from "../engine/presets.ts";
import { check } from "../engine/run.ts";

import { memoryTree } from "../files/memory-tree.ts";
import { imageUnit } from "../project/image-unit.ts";
import { rules } from "../rules/catalog.ts";
import { inspectProject } from "./inspect-image.ts";
import { holdsSystem, projectLimits, readProject } from "./project-folder.ts";

const lock = (...names: readonly string[]) =>
  JSON.stringify(
    {
      packages: {
        "": { dependencies: Object.fromEntries(names.map((name) => [name, "1"])) },
        ...Object.fromEntries(names.map((name) => [`node_modules/${name}`, { version: "1.0.0" }])),
      },
    },
    null,
    1,
  );

type Files = Readonly<Record<string, string>>;
const read = (files: Files, limits = projectLimits) => readProject(memoryTree(files), ".", limits);
const placesIn = (files: Files) =>
  (read(files)?.merged.packages ?? []).flatMap(({ name, locations }) =>
    locations.map(({ path, line }) => `${name} ${path}:${line}`),
  );

describe("which folder is a project", () => {
  const folders: readonly (readonly [string, Files, "project" | "system" | "neither"])[] = [
    ["a lockfile", { "package-lock.json": lock("a") }, "project"],
    ["a lockfile below", { "web/package-lock.json": lock("a") }, "project"],
    ["a manifest only", { "package.json": "{}" }, "project"],
    ["a system with a lockfile in it", { "etc/os-release": "ID=debian", "app/package-lock.json": lock("a") }, "system"],
    ["a database of packages", { "lib/apk/db/installed": "", "package-lock.json": lock("a") }, "system"],
    ["one program", { app: "", "data/x.txt": "" }, "neither"],
  ];
  test.each(folders)("%s", (_, files, is) => {
    const tree = memoryTree(files);
    expect(holdsSystem(tree, ".")).toBe(is === "system");
    expect(inspectProject(tree, { name: "dir:.", folder: "." }, "2026-01-01") !== undefined).toBe(is === "project");
  });
});

test("workspaces and other projects below are found; what is installed, built or for tests is not", () => {
  const files = {
    "package-lock.json": lock("a"),
    "services/api/go.mod": "module x\ngo 1.21\nrequire example.com/m v1.0.0\n",
    "services/web/package-lock.json": lock("b", "a"),
    "node_modules/x/package-lock.json": lock("no1"),
    "vendor/x/package-lock.json": lock("no2"),
    "services/web/testdata/package-lock.json": lock("no3"),
    "env/pyvenv.cfg": "home = /usr",
    "env/requirements.txt": "no4==1\n",
    "jvm/build.gradle": "",
    "jvm/build/package-lock.json": lock("no5"),
    "build/package-lock.json": lock("c"),
  };
  expect(placesIn(files)).toEqual([
    "example.com/m services/api/go.mod:3",
    "a package-lock.json:8",
    "a services/web/package-lock.json:12",
    "b services/web/package-lock.json:9",
    "c build/package-lock.json:8",
  ]);
});

test("a package that one lockfile names itself is direct, and for development only where all say so", () => {
  const dev = JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0", dev: true } } });
  const both = read({ "x/package-lock.json": dev, "y/package-lock.json": lock("a") })?.merged.packages;
  expect(both).toMatchObject([{ path: "y/package-lock.json", details: { direct: "true" } }]);
  expect(both?.[0]?.details.scope).toBeUndefined();
  expect(read({ "x/package-lock.json": dev })?.merged.packages[0]?.details.scope).toBe("dev");
});

test("what cannot be read is said, the rest is read", () => {
  const found = read({ "a/yarn.lock": "hello", "b/package-lock.json": lock("b"), "c/requirements.txt": "x>=1\n" });
  expect(found?.merged.packages.map(({ name }) => name)).toEqual(["b"]);
  expect(found?.merged.unknowns).toMatchObject([
    { what: "lockfile a/yarn.lock", fatal: true },
    { what: "requirement without a pinned version in c/requirements.txt (x)" },
  ]);
  expect(found?.lockfiles).toEqual([
    { path: "a/yarn.lock", packages: 0 },
    { path: "b/package-lock.json", packages: 1 },
    { path: "c/requirements.txt", packages: 0 },
  ]);
});

test("a project without a lockfile is nothing that was looked at", () => {
  expect(read({ "package.json": "{}" })?.merged.unknowns).toMatchObject([
    { what: "packages of the project", fatal: true },
  ]);
});

describe("limits", () => {
  const many = { "a/package-lock.json": lock("a"), "b/package-lock.json": lock("b"), "c/package-lock.json": lock("c") };
  const cases: readonly (readonly [string, Partial<typeof projectLimits>, Files, string])[] = [
    ["lockfiles", { lockfiles: 1 }, many, "lockfiles from b/package-lock.json on"],
    ["bytes", { bytes: 150 }, many, "lockfiles from b/package-lock.json on"],
    ["packages", { packages: 2 }, many, "packages from c/package-lock.json on"],
    ["folders", { folders: 2 }, many, "rest of the folder"],
    ["depth", { depth: 1 }, { ...many, "a/b/c/package-lock.json": lock("d") }, "a"],
    [
      "what is said",
      { unknowns: 1 },
      { "a/yarn.lock": "x", "b/yarn.lock": "x", "c/yarn.lock": "x" },
      "more that could not be read",
    ],
  ];
  test.each(cases)("%s", (_, limits, files, what) => {
    const unknowns = read(files, { ...projectLimits, ...limits })?.merged.unknowns ?? [];
    expect(unknowns.filter((one) => one.what === what)).toMatchObject([{ fatal: true }]);
  });
});

test("end to end: a report on a project, in which no rule for images speaks and no habit holds", () => {
  const files = {
    "package-lock.json": lock("a"),
    ".env": "DB_PASSWORD=hunter2hunter2\n",
    ".git/config": "",
    "core.123": "x".repeat(100_000),
  };
  const image = inspectProject(memoryTree(files), { name: "dir:.", folder: "." }, "2026-01-01");
  if (!image) throw new Error("a project");
  const report = check([{ unit: imageUnit(image) }], {
    rules: selectRules(rules, { preset: "all" }),
    today: "2026-01-01",
    project: "dir:.",
  });
  expect(report.target).toEqual({ kind: "project", name: "dir:." });
  expect(report.image?.project).toEqual({ lockfiles: [{ path: "package-lock.json", packages: 1 }] });
  expect(report.findings).toEqual([]);
  expect(report.unknowns).toEqual([]);
  expect(report.habits.filter(({ state }) => state !== "unknown")).toEqual([]);
  expect(report.image).toMatchObject({
    hasConfig: false,
    os: undefined,
    secrets: [],
    packages: [{ purl: "pkg:npm/a@1.0.0", locations: [{ path: "package-lock.json", layer: 0, line: 8 }] }],
  });
});
