import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { copyIgnoredFile as rule } from "./copy-ignored-file.ts";

type Files = Readonly<Record<string, string>>;
const ignores = (text: string) => ({ ".dockerignore": text });

it.each<readonly [string, Files, readonly string[]]>([
  [
    "a file",
    { Dockerfile: "FROM a\nCOPY a.md b /x/\n", "a.md": "", b: "", ...ignores("*.md\n") },
    ["a.md: high: COPY fails: .dockerignore leaves this source out, so the builder does not see it."],
  ],
  [
    "a file that is taken in again",
    { Dockerfile: "FROM a\nCOPY a.md /x/\n", "a.md": "", ...ignores("*.md\n!a.md\n") },
    [],
  ],
  [
    "a file that is taken in again and left out once more",
    { Dockerfile: "FROM a\nCOPY a.md /x/\n", "a.md": "", ...ignores("*.md\n!a.md\na.*\n") },
    ["a.md: high: COPY fails: .dockerignore leaves this source out, so the builder does not see it."],
  ],
  [
    "a folder",
    { Dockerfile: "FROM a\nCOPY dist /x/\n", "dist/a": "", ...ignores("dist\n") },
    ["dist: high: COPY fails: .dockerignore leaves this source out, so the builder does not see it."],
  ],
  [
    "a folder of which a part is left out",
    { Dockerfile: "FROM a\nCOPY dist /x/\n", "dist/a": "", "dist/b": "", ...ignores("dist/a\n") },
    [],
  ],
  [
    "a pattern",
    { Dockerfile: "FROM a\nCOPY target/*.jar /x/\n", "target/a.jar": "", ...ignores("target\n") },
    ["target/*.jar: high: COPY fails: .dockerignore leaves this source out, so the builder does not see it."],
  ],
  [
    "a pattern that may match nothing",
    { Dockerfile: "FROM a\nCOPY *.jar /x/\n", "a.jar": "", ...ignores("*.jar\n") },
    ["*.jar: medium: COPY takes nothing: .dockerignore leaves out every file it could match."],
  ],
  [
    "a mount",
    { Dockerfile: "FROM a\nRUN --mount=type=bind,source=a.md,target=/a true\n", "a.md": "", ...ignores("*.md\n") },
    [
      "--mount=type=bind,source=a.md,target=/a: high: The bind mount fails: .dockerignore leaves this source out, so the builder does not see it.",
    ],
  ],
  [
    "a stage that is not built",
    { Dockerfile: "FROM a AS b\nCOPY a.md /\nFROM a\n", "a.md": "", ...ignores("*.md\n") },
    [],
  ],
  ["everything", { Dockerfile: "FROM a\nCOPY . /x\n", a: "", ...ignores("a\n") }, []],
  [
    "in other case",
    { Dockerfile: "FROM a\nCOPY readme.md /x\n", "README.md": "" },
    ["readme.md: high: COPY fails where case counts, as in Linux: the file is called README.md."],
  ],
  ["not there", { Dockerfile: "FROM a\nCOPY a b /x/\n", b: "" }, []],
])("copy-ignored-file: %s", (_, files, expected) => {
  const found = problemsInFiles(rule, files).map(({ problem, text }) => {
    const { severity = rule.severity, message } = problem;
    return `${text}: ${severity}: ${message}`;
  });
  expect(found).toEqual(expected);
});

const compose = { "compose.yaml": "services:\n  web:\n    build: .\n" };

it.each<readonly [string, Files, number]>([
  [
    "not there, in a folder that is known to be the right one",
    { Dockerfile: "FROM a\nCOPY server.js a.js /x/\n", "a.js": "", ...compose },
    1,
  ],
  ["outside the folder", { Dockerfile: "FROM a\nCOPY ../shared a.js /x/\n", "a.js": "", ...compose }, 1],
  ["nothing else is there either", { Dockerfile: "FROM a\nCOPY server.js a.js /x/\n", ...compose }, 0],
  ["made before the build, by its name", { Dockerfile: "FROM a\nCOPY dist a.js /x/\n", "a.js": "", ...compose }, 0],
  [
    "made before the build, by .gitignore",
    { Dockerfile: "FROM a\nCOPY app a.js /x/\n", "a.js": "", ".gitignore": "/app\n", ...compose },
    0,
  ],
  ["a pattern", { Dockerfile: "FROM a\nCOPY app* a.js /x/\n", "a.js": "", ...compose }, 0],
  ["by the default of an argument", { Dockerfile: "FROM a\nARG F=app\nCOPY $F a.js /x/\n", "a.js": "", ...compose }, 0],
])("copy-ignored-file: %s", (_, files, count) => {
  expect(problemsInFiles(rule, files).filter(({ path }) => path === "Dockerfile")).toHaveLength(count);
});

it("points at the pattern, and takes a single file in again", () => {
  const files = { Dockerfile: "FROM a\nCOPY a.md /x/\n", "a.md": "", ...ignores("b\r\n*.md") };
  const [one] = problemsInFiles(rule, files);
  expect(one?.problem.related).toEqual([
    { at: { path: ".dockerignore", start: 3, end: 7 }, message: "The pattern *.md leaves it out." },
  ]);
  expect(one?.problem.fixes).toMatchObject([
    { safety: "unsafe", edits: [{ path: ".dockerignore", start: 7, end: 7, text: "\r\n!a.md\r\n" }] },
  ]);
});

it("takes no secret in again", () => {
  const [one] = problemsInFiles(rule, { Dockerfile: "FROM a\nCOPY .env /x/\n", ".env": "", ...ignores(".env\n") });
  expect(one?.problem.refusal).toContain("may hold a secret");
});
