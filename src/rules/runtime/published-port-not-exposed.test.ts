import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { publishedPortNotExposed } from "./published-port-not-exposed.ts";

function found(base: string, expose: string, ...lines: readonly string[]) {
  const body = lines.map((line) => `    ${line}\n`).join("");
  return problemsInFiles(publishedPortNotExposed, {
    Dockerfile: `FROM ${base}\n${expose}\nUSER 1000\n`,
    "compose.yaml": `services:\n  web:\n    build: .\n${body}`,
  }).map(({ text }) => text);
}

it.each([
  ["another port", "node:24-slim", "EXPOSE 3000", ['ports: ["8080:8080"]'], ['"8080:8080"']],
  ["one right, one wrong", "node:24-slim", "EXPOSE 3000", ['ports: ["80:3000", "81:81"]'], ['"81:81"']],
  ["the same port", "node:24-slim", "EXPOSE 3000", ['ports: ["8080:3000"]'], []],
  ["a port of a range", "node:24-slim", "EXPOSE 3000-3010", ['ports: ["80:3005"]'], []],
  ["no EXPOSE", "node:24-slim", "LABEL a=b", ['ports: ["8080:8080"]'], []],
  ["an EXPOSE nobody knows", "node:24-slim", "ARG P\nEXPOSE $P", ['ports: ["8080:8080"]'], []],
  ["a base that exposes ports", "nginx:1.29", "EXPOSE 3000", ['ports: ["80:80"]'], []],
  ["a base nobody knows", "registry.example.com/web:1", "EXPOSE 3000", ['ports: ["80:80"]'], []],
  ["a port the command names", "node:24-slim", "EXPOSE 3000", ["command: serve -l 8080", 'ports: ["80:8080"]'], []],
  [
    "a port a variable names",
    "node:24-slim",
    "EXPOSE 3000",
    ["environment:", "  PORT: 8080", 'ports: ["80:8080"]'],
    [],
  ],
  ["a debugger's port", "node:24-slim", "EXPOSE 3000", ['ports: ["9229:9229"]'], []],
  ["UDP", "node:24-slim", "EXPOSE 3000", ['ports: ["53:53/udp"]'], []],
  ["the host's network", "node:24-slim", "EXPOSE 3000", ["network_mode: host", 'ports: ["80:80"]'], []],
] as const)("%s", (_, base, expose, lines, expected) => {
  expect(found(base, expose, ...lines)).toEqual(expected);
});
