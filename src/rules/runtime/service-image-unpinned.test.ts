import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { expectInScript, foundIn } from "./parts/cases.fixture.ts";
import { serviceImageUnpinned } from "./service-image-unpinned.ts";

const digest = `@sha256:${"0123456789abcdef".repeat(4)}`;
const one = (image: string) => `services:\n  web:\n    image: ${image}\n`;

it.each([
  ["no tag", one("postgres"), ["medium postgres"]],
  ["latest", one("example.com/app:latest"), ["medium example.com/app:latest"]],
  ["a kind of latest", one("example.com/app:latest-alpine"), ["medium example.com/app:latest-alpine"]],
  ["words of an official image", one("redis:alpine"), ["low redis:alpine"]],
  ["words of another, which may be a release", one("example.com/app:stable"), []],
  ["a release", one("postgres:18"), []],
  ["a digest", one(`postgres:latest${digest}`), []],
  ["a variable with a default", one("redis:${TAG:-latest}"), ["medium redis:${TAG:-latest}"]],
  ["a variable nobody sets", one("redis:${TAG}"), []],
  ["built here", "services:\n  web:\n    image: example.com/web\n    build: .\n", []],
  [
    "built by another service",
    "services:\n  a:\n    image: app\n    build: .\n  b:\n    image: app\n  c:\n    image: app:latest\n",
    [],
  ],
  ["built by another service without a name", "services:\n  web:\n    build: .\n  job:\n    image: shop-web\n", []],
  ["one word that is no official image", one("appwrite-dev"), []],
  ["an official one the tables lack", one("mongo-express"), ["medium mongo-express"]],
  ["once an image", "services:\n  a:\n    image: redis\n  b:\n    image: redis\n", ["medium redis"]],
  ["a name that holds the release", one("example.com/static-debian13"), ["low example.com/static-debian13"]],
  ["no reference", one('"Not A Name"'), []],
])("service-image-unpinned: %s", (_, yaml, found) => {
  expect(foundIn(serviceImageUnpinned, yaml, true)).toEqual(found);
});

expectInScript(serviceImageUnpinned, [
  ["by hand", "docker run --rm postgres psql", ["postgres"]],
  ["what the script builds", "docker build -t org/app .\ndocker run org/app", []],
  ["a release", "docker run postgres:18", []],
]);

it("service-image-unpinned: says who, and is milder for a command", () => {
  const yaml = "services:\n  a:\n    image: redis\n  b:\n    image: redis\n";
  expect(problemsInFiles(serviceImageUnpinned, { "compose.yaml": yaml })[0]?.problem).toMatchObject({
    message: "redis has no tag (a and b): each pull takes the newest release there is.",
    related: [{ message: "Here too." }],
  });
  const script = problemsInFiles(serviceImageUnpinned, { "run.sh": "docker run redis\n" });
  expect(script.map(({ problem }) => problem.severity)).toEqual(["low"]);
});
