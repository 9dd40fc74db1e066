import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { dependenciesShipped as rule } from "./dependencies-shipped.ts";

type Files = Readonly<Record<string, string>>;
const first = "FROM node\nWORKDIR /app\nCOPY package.json .\nRUN npm ci\nCOPY . .\n";
const node = { "package.json": "{}", "node_modules/a/index.js": "ab" };
const over = "COPY puts node_modules of this machine (1 file, 2 bytes) over what line 4 installed.";

it.each<readonly [string, Files, readonly string[]]>([
  ["over a fresh install", { Dockerfile: first, ...node }, [`.: medium high: ${over}`]],
  [
    "in a stage that is FROM the one that installs",
    { Dockerfile: first.replace("COPY . .", "FROM 0\nCOPY . ."), ...node },
    [],
  ],
  [
    "over an install of the stage below",
    { Dockerfile: "FROM node AS deps\nWORKDIR /app\nRUN true\nRUN npm ci\nFROM deps\nCOPY . .\n", ...node },
    [`.: medium high: ${over}`],
  ],
  [
    "before the install",
    { Dockerfile: "FROM node\nWORKDIR /app\nCOPY . .\nRUN npm install\n", ...node },
    [".: low high: COPY brings node_modules of this machine (1 file, 2 bytes), and line 4 then installs into it."],
  ],
  ["left out", { Dockerfile: first, ...node, ".dockerignore": "node_modules\n" }, []],
  [
    "left out at the root only",
    {
      Dockerfile: first.replace("/app", "/app/web").replace("COPY . .", "COPY . /app"),
      "web/package.json": "",
      "web/node_modules/a/b": "ab",
      ".dockerignore": "node_modules\n",
    },
    [".: medium high: COPY puts web/node_modules of this machine (1 file, 2 bytes) over what line 4 installed."],
  ],
  ["nothing installs", { Dockerfile: "FROM node\nCOPY . /app\n", ...node }, []],
  ["another stage installs", { Dockerfile: "FROM node AS a\nRUN npm ci\nFROM node\nCOPY . /app\n", ...node }, []],
  ["installed elsewhere", { Dockerfile: "FROM node\nWORKDIR /tools\nRUN npm ci\nCOPY . /app\n", ...node }, []],
  [
    "named by the COPY",
    { Dockerfile: "FROM node\nWORKDIR /app\nRUN npm ci\nCOPY node_modules node_modules\n", ...node },
    [],
  ],
  [
    "what Cargo built",
    {
      Dockerfile: "FROM rust\nWORKDIR /app\nCOPY . .\nRUN cargo build\n",
      "Cargo.toml": "",
      "target/CACHEDIR.TAG": "ab",
    },
    [".: low high: COPY brings target of this machine (1 file, 2 bytes), and line 4 then builds into it."],
  ],
  [
    "a virtual environment",
    {
      Dockerfile: "FROM python\nWORKDIR /app\nRUN pip install -r a.txt\nCOPY . .\n",
      "env/pyvenv.cfg": "",
      "env/lib/a.py": "",
    },
    [".: medium medium: COPY puts env of this machine (2 files, 0 bytes) over what line 3 installed."],
  ],
])("dependencies-shipped: %s", (_, files, expected) => {
  const found = problemsInFiles(rule, files).map(({ problem, text }) => {
    const { severity = rule.severity, confidence = rule.confidence, message } = problem;
    return `${text}: ${severity} ${confidence}: ${message}`;
  });
  expect(found).toEqual(expected);
});

it("leaves the folder out, which can change the image", () => {
  const [fix] = problemsInFiles(rule, { Dockerfile: first, ...node })[0]?.problem.fixes ?? [];
  expect(fix).toMatchObject({
    safety: "unsafe",
    edits: [{ path: ".dockerignore", text: "# Packages of this machine\n**/node_modules\n" }],
  });
});
