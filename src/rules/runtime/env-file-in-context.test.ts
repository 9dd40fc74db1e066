import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { envFileInContext } from "./env-file-in-context.ts";

const copyAll = "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nUSER node\n";
const compose = "services:\n  web:\n    build: .\n    env_file: .env\n";
const env = { ".env": "DB_PASSWORD=\n" };

function found(files: Readonly<Record<string, string>>) {
  return problemsInFiles(envFileInContext, { Dockerfile: copyAll, "compose.yaml": compose, ...env, ...files });
}

it.each([
  ["shipped", {}, [undefined]],
  ["only sent", { Dockerfile: "FROM node:24-slim\nCOPY server.js /app/\n", "server.js": "" }, ["low"]],
  [
    "left in a stage that is not shipped",
    {
      Dockerfile: "FROM node:24 AS build\nCOPY . /src\nFROM node:24\nCOPY --from=build /src/dist /app/\n",
      "dist/a.js": "",
    },
    ["low"],
  ],
  ["kept out", { ".dockerignore": ".env\n" }, []],
  ["kept out and let in again", { ".dockerignore": "*\n!.env\n" }, [undefined]],
  [
    "a list of files",
    {
      "compose.yaml": "services:\n  web:\n    build: .\n    env_file:\n      - .env\n      - web.env\n",
      "web.env": "A=\n",
    },
    [undefined, undefined],
  ],
  [
    "a file outside the context",
    { "compose.yaml": "services:\n  web:\n    build: ./web\n    env_file: .env\n", "web/Dockerfile": copyAll },
    [],
  ],
  [
    "a file below the context's folder",
    {
      "compose.yaml": "services:\n  web:\n    build: ./web\n    env_file: web/.env\n",
      "web/Dockerfile": copyAll,
      "web/.env": "A=\n",
    },
    [undefined],
  ],
  [
    "a template",
    {
      "compose.yaml": "services:\n  web:\n    build: .\n    env_file: .env.example\n",
      ".env.example": "A=\n",
      ".dockerignore": "",
    },
    [],
  ],
  ["a service that is not built", { "compose.yaml": "services:\n  web:\n    image: a:1\n    env_file: .env\n" }, []],
  ["a file that is not there", { "compose.yaml": "services:\n  web:\n    build: .\n    env_file: gone.env\n" }, []],
] as const)("%s", (_, files, expected) => {
  expect(found(files).map(({ problem }) => problem.severity)).toEqual(expected);
});

it("traces the way into the image", () => {
  const Dockerfile = "FROM node:24 AS build\nWORKDIR /src\nCOPY . .\nFROM node:24\nCOPY --from=build /src /app\n";
  const [first] = found({ Dockerfile });
  const trace = first?.problem.related?.map(({ at }) => Dockerfile.slice(at.start, at.end));
  expect(trace).toEqual(["COPY . .", "COPY --from=build /src /app"]);
  expect(first?.problem.related?.every(({ at }) => at.path === "Dockerfile")).toBe(true);
});

it.each([
  ["a new ignore file", {}, { path: ".dockerignore", start: 0, end: 0, text: "# Secrets\n.env\n" }],
  [
    "a line at the end",
    { ".dockerignore": "dist" },
    { path: ".dockerignore", start: 4, end: 4, text: "\n\n# Secrets\n.env\n" },
  ],
  [
    "Windows line ends",
    { ".dockerignore": "dist\r\n" },
    { path: ".dockerignore", start: 6, end: 6, text: "\r\n# Secrets\r\n.env\r\n" },
  ],
] as const)("fixes with %s", (_, files, edit) => {
  const [first] = found(files);
  expect(first?.problem.fixes?.[0]?.edits).toEqual([edit]);
});

it("refuses where the Dockerfile asks for the file", () => {
  const [first] = found({ Dockerfile: "FROM node:24\nCOPY .env /app/.env\n" });
  expect(first?.problem.refusal).toContain("COPY on line 2 names it");
});

it("is safe to fix where no COPY takes the file", () => {
  const [first] = found({ Dockerfile: "FROM node:24-slim\nCOPY server.js /app/\n", "server.js": "" });
  expect(first?.problem.fixes?.map(({ safety }) => safety)).toEqual(["safe"]);
});
