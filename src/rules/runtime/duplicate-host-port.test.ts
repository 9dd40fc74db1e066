import { expect, it } from "vitest";
import { duplicateHostPort } from "./duplicate-host-port.ts";
import { expectInCompose, foundIn } from "./parts/cases.fixture.ts";

const two = (a: string, b: string, more = "") =>
  `services:\n  a:\n    image: a:1\n    ports: [${a}]\n  b:\n    image: b:1\n    ports: [${b}]\n${more}`;

expectInCompose(duplicateHostPort, [
  ["one port", two("'80:80'", "'80:8080'"), ["'80:8080'"]],
  ["in a range", two("'8000-8010:8000-8010'", "'8005:80'"), ["'8005:80'"]],
  ["all addresses and one", two("'80:80'", "'127.0.0.1:80:80'"), ["'127.0.0.1:80:80'"]],
  ["twice in one service", two("'80:80', '80:81'", "'81:81'"), ["'80:81'"]],
  ["two addresses", two("'127.0.0.1:80:80'", "'192.0.2.1:80:80'"), []],
  ["TCP and UDP", two("'53:53'", "'53:53/udp'"), []],
  ["a range to choose from", two("'8000-8010:80'", "'8000-8010:80'"), []],
  ["the engine picks", two("'80'", "'80'"), []],
  [
    "different profiles",
    two("'80:80'", "'80:80'", "    profiles: [x]\n").replace("'80:80']\n  b", "'80:80']\n    profiles: [y]\n  b"),
    [],
  ],
  ["one always up", two("'80:80'", "'80:80'", "    profiles: [x]\n"), ["'80:80'"]],
  ["the host's network publishes nothing", two("'80:80'", "'80:80'", "    network_mode: host\n"), []],
]);

it("duplicate-host-port: compares no more than two thousand ports", () => {
  const ports = Array.from({ length: 2_010 }, (_, index) => `'${index + 1}:80'`).join(", ");
  expect(foundIn(duplicateHostPort, two(ports, "'1:81', '2005:81'"))).toEqual([]);
  expect(foundIn(duplicateHostPort, two("'1:80'", "'1:81'"))).toEqual(["'1:81'"]);
});
