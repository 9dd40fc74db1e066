import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { hardeningMissing } from "./hardening-missing.ts";
import { expectFileFixes, expectInCompose, service } from "./parts/cases.fixture.ts";

const tight = "security_opt: [no-new-privileges:true]\ncap_drop: [ALL]";

expectInCompose(hardeningMissing, [
  ["the defaults", service("init: true"), ["web"]],
  ["once a file", "services:\n  a: {image: 'a:1'}\n  b: {image: 'b:1'}\n", ["a"]],
  [
    "the service that lacks it",
    "services:\n  a: {image: 'a:1', security_opt: ['no-new-privileges=true']}\n  b: {image: 'b:1'}\n",
    ["b"],
  ],
  ["all there", service(`${tight}\nuser: "1000"`), []],
  ["root may need capabilities", service("security_opt: [no-new-privileges:true]"), []],
  ["another user does not", service('security_opt: [no-new-privileges:true]\nuser: "1000"'), ["web"]],
  [
    "an image that runs as another user",
    service("security_opt: [no-new-privileges:true]", "grafana/grafana:12.3"),
    ["web"],
  ],
  ["decided against", service("security_opt: [no-new-privileges:false]"), []],
  ["by an anchor", `x-a: &a\n  security_opt: [no-new-privileges:true]\n${service("<<: *a")}`, []],
  ["a file that adds to another one", "services:\n  web:\n    ports: ['80:80']\n", []],
  ["privileged", service("privileged: true"), []],
  ["Windows", service("init: true", "mcr.microsoft.com/windows/servercore:ltsc2025"), []],
]);

it.each([
  [
    "one service",
    "services:\n  web:\n    image: a:1\n    healthcheck: {test: a}\n",
    "Missing hardening: no-new-privileges, cap_drop ALL, read_only, mem_limit, pids_limit and cpus in web.",
  ],
  [
    "what some have",
    "services:\n  a: {image: 'a:1', mem_limit: 1m, read_only: true, healthcheck: {test: a}}\n  b: {image: 'b:1', deploy: {resources: {limits: {cpus: 1, pids: 9, memory: 1m}}}}\n",
    "Missing hardening: no-new-privileges and cap_drop ALL in a and b; read_only in b; pids_limit and cpus in a.",
  ],
  [
    "many services",
    "services:\n  a: {image: 'a:1'}\n  b: {image: 'b:1'}\n  c: {image: 'c:1'}\n",
    "Missing hardening: no-new-privileges, cap_drop ALL, read_only, mem_limit, pids_limit and cpus in all 3 services; health checks; networks of their own.",
  ],
])("hardening-missing lists what is missing in %s", (_, yaml, message) => {
  expect(problemsInFiles(hardeningMissing, { "compose.yaml": yaml }).map(({ problem }) => problem.message)).toEqual([
    message,
  ]);
});

it("hardening-missing: a command that is run by hand is none of it", () => {
  expect(problemsInFiles(hardeningMissing, { "run.sh": "docker run -d alpine:3.24\n" })).toEqual([]);
});

const added = "security_opt:\n  - no-new-privileges:true";

expectFileFixes(hardeningMissing, [
  ["a service", service("init: true"), service(`init: true\n${added}`)],
  [
    "two services",
    "services:\n  a:\n    image: a:1\n\n  b:\n    image: b:1 # that\n",
    "services:\n  a:\n    image: a:1\n    security_opt:\n      - no-new-privileges:true\n\n  b:\n    image: b:1 # that\n    security_opt:\n      - no-new-privileges:true\n",
  ],
  [
    "a list that is there",
    service("security_opt: [seccomp=./a.json]"),
    service("security_opt: [seccomp=./a.json, no-new-privileges:true]"),
  ],
  ["what does not run as root", service('user: "1000"'), service(`user: "1000"\n${added}\ncap_drop:\n  - ALL`)],
  ["braces", "services:\n  web: {image: 'a:1'}\n", "refused"],
]);
