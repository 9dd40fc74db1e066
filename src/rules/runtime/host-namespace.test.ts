import { expect, it } from "vitest";
import { hostNamespace } from "./host-namespace.ts";
import { expectInScript, expectInService, foundIn, service } from "./parts/cases.fixture.ts";

expectInService(hostNamespace, [
  ["processes", "pid: host", ["high host"]],
  ["memory", "ipc: host", ["medium host"]],
  ["the name", "uts: host", ["low host"]],
  ["control groups", "cgroup: host", ["low host"]],
  ["users", "userns_mode: host", ["info host"]],
  ["shared with other containers", 'pid: "service:db"\nipc: shareable\ncgroup: private', []],
  [
    "what a privileged container has anyway",
    "privileged: true\ncgroup: host\nuserns_mode: host\npid: host",
    ["high host"],
  ],
]);

expectInScript(hostNamespace, [
  ["two of them", "docker run --pid=host --ipc host alpine:3.24", ["host", "host"]],
  ["another container's", "docker run --pid=container:db alpine:3.24", []],
]);

it("host-namespace: watching processes is a monitor's work", () => {
  expect(foundIn(hostNamespace, service("pid: host", "nicolargo/glances:4"), true)).toEqual(["medium host"]);
});
