import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { dangerousCapability } from "./dangerous-capability.ts";
import { expectInScript, expectInService, foundIn, service } from "./parts/cases.fixture.ts";

expectInService(dangerousCapability, [
  ["all", "cap_add: [ALL]", ["critical ALL"]],
  ["with CAP_, in lower case", "cap_add: [cap_sys_admin]", ["high cap_sys_admin"]],
  ["several", "cap_add:\n  - SYS_MODULE\n  - NET_ADMIN", ["critical SYS_MODULE", "medium NET_ADMIN"]],
  ["mild ones once", "cap_add: [SYS_NICE, SYSLOG, SYS_PTRACE]", ["medium SYS_PTRACE", "low SYS_NICE"]],
  ["tracing the host's processes", "pid: host\ncap_add: [SYS_PTRACE]", ["high SYS_PTRACE"]],
  ["the host's network", "network_mode: host\ncap_add: [NET_ADMIN]", ["high NET_ADMIN"]],
  [
    "those of Docker and those that stay inside",
    "cap_add: [CHOWN, NET_BIND_SERVICE, NET_RAW, SYS_RESOURCE, IPC_LOCK]",
    [],
  ],
  ["a privileged container has them anyway", "privileged: true\ncap_add: [ALL]", []],
  ["dropped", "cap_drop: [SYS_ADMIN, ALL]", []],
]);

expectInScript(dangerousCapability, [
  ["twice", "docker run --cap-add=SYS_ADMIN --cap-add SYS_PTRACE alpine:3.24", ["SYS_ADMIN", "SYS_PTRACE"]],
  ["dropped", "docker run --cap-drop ALL alpine:3.24", []],
]);

it("dangerous-capability: a VPN changes routes", () => {
  const yaml = service("cap_add: [NET_ADMIN]", "lscr.io/linuxserver/wireguard:1.0.20250521");
  expect(foundIn(dangerousCapability, yaml, true)).toEqual(["low NET_ADMIN"]);
});

it("dangerous-capability: says what it is good for", () => {
  const [first] = problemsInFiles(dangerousCapability, { "compose.yaml": service("cap_add: [SYSLOG, SYS_NICE]") });
  expect(first?.problem.message).toBe(
    "Service web gets SYSLOG: it can read the kernel's log, with addresses that help an exploit, and SYS_NICE.",
  );
});
