import { describe, expect, test } from "vitest";
import { dotnetDeps } from "./dotnet-deps.ts";
import { catalogedFrom, namesFrom, packagesFrom, unknownsFrom } from "./language-packages.fixture.ts";
import { mostPackagesOfFile } from "./listed-packages.ts";

const path = "app/Shop.deps.json";
const target = ".NETCoreApp,Version=v8.0/linux-x64";

function deps(libraries: Record<string, unknown>, libraryFiles: Record<string, unknown> = {}): string {
  return JSON.stringify({
    runtimeTarget: { name: target, signature: "" },
    targets: { [target]: libraryFiles },
    libraries,
  });
}

const dll = { runtime: { "lib/net8.0/A.dll": { assemblyVersion: "1.0.0.0" } } };

describe("reading a deps.json", () => {
  test("packages, the runtime of a self-contained application, and its own projects", () => {
    const text = deps(
      {
        "Shop/1.0.0": { type: "project", serviceable: false, sha512: "" },
        "Newtonsoft.Json/13.0.1": {
          type: "package",
          serviceable: true,
          sha512: "sha512-x",
          path: "newtonsoft.json/13.0.1",
        },
        "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": { type: "runtimepack" },
      },
      {
        "Shop/1.0.0": { dependencies: {}, runtime: { "Shop.dll": {} } },
        "Newtonsoft.Json/13.0.1": dll,
        "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": {
          runtime: { "System.Runtime.dll": {} },
          native: {},
        },
      },
    );
    const record = { type: "dotnet", licenses: [], path };
    expect(catalogedFrom(dotnetDeps, path, text)).toEqual([
      { package: { ...record, name: "Shop", version: "1.0.0", details: { main: "true" } } },
      { package: { ...record, name: "Newtonsoft.Json", version: "13.0.1", details: {} } },
      { package: { ...record, name: "Microsoft.NETCore.App.Runtime.linux-x64", version: "8.0.1", details: {} } },
    ]);
  });

  test.each<[string, unknown, boolean]>([
    ["an assembly", dll, true],
    ["a native library", { native: { "runtimes/linux-x64/native/x.so": {} } }, true],
    ["files for several systems", { runtimeTargets: { "runtimes/unix/lib/x.dll": {} } }, true],
    ["texts in other languages", { resources: { "lib/de/x.resources.dll": {} } }, true],
    ["nothing: the shared framework has it", { dependencies: { "System.Runtime": "4.3.0" } }, false],
    ["nothing at all", {}, false],
    ["an empty folder", { runtime: { "lib/net8.0/_._": {} } }, false],
    ["it is not in the target", undefined, true],
    ["something odd", 3, true],
  ])("a package that ships %s is listed: %s", (_, files, expected) => {
    const key = "System.Net.Http/4.3.0";
    const text = deps({ [key]: { type: "package" } }, files === undefined ? {} : { [key]: files });
    expect(namesFrom(dotnetDeps, path, text)).toEqual(expected ? ["System.Net.Http@4.3.0"] : []);
    expect(unknownsFrom(dotnetDeps, path, text)).toEqual([]);
  });

  test("a target whose name is a text, as older ones have it", () => {
    const text = JSON.stringify({
      runtimeTarget: ".NETCoreApp,Version=v1.1",
      targets: { ".NETCoreApp,Version=v1.1": { "A/1.0.0": {} } },
      libraries: { "A/1.0.0": { type: "package" }, "B/1.0.0": { type: "Package" } },
    });
    expect(namesFrom(dotnetDeps, path, text)).toEqual(["B@1.0.0"]);
  });

  test("assemblies that come from no package are left out", () => {
    const text = deps({ "Acme.Lib/1.0.0.0": { type: "reference" } });
    expect(catalogedFrom(dotnetDeps, path, text)).toEqual([]);
  });
});

describe("the shared framework", () => {
  const shared = "usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.1/Microsoft.NETCore.App.deps.json";

  test("is the package that its file names", () => {
    const key = "Microsoft.NETCore.App.Runtime.linux-x64/8.0.1";
    const text = deps({ [key]: { type: "package" } }, { [key]: dll });
    expect(namesFrom(dotnetDeps, shared, text)).toEqual(["Microsoft.NETCore.App.Runtime.linux-x64@8.0.1"]);
  });

  test("is told by the folder where the file names none", () => {
    expect(namesFrom(dotnetDeps, shared, deps({}))).toEqual(["Microsoft.NETCore.App@8.0.1"]);
  });

  test("is nothing that any folder tells", () => {
    expect(namesFrom(dotnetDeps, "app/shared/x/y/z.deps.json", deps({}))).toEqual([]);
    expect(namesFrom(dotnetDeps, "app/x.deps.json", deps({}))).toEqual([]);
  });
});

describe("what cannot be read", () => {
  test.each([
    ["a file of another program", '{"dependencies":{}}'],
    ["no JSON", "all: x.o"],
    ["nothing", ""],
  ])("%s is passed over", (_, text) => {
    expect(catalogedFrom(dotnetDeps, path, text)).toEqual([]);
  });

  test.each([
    ["half a file", '{\n  "runtimeTarget": {\n    "na'],
    ["libraries of another type", '{"runtimeTarget":{},"libraries":[]}'],
  ])("%s is said", (_, text) => {
    expect(unknownsFrom(dotnetDeps, path, text)).toEqual([
      expect.objectContaining({ what: `package in ${path}`, fatal: true }),
    ]);
  });

  test("entries are said together, the others are read", () => {
    const text = deps({
      "A/1": { type: "package" },
      B: { type: "package" },
      "C/": { type: "package" },
      "D/1": null,
      "/1": { type: 3 },
    });
    expect(namesFrom(dotnetDeps, path, text)).toEqual(["A@1"]);
    expect(unknownsFrom(dotnetDeps, path, text)).toEqual([
      expect.objectContaining({
        what: expect.stringMatching(/^4 packages listed in app\/Shop.deps.json/),
        fatal: true,
      }),
    ]);
  });

  test("a library called __proto__ is a library", () => {
    const text =
      '{"runtimeTarget":{"name":"__proto__"},"targets":{"__proto__":{}},"libraries":{"__proto__":{"type":"package"},"A/1":{"type":"package"}}}';
    expect(namesFrom(dotnetDeps, path, text)).toEqual(["A@1"]);
  });

  test(`at most ${mostPackagesOfFile} of one file`, () => {
    const libraries = Object.fromEntries(
      Array.from({ length: mostPackagesOfFile + 1 }, (_, index) => [`A${index}/1`, { type: "package" }]),
    );
    expect(packagesFrom(dotnetDeps, path, deps(libraries))).toHaveLength(mostPackagesOfFile);
    expect(unknownsFrom(dotnetDeps, path, deps(libraries))).toHaveLength(1);
  });
});
