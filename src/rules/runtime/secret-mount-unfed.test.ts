import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { secretMountUnfed } from "./secret-mount-unfed.ts";

const plain = "services:\n  web:\n    build: .\n";

function dockerfile(mount: string, script = "npm ci"): string {
  return `FROM node:24-slim\nRUN --mount=type=secret,${mount} ${script}\nUSER node\n`;
}

function withSecret(id: string): string {
  return `services:\n  web:\n    build:\n      context: .\n      secrets: [${id}]\nsecrets:\n  ${id}:\n    environment: NPM_TOKEN\n`;
}

it.each([
  ["required and not given", dockerfile("id=t,required=true"), plain, [undefined]],
  ["not required, and read", dockerfile("id=t", "cat /run/secrets/t"), plain, ["low"]],
  ["not required, and given to a variable", dockerfile("id=t,env=NPM_TOKEN"), plain, ["low"]],
  ["an id from the target", dockerfile("target=/root/.npmrc,required=true"), plain, [undefined]],
  ["given under another id", dockerfile("id=t,required=true"), withSecret("other"), [undefined]],
  ["given", dockerfile("id=t,required=true"), withSecret("t"), []],
  ["required=false", dockerfile("id=t,required=false"), plain, []],
  ["asked for first", dockerfile("id=t", "test -f /run/secrets/t && cat /run/secrets/t"), plain, []],
  ["an id from a variable", dockerfile("id=$ID,required=true"), plain, []],
  ["another kind of mount", "FROM node:24\nRUN --mount=type=cache,target=/root/.npm npm ci\n", plain, []],
  [
    "a stage the build does not need",
    "FROM node:24 AS extra\nRUN --mount=type=secret,id=t,required=true npm ci\nFROM node:24\nUSER node\n",
    plain,
    [],
  ],
] as const)("%s", (_, text, compose, expected) => {
  const problems = problemsInFiles(secretMountUnfed, { Dockerfile: text, "compose.yaml": compose });
  expect(problems.map(({ problem }) => problem.severity)).toEqual(expected);
});

it("names one secret once, at the build, and points at the mount", () => {
  const text = `FROM node:24-slim\n${"RUN --mount=type=secret,id=t,required=true npm ci\n".repeat(2)}USER node\n`;
  const problems = problemsInFiles(secretMountUnfed, { Dockerfile: text, "compose.yaml": plain });
  expect(problems.map(({ path, text: place }) => [path, place])).toEqual([["compose.yaml", "build"]]);
  const related = problems[0]?.problem.related?.[0]?.at;
  expect(related?.start).toBe(text.indexOf("--mount"));
  expect([related?.path, text.slice(related?.start, related?.end)]).toEqual([
    "Dockerfile",
    "--mount=type=secret,id=t,required=true",
  ]);
});

it("reads docker build in scripts", () => {
  const files = (command: string) => ({
    Dockerfile: dockerfile("id=t,required=true"),
    "build.sh": `#!/bin/sh\n${command}\n`,
  });
  expect(problemsInFiles(secretMountUnfed, files("docker build ."))).toHaveLength(1);
  expect(problemsInFiles(secretMountUnfed, files("docker build --secret id=t,env=NPM_TOKEN ."))).toEqual([]);
});
