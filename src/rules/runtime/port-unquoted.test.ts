import { expectFileFixes, expectInService, service } from "./parts/cases.fixture.ts";
import { portUnquoted } from "./port-unquoted.ts";

expectInService(portUnquoted, [
  ["22 minutes, 22 seconds", "ports:\n  - 22:22", ["low 22:22"]],
  ["a large first part", "ports: [2222:22]", ["low 2222:22"]],
  ["quotes", "ports: ['22:22']", []],
  ["60 and more is no number", "ports:\n  - 3000:80\n  - 8080:8080", []],
  ["an address, a protocol, a range", "ports:\n  - 127.0.0.1:22:22\n  - 53:53/udp\n  - 20-21:20-21", []],
  ["a time elsewhere", "environment:\n  AT: 12:30", []],
]);

expectFileFixes(portUnquoted, [
  ["a list", service("ports:\n  - 22:22 # ssh"), service('ports:\n  - "22:22" # ssh')],
  ["the flow style", service("ports: [22:22, 80:80]"), service('ports: ["22:22", 80:80]')],
]);
