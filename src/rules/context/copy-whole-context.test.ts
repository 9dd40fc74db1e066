import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { copyWholeContext as rule } from "./copy-whole-context.ts";

type Files = Readonly<Record<string, string>>;
const all = "FROM a\nWORKDIR /app\nCOPY . .\n";

it.each<readonly [string, Files, readonly string[]]>([
  [
    "an editor's settings",
    { Dockerfile: all, ".idea/a.xml": "ab", "a.js": "", ".dockerignore": ".git\n" },
    [".: COPY takes 1 file (2 bytes) that the image does not need: .idea."],
  ],
  [
    "no ignore file",
    { Dockerfile: all, ".idea/a.xml": "ab" },
    [".: COPY takes 1 file (2 bytes) that the image does not need: .idea."],
  ],
  [
    "history and packages",
    {
      Dockerfile: `${all}RUN npm ci\n`,
      ".git/HEAD": "",
      "package.json": "",
      "node_modules/a/b": "",
      ".dockerignore": "x\n",
    },
    [],
  ],
  ["the program alone", { Dockerfile: all, "a.js": "", ".dockerignore": "x\n" }, []],
  ["a folder", { Dockerfile: "FROM a\nCOPY src /x\n", "src/.DS_Store": "", "src/a": "", ".dockerignore": "x\n" }, []],
])("copy-whole-context: %s", (_, files, expected) => {
  expect(problemsInFiles(rule, files).map(({ problem, text }) => `${text}: ${problem.message}`)).toEqual(expected);
});

it("extends the ignore file", () => {
  const [one] = problemsInFiles(rule, { Dockerfile: all, ".idea/a.xml": "ab", "a.js": "", ".dockerignore": ".git\n" });
  expect(one?.problem.fixes).toMatchObject([
    { safety: "safe", edits: [{ path: ".dockerignore", start: 5, end: 5, text: "\n# Editors\n**/.idea\n" }] },
  ]);
});
