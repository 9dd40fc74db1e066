import { expect, it } from "vitest";
import { resolveDockerfile } from "../../dockerfile/stages.ts";
import { createSource } from "../../text/source.ts";
import { runRule } from "../testing.ts";
import { registryNotAllowed } from "./registry-not-allowed.ts";

const digest = `sha256:${"0".repeat(64)}`;

it.each([
  ["no list", undefined, "FROM example.com/a\n", []],
  ["Docker Hub by its short names", ["docker.io"], "FROM node\nCOPY --from=bitnami/git:2 /x /y\n", []],
  ["Docker Hub outside the list", ["ghcr.io"], "FROM node\n", ["node"]],
  ["a host below a wildcard", ["*.example.com"], "FROM a.b.example.com/x\nFROM example.com/y\n", ["example.com/y"]],
  ["a port is part of the registry", ["localhost:5000"], "FROM localhost:5001/a\n", ["localhost:5001/a"]],
  ["casing", ["GHCR.io"], "FROM ghcr.io/a/b\n", []],
  ["stages and scratch", ["ghcr.io"], "FROM scratch AS a\nFROM a\nCOPY --from=a /x /y\nCOPY --from=0 /x /y\n", []],
  ["a name that may be a build context", ["ghcr.io"], "FROM scratch\nCOPY --from=assets /x /y\n", []],
  [
    "COPY and mounts",
    ["ghcr.io"],
    "FROM scratch\nCOPY --from=nginx:1 /x /y\nRUN --mount=from=a/b,target=/z x\n",
    ["nginx:1", "a/b"],
  ],
  ["a digest", ["ghcr.io"], `FROM quay.io/a/b@${digest}\n`, [`quay.io/a/b@${digest}`]],
  ["a variable with a default", ["ghcr.io"], "ARG R=quay.io\nFROM $R/a/b\n", ["$R/a/b"]],
  ["an unknown variable", ["ghcr.io"], "ARG R\nFROM $R/a/b\n", []],
  ["a stage that is not built", ["ghcr.io"], "FROM quay.io/a AS unused\nFROM scratch\n", []],
])("registry-not-allowed: %s", (_, allowedRegistries, text, places) => {
  const source = createSource("Dockerfile", text);
  const policy = allowedRegistries ? { policy: { allowedRegistries } } : {};
  const found = runRule(registryNotAllowed, { source, dockerfile: resolveDockerfile(source), ...policy }).map(
    ({ at }) => text.slice(at.start, at.end),
  );
  expect(found).toEqual(places);
});
