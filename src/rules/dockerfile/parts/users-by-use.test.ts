import { expect, it } from "vitest";
import { problemsInFiles } from "../../testing.ts";
import { rootUser } from "../root-user.ts";

const Dockerfile = 'FROM node:24-slim AS base\nCOPY a /a\nFROM base AS final\nCMD ["/a"]\n';

function found(files: Readonly<Record<string, string>>) {
  return problemsInFiles(rootUser, { Dockerfile, a: "", ...files }).map(({ problem }) => problem);
}

function services(...all: readonly string[]): string {
  return `services:\n${all.map((lines, at) => `  s${at}:\n    build: .\n${lines === "" ? "" : `    ${lines}\n`}`).join("")}`;
}

it.each([
  ["no Compose file", {}, ["high"]],
  ["a service without user", { "compose.yaml": services("") }, ["high"]],
  ["a service with a user", { "compose.yaml": services('user: "1000:1000"') }, []],
  ["a user by name", { "compose.yaml": services("user: node") }, []],
  ["root by name", { "compose.yaml": services("user: root") }, ["high"]],
  ["root by number", { "compose.yaml": services('user: "0:0"') }, ["high"]],
  ["two services with users", { "compose.yaml": services("user: node", "user: nobody") }, []],
  ["one with, one without", { "compose.yaml": services("user: node", "") }, ["high"]],
  ["a user from a variable", { "compose.yaml": services("user: ${UID}:${GID}") }, ["info"]],
  ["a user from .env", { "compose.yaml": services("user: ${UID}"), ".env": "UID=1000\n" }, []],
  ["root from .env", { "compose.yaml": services("user: ${UID}"), ".env": "UID=0\n" }, ["high"]],
  [
    "another stage",
    { "compose.yaml": "services:\n  a:\n    build:\n      context: .\n      target: base\n    user: node\n" },
    ["high"],
  ],
  [
    "the stage by its name",
    { "compose.yaml": "services:\n  a:\n    build:\n      context: .\n      target: final\n    user: node\n" },
    [],
  ],
  [
    "a script that builds it too",
    { "compose.yaml": services("user: node"), "b.sh": "#!/bin/sh\ndocker build .\n" },
    ["info"],
  ],
  ["a service of another image", { "compose.yaml": "services:\n  a:\n    image: b:1\n    user: node\n" }, ["high"]],
] as const)("%s", (_, files, severities) => {
  expect(found(files).map(({ severity }) => severity ?? "high")).toEqual(severities);
});

it("says which service runs as root", () => {
  const [first] = found({ "compose.yaml": services("user: node", "") });
  expect(first?.message).toContain("That holds for the service s1 of compose.yaml");
  expect(first?.message).toContain("the service s0 of compose.yaml sets another user");
});
