import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { checkRooms, readHouse } from "./check-rooms.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const table: [name: string, files: Record<string, string>, messages: string[]][] = [
  ["an import from a room above", { "src/engine/a.ts": 'import { b } from "../text/b.ts";', "src/text/b.ts": "" }, []],
  [
    "an import from a room below",
    { "src/text/b.ts": 'import type { A } from "../engine/a.ts";', "src/engine/a.ts": "" },
    ["text imports from engine, which stands below it"],
  ],
  [
    "a re-export from a room below",
    { "src/rules/b.ts": 'export { a } from "../report/a.ts";' },
    ["rules imports from report, which stands below it"],
  ],
  [
    "a dynamic import from a room below",
    { "src/engine/b.ts": 'const a = await import("../apps/cli/a.ts");' },
    ["engine imports from apps, which stands below it"],
  ],
  ["an import inside one room", { "src/text/b.ts": 'import "./a.ts";', "src/text/a.ts": "" }, []],
  ["the public page from the command line", { "src/apps/cli/a.ts": 'import "../../index.ts";' }, []],
  ["a room that does not exist", { "src/util/a.ts": "" }, ["util is not a room (see tools/check-rooms.ts)"]],
  [
    "an import of a tool",
    { "src/apps/a.ts": 'import "../../tools/a.ts";' },
    ["imports tools/a.ts, which is not part of the package"],
  ],
  [
    "a circle of two files",
    { "src/text/a.ts": 'import "./b.ts";', "src/text/b.ts": 'import type { A } from "./a.ts";' },
    ["import circle: src/text/a.ts > src/text/b.ts > src/text/a.ts"],
  ],
  [
    "a circle that is closed only on demand",
    { "src/text/a.ts": 'import "./b.ts";', "src/text/b.ts": 'const a = () => import("./a.ts");' },
    [],
  ],
  ["the disk in a rule", { "src/rules/a.ts": 'import "node:fs";' }, ["node:fs may be used only in files, apps"]],
  ["the disk in files", { "src/files/a.ts": 'import "node:fs/promises";' }, []],
  [
    "the process in the engine",
    { "src/engine/a.ts": "export const a = process.env.HOME;" },
    ["process may be used only in net, files, apps"],
  ],
  ["the console in a report", { "src/report/a.ts": "console.log(1);" }, ["console may be used only in apps"]],
  [
    "the clock in the engine",
    { "src/engine/a.ts": "f(Date.now()); g(new Date());" },
    ["Date.now() may be used only in net, files, apps", "new Date() may be used only in net, files, apps"],
  ],
  ["a date that was handed in", { "src/engine/a.ts": "export const a = new Date(1);" }, []],
  [
    "a key, a comment and a string",
    { "src/text/a.ts": 'const a = { process: 1, "x": "console.log" }; // process.env' },
    [],
  ],
  ["the console in the command line", { "src/apps/cli/a.ts": "console.log(process.argv);" }, []],
  ["a test", { "src/text/a.test.ts": 'import "../apps/cli/a.ts"; console.log(1);' }, []],
];

describe("room arrows", () => {
  test.each(table)("%s", (_name, files, messages) => {
    expect(checkRooms(new Map(Object.entries(files))).map((problem) => problem.message)).toEqual(messages);
  });

  test("a problem names its file and line", () => {
    const [problem] = checkRooms(new Map([["src/text/a.ts", '\n\nimport "../engine/b.ts";']]));
    expect(problem).toMatchObject({ path: "src/text/a.ts", line: 3 });
  });

  test("reads this house", () => {
    expect([...readHouse(root).keys()]).toContain("src/text/edit.ts");
  });
});
