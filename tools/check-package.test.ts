import { expect, test } from "vitest";
import { checkPackage, required } from "./check-package.ts";

function pack(paths: readonly string[], unpackedSize = 1000) {
  return { size: 100, unpackedSize, files: paths.map((path) => ({ path, size: 1 })) };
}

const table: [name: string, problems: string[], wanted: string[]][] = [
  ["all that is needed", checkPackage(pack(required), {}), []],
  [
    "no command",
    checkPackage(pack(required.filter((path) => path !== "dist/cli.cjs")), {}),
    ["dist/cli.cjs is missing"],
  ],
  ["a source file", checkPackage(pack([...required, "src/index.ts"]), {}), ["src/index.ts should not be published"]],
  [
    "a test in dist",
    checkPackage(pack([...required, "dist/a.test.js"]), {}),
    ["dist/a.test.js should not be published"],
  ],
  [
    "an install script",
    checkPackage(pack(required), { postinstall: "x" }),
    ["a postinstall script would run on the user's machine"],
  ],
  ["a package grown fat", checkPackage(pack(required, 12_000_000), {}), ["12000000 bytes unpacked, above 11000000"]],
];

test.each(table)("%s", (_name, problems, wanted) => {
  expect(problems).toEqual(wanted);
});
