import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { expectInScript, foundIn, service } from "./parts/cases.fixture.ts";
import { serviceRootUser } from "./service-root-user.ts";

it.each([
  ["by name", service("user: root"), ["medium root"]],
  ["by number", service('user: "0"'), ['medium "0"']],
  ["as a number", service("user: 0"), ["medium 0"]],
  ["with a group", service('user: "0:0"'), ['medium "0:0"']],
  ["another user in root's group", service('user: "1000:0"'), []],
  ["no user", service("init: true"), []],
  ["a variable nobody sets", service("user: ${U}"), []],
  ["over the image's own user", service("user: root", "grafana/grafana:12.3"), ["high root"]],
  ["an entrypoint that steps down", service("user: root", "redis:8.4"), []],
  ["one that was replaced", service("user: root\nentrypoint: /start.sh", "redis:8.4"), ["medium root"]],
  ["a name for what is built here", service("user: root\nbuild: .", "redis:8.4"), ["medium root"]],
])("service-root-user: %s", (_, yaml, found) => {
  expect(foundIn(serviceRootUser, yaml, true)).toEqual(found);
});

expectInScript(serviceRootUser, [
  ["-u", "docker run -u root alpine:3.24", ["root"]],
  ["--user=", "docker run --user=0:0 alpine:3.24", ["0:0"]],
  ["another user", 'docker run --user "$(id -u)" alpine:3.24', []],
]);

it("service-root-user: over the user of the service's own Dockerfile", () => {
  const files = {
    "compose.yaml": "services:\n  web:\n    build: .\n    user: root\n",
    Dockerfile: "FROM node:24\nUSER node\n",
  };
  const [found] = problemsInFiles(serviceRootUser, files);
  expect(found?.problem).toMatchObject({
    message: "Service web runs as root: user is root, where the image would run as node.",
    severity: "high",
    related: [{ at: { path: "Dockerfile", start: 13, end: 22 } }],
  });
});
