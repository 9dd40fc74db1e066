import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { secretInBuildArgValue } from "./secret-in-build-arg-value.ts";

const password = "k7-harbour-lamp-29";
const shipped = "FROM node:24-slim\nARG NPM_TOKEN\nRUN npm ci\nUSER node\n";
const staged =
  "FROM node:24-slim AS build\nARG NPM_TOKEN\nRUN npm ci\nFROM node:24-slim\nCOPY --from=build /app /app\nUSER node\n";

function compose(...args: readonly string[]): string {
  return `services:\n  web:\n    build:\n      context: .\n      args:\n${args.map((arg) => `        ${arg}\n`).join("")}`;
}

function found(Dockerfile: string, files: Readonly<Record<string, string>>) {
  return problemsInFiles(secretInBuildArgValue, { Dockerfile, ...files });
}

it.each([
  ["a value in a map", shipped, compose(`NPM_TOKEN: ${password}`), [["high", `NPM_TOKEN: ${password}`]]],
  ["a value in a list", shipped, compose(`- NPM_TOKEN=${password}`), [["high", `NPM_TOKEN=${password}`]]],
  [
    "a value for a stage that is not shipped",
    staged,
    compose(`NPM_TOKEN: ${password}`),
    [["high", `NPM_TOKEN: ${password}`]],
  ],
  ["a value that a variable gives", shipped, compose("NPM_TOKEN: ${NPM_TOKEN}"), [["low", "NPM_TOKEN"]]],
  ["a name alone", shipped, compose("- NPM_TOKEN"), [["low", "NPM_TOKEN"]]],
  ["a name alone for a stage that is not shipped", staged, compose("- NPM_TOKEN"), []],
  ["an argument no RUN records", "FROM node:24-slim\nARG NPM_TOKEN\nUSER node\n", compose("- NPM_TOKEN"), []],
  ["an argument the Dockerfile does not declare", "FROM node:24-slim\nRUN npm ci\n", compose("- NPM_TOKEN"), []],
  ["a stand-in", shipped, compose("NPM_TOKEN: changeme"), []],
  ["an empty value", shipped, compose('NPM_TOKEN: ""'), []],
  [
    "a front-end variable",
    "FROM node:24\nARG VITE_API_KEY\nRUN npm ci\n",
    compose("VITE_API_KEY: abc123def456ghi789"),
    [],
  ],
  ["other arguments", shipped, compose("NODE_ENV: production", "VERSION: 1.2.3"), []],
] as const)("%s", (_, dockerfile, text, expected) => {
  const problems = found(dockerfile, { "compose.yaml": text });
  expect(problems.map(({ problem, text: place }) => [problem.severity, place])).toEqual(expected);
});

it("points at the ARG", () => {
  const [first] = found(shipped, { "compose.yaml": compose("- NPM_TOKEN") });
  const related = first?.problem.related?.[0];
  expect(related?.at.path).toBe("Dockerfile");
  expect(shipped.slice(related?.at.start, related?.at.end)).toBe("NPM_TOKEN");
});

it("looks at the stage the build asks for", () => {
  const dockerfile = "FROM node:24-slim AS test\nARG NPM_TOKEN\nRUN npm ci\nFROM node:24-slim AS final\nUSER node\n";
  const text = compose("- NPM_TOKEN").replace("context: .", "context: .\n      target: test");
  expect(found(dockerfile, { "compose.yaml": text })).toHaveLength(1);
  expect(found(dockerfile, { "compose.yaml": compose("- NPM_TOKEN") })).toEqual([]);
});

it("reads docker build in scripts", () => {
  const problems = found(shipped, { "build.sh": `#!/bin/sh\ndocker build --build-arg NPM_TOKEN=${password} .\n` });
  expect(problems.map(({ text }) => text)).toEqual([`NPM_TOKEN=${password}`]);
  expect(JSON.stringify(problems.map(({ problem }) => problem))).not.toContain(password);
});
