import { expect, it } from "vitest";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
import { untaggedBase } from "./untagged-base.ts";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

expectProblems(untaggedBase, [
  ["no tag", "FROM node\n", ["node"]],
  ["every FROM of its own", "FROM node AS a\nFROM nginx\nCOPY --from=a /a /a\n", ["node", "nginx"]],
  ["with a platform and a name", "FROM --platform=linux/amd64 node AS a\n", ["node"]],
  ["a port is no tag", "FROM example.com:5000/app\n", ["example.com:5000/app"]],
  ["a port and a tag", "FROM example.com:5000/app:1\n", []],
  ["a digest alone", `FROM node@${digest}\n`, []],
  ["scratch", "FROM scratch\n", []],
  ["a stage, in any casing", "FROM node:24 AS Base\nFROM base\n", []],
  ["a variable with a default", "ARG B=node\nFROM $B\n", ["$B"]],
  ["a variable nobody sets", "ARG B\nFROM $B\nFROM ${C}\n", []],
  ["a template mark", "FROM {{ base }}\nFROM %%BASE%%\n", []],
  ["COPY --from an image", "FROM node:24\nCOPY --from=nginx /a /b\n", ["nginx"]],
  ["COPY --from an image with a path", "FROM node:24\nCOPY --from=ghcr.io/a/b /a /b\n", ["ghcr.io/a/b"]],
  ["COPY --from what may be a named context", "FROM node:24\nCOPY --from=assets /a /b\n", []],
  [
    "COPY --from a stage further down, and by number",
    "FROM node:24\nCOPY --from=z / /b\nCOPY --from=1 / /b\nFROM node:24 AS z\n",
    [],
  ],
  ["a mount", "FROM node:24\nRUN --mount=type=bind,from=alpine,target=/a ls /a\n", ["alpine"]],
  ["a trigger is another file's", "FROM node:24\nONBUILD COPY --from=nginx /a /b\n", []],
]);

expectFixes(untaggedBase, [
  ["in place", "FROM node AS a\r\nRUN ls\r\n", "FROM node:26-trixie AS a\r\nRUN ls\r\n"],
  ["with its registry", "FROM docker.io/library/alpine\n", "FROM docker.io/library/alpine:3.24\n"],
  ["in COPY", "FROM node:24\nCOPY --from=alpine /a /b\n", "FROM node:24\nCOPY --from=alpine:3.24 /a /b\n"],
  [
    "in a mount",
    "FROM node:24\nRUN --mount=from=alpine,target=/a ls\n",
    "FROM node:24\nRUN --mount=from=alpine:3.24,target=/a ls\n",
  ],
  ["in the ARG default", "ARG B=debian\nFROM ${B} AS a\n", "ARG B=debian:13\nFROM ${B} AS a\n"],
  ["in a quoted ARG default", 'ARG B="debian"\nFROM $B\n', 'ARG B="debian:13"\nFROM $B\n'],
]);

expectRefusals(untaggedBase, [
  ["an image the table does not hold", "FROM example/app\n", "does not say which release example/app is"],
  ["an image that is no longer made", "FROM centos\n", "no release of centos is rebuilt"],
  ["an ARG that a stage declares again", "ARG B=node\nFROM $B\nARG B\n", "ARG B is used in other places"],
  ["an ARG that is a part of another", "ARG B=node\nARG C=$B\nFROM $B\n", "ARG B is used in other places"],
  ["an ARG given twice", "ARG B=alpine\nARG B=node\nFROM $B\n", "cannot be told"],
  ["a default inside the name", "FROM ${B:-node}\n", "put together from variables"],
  ["a name of two parts", "ARG R=docker.io/library/\nFROM ${R}node\n", "put together from variables"],
]);

it("untagged-base: a stage that is not built, and a name that holds the release, are low", () => {
  const severities = (text: string) => problemsIn(untaggedBase, text).map((problem) => problem.severity);
  expect(severities("FROM node AS a\nFROM alpine:3.24\n")).toEqual(["low"]);
  expect(severities("FROM gcr.io/distroless/static-debian12\n")).toEqual(["low"]);
  expect(severities("FROM node\n")).toEqual(["medium"]);
});

it("untagged-base: shows the default it found", () => {
  const text = "ARG B=node\nFROM $B\n";
  const [related] = problemsIn(untaggedBase, text)[0]?.related ?? [];
  expect(text.slice(related?.at.start, related?.at.end)).toBe("B=node");
});
