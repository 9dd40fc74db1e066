import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { ignoreFileMissing as rule } from "./ignore-file-missing.ts";

type Files = Readonly<Record<string, string>>;
const all = "FROM a\nWORKDIR /app\nCOPY . .\n";
const npm = "FROM a\nWORKDIR /app\nCOPY . .\nRUN npm ci\n";
const packages = { "package.json": "{}", "node_modules/a/index.js": "abcd", "node_modules/b/index.js": "" };

it.each<readonly [string, Files, readonly string[]]>([
  [
    "history",
    { Dockerfile: all, ".git/HEAD": "abc" },
    [".: medium: There is no ignore file, so 1 file (3 bytes) that the image does not need goes into the build: .git."],
  ],
  [
    "packages, and what is worst first",
    { Dockerfile: npm, ...packages, ".DS_Store": "abcdefgh" },
    [
      ".: medium: There is no ignore file, so 3 files (12 bytes) that the image does not need go into the build: node_modules and .DS_Store.",
    ],
  ],
  [
    "caches",
    { Dockerfile: "FROM a\nCOPY app /app\n", "app/a.py": "", "setup.py": "", "app/__pycache__/a.pyc": "x" },
    [
      "app: low: There is no ignore file, so 1 file (1 byte) that the image does not need goes into the build: __pycache__.",
    ],
  ],
  ["an ignore file", { Dockerfile: all, ".git/HEAD": "abc", ".dockerignore": "" }, []],
  ["an ignore file of its own", { "a.Dockerfile": all, ".git/HEAD": "abc", "a.Dockerfile.dockerignore": "x\n" }, []],
  ["only the program", { Dockerfile: all, "a.js": "", "README.md": "", LICENSE: "" }, []],
  ["copied one by one", { Dockerfile: "FROM a\nCOPY a.js /x\n", "a.js": "", ".git/HEAD": "", ...packages }, []],
  ["packages that the image needs", { Dockerfile: all, ...packages }, []],
  ["nothing is copied", { Dockerfile: "FROM a\nRUN true\n", ".git/HEAD": "" }, []],
])("ignore-file-missing: %s", (_, files, expected) => {
  const found = problemsInFiles(rule, files);
  expect(found.map(({ problem, text }) => `${text}: ${problem.severity}: ${problem.message}`)).toEqual(expected);
});

it("offers all of the plan first, then what is safe, and says what leaves", () => {
  const [one] = problemsInFiles(rule, { Dockerfile: npm, ...packages, ".DS_Store": "abcdefgh" });
  const fixes = one?.problem.fixes ?? [];
  expect(fixes.map(({ safety, edits }) => [safety, edits[0]?.text.includes("node_modules")])).toEqual([
    ["unsafe", true],
    ["safe", false],
  ]);
  expect(fixes[1]?.followUp).toEqual(["1 file (8 bytes) no longer goes into the build context."]);
});

it("writes beside the folder that is built, not beside the Dockerfile", () => {
  const files = {
    "docker/Dockerfile": "FROM a\nCOPY . /app\n",
    "compose.yaml": "services:\n  a:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile\n",
    ".git/HEAD": "",
  };
  const [one] = problemsInFiles(rule, files);
  expect(one?.problem.fixes?.[0]?.edits[0]?.path).toBe(".dockerignore");
});
