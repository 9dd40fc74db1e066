import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { expectInCompose } from "./parts/cases.fixture.ts";
import { serviceImageNoDigest } from "./service-image-no-digest.ts";

const digest = `@sha256:${"0123456789abcdef".repeat(4)}`;

expectInCompose(serviceImageNoDigest, [
  ["a tag", "services:\n  a: {image: 'redis:8'}\n", ["'redis:8'"]],
  ["once a file", "services:\n  a: {image: 'redis:8'}\n  b: {image: 'postgres:18'}\n", ["'redis:8'"]],
  ["a digest", `services:\n  a: {image: 'redis:8${digest}'}\n`, []],
  ["built here", "services:\n  a: {image: 'a:1', build: .}\n", []],
]);

it("service-image-no-digest: counts", () => {
  const yaml = `services:\n  a: {image: 'redis:8'}\n  b: {image: 'postgres:18'}\n  c: {image: 'nginx:1${digest}'}\n`;
  expect(problemsInFiles(serviceImageNoDigest, { "compose.yaml": yaml }).map(({ problem }) => problem.message)).toEqual(
    ["2 of 3 images are not pinned by digest, redis:8 first."],
  );
});
