import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { mountHidesImageFiles } from "./mount-hides-image-files.ts";

const node = "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nUSER node\n";
const copied = "FROM python:3.14-slim\nWORKDIR /app\nCOPY . .\nUSER 1000\n";
const staged =
  "FROM node:24 AS build\nWORKDIR /src\nRUN make\nFROM node:24-slim\nCOPY --from=build /src/dist /srv/web/\n";

function severities(dockerfile: string, lines: readonly string[], path = "compose.yaml") {
  const body = lines.map((line) => `    ${line}\n`).join("");
  const files = { Dockerfile: dockerfile, [path]: `services:\n  web:\n    build: .\n${body}` };
  return problemsInFiles(mountHidesImageFiles, files).map(({ problem }) => problem.severity ?? "low");
}

it.each([
  ["installed packages", node, ["volumes:", "  - .:/app"], "compose.yaml", ["low"]],
  ["the folder above", node, ["volumes:", "  - ./x:/app/"], "compose.yaml", ["low"]],
  ["what another stage built", staged, ["volumes:", "  - ./dist:/srv/web"], "compose.yaml", ["info"]],
  ["copies of the host's files", copied, ["volumes:", "  - .:/app"], "compose.yaml", ["info"]],
  [
    "packages that a volume brings back",
    node,
    ["volumes:", "  - .:/app", "  - /app/node_modules"],
    "compose.yaml",
    ["info"],
  ],
  ["a named volume", node, ["volumes:", "  - data:/app"], "compose.yaml", []],
  ["another folder", node, ["volumes:", "  - ./data:/data"], "compose.yaml", []],
  ["a folder with a similar name", node, ["volumes:", "  - ./data:/app-data"], "compose.yaml", []],
  ["a folder below", copied, ["volumes:", "  - ./config:/app/config"], "compose.yaml", []],
  [
    "a single file",
    "FROM node:24\nCOPY a.conf /etc/a.conf\n",
    ["volumes:", "  - ./a.conf:/etc/a.conf"],
    "compose.yaml",
    [],
  ],
  ["an override file", node, ["volumes:", "  - .:/app"], "compose.override.yaml", []],
  [
    "a service for development",
    node,
    ["environment:", "  NODE_ENV: development", "volumes:", "  - .:/app"],
    "compose.yaml",
    [],
  ],
  ["a command that watches", node, ["command: npm run dev", "volumes:", "  - .:/app"], "compose.yaml", []],
  ["a stage for development", node.replace("slim", "slim AS dev"), ["volumes:", "  - .:/app"], "compose.yaml", []],
] as const)("%s", (_, dockerfile, lines, path, expected) => {
  expect(severities(dockerfile, lines, path)).toEqual(expected);
});
