import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { vcsDataShipped as rule } from "./vcs-data-shipped.ts";

type Files = Readonly<Record<string, string>>;
const git = { ".git/HEAD": "ref", ".git/objects/a": "abc", "a.js": "" };
const all = "FROM a\nWORKDIR /app\nCOPY . .\n";

it.each<readonly [string, Files, readonly string[]]>([
  [
    "everything",
    { Dockerfile: all, ...git },
    [".: COPY brings .git into the image: 2 files, 6 bytes, the whole history of the project."],
  ],
  ["left out", { Dockerfile: all, ...git, ".dockerignore": ".git/\n" }, []],
  ["left out of this COPY", { Dockerfile: "FROM a\nCOPY --exclude=.git . /x\n", ...git }, []],
  [
    "left out at the root only",
    { Dockerfile: all, "lib/.git/HEAD": "x", ".dockerignore": ".git\n" },
    [".: COPY brings lib/.git into the image: 1 file, 1 byte, the whole history of the project."],
  ],
  [
    "in a stage whose files stay behind",
    { Dockerfile: "FROM a AS b\nCOPY . /x\nRUN make\nFROM c\nCOPY --from=b /x/a.js /\n", ...git },
    [],
  ],
  ["one folder of the context", { Dockerfile: "FROM a\nCOPY src /x\n", "src/a": "", ...git }, []],
  [
    "files that only tell git what to do",
    { Dockerfile: all, ".gitignore": "a", ".gitattributes": "a", ".github/a.yml": "a" },
    [],
  ],
  ["a worktree's pointer", { Dockerfile: all, ".git": "gitdir: ../x" }, []],
  [
    "Subversion",
    { Dockerfile: all, "src/.svn/wc.db": "x" },
    [
      ".: COPY brings src/.svn into the image: 1 file, 1 byte, the address of the repository and the files as checked out.",
    ],
  ],
  ["a mount", { Dockerfile: "FROM a\nRUN --mount=type=bind,target=/x true\n", ...git }, []],
])("vcs-data-shipped: %s", (_, files, expected) => {
  expect(problemsInFiles(rule, files).map(({ problem, text }) => `${text}: ${problem.message}`)).toEqual(expected);
});

it.each<readonly [string, Files, string]>([
  ["nothing runs behind the COPY", { Dockerfile: all, ...git }, "safe"],
  ["a build runs behind the COPY", { Dockerfile: `${all}RUN npm run build\n`, ...git }, "unsafe"],
])("the fix where %s is %s", (_, files, safety) => {
  const [fix] = problemsInFiles(rule, files)[0]?.problem.fixes ?? [];
  expect(fix).toMatchObject({ safety, edits: [{ path: ".dockerignore", text: "# Version control\n**/.git\n" }] });
});

it("refuses where the build reads the repository", () => {
  const [one] = problemsInFiles(rule, { Dockerfile: `${all}RUN git describe > v\n`, ...git });
  expect(one?.problem.refusal).toBe("No line for the ignore file is offered: RUN on line 4 (git describe) reads it.");
});
