import { expect, test } from "vitest";
import { checkPackage } from "./check-package.ts";

const needed = [
  "package.json",
  "README.md",
  "LICENSE",
  "NOTICE",
  "CHANGELOG.md",
  "dist/cli.cjs",
  "dist/index.js",
  "dist/index.d.ts",
  "schema/report.schema.json",
  "schema/config.schema.json",
];

function pack(paths: readonly string[], unpackedSize = 1000) {
  return { size: 100, unpackedSize, files: paths.map((path) => ({ path, size: 1 })) };
}

const table: [name: string, problems: string[], wanted: string[]][] = [
  ["all that is needed", checkPackage(pack(needed), {}), []],
  ["no command", checkPackage(pack(needed.filter((path) => path !== "dist/cli.cjs")), {}), ["dist/cli.cjs is missing"]],
  ["a source file", checkPackage(pack([...needed, "src/index.ts"]), {}), ["src/index.ts should not be published"]],
  ["a test in dist", checkPackage(pack([...needed, "dist/a.test.js"]), {}), ["dist/a.test.js should not be published"]],
  [
    "an install script",
    checkPackage(pack(needed), { postinstall: "x" }),
    ["a postinstall script would run on the user's machine"],
  ],
  ["a package grown fat", checkPackage(pack(needed, 4_000_000), {}), ["4000000 bytes unpacked, above 3000000"]],
];

test.each(table)("%s", (_name, problems, wanted) => {
  expect(problems).toEqual(wanted);
});
