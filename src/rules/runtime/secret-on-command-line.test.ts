import { describe, expect, it } from "vitest";
import { applyEdits } from "../../text/edit.ts";
import { problemsInFiles } from "../testing.ts";
import { secretOnCommandLine } from "./secret-on-command-line.ts";

const password = "k7-harbour-lamp";

function script(...lines: readonly string[]): Readonly<Record<string, string>> {
  return { "start.sh": `#!/bin/sh\n${lines.join("\n")}\n` };
}

function service(...lines: readonly string[]): Readonly<Record<string, string>> {
  const body = lines.map((line) => `    ${line}\n`).join("");
  return { "compose.yaml": `services:\n  cache:\n    image: redis:8.4\n${body}` };
}

function found(files: Readonly<Record<string, string>>) {
  return problemsInFiles(secretOnCommandLine, files);
}

it.each([
  ["-e NAME=value", script(`docker run -e DB_PASSWORD=${password} api:1`), [`DB_PASSWORD=${password}`]],
  ["--env NAME=value", script(`podman run --env DB_PASSWORD=${password} api:1`), [`DB_PASSWORD=${password}`]],
  [
    "a password behind an option of the command",
    service(`command: redis-server --requirepass ${password}`),
    [`redis-server --requirepass ${password}`],
  ],
  [
    "a password in a health check",
    service(`healthcheck:`, `  test: ["CMD", "mysqladmin", "ping", "-uroot", "-p${password}"]`),
    [`test: ["CMD", "mysqladmin", "ping", "-uroot", "-p${password}"]`],
  ],
  [
    "an address in a command",
    service(`command: migrate postgres://app:${password}@db/app up`),
    [`migrate postgres://app:${password}@db/app up`],
  ],
  ["a name alone", script("docker run -e DB_PASSWORD api:1"), []],
  ["a variable", script('docker run -e DB_PASSWORD="$DB_PASSWORD" api:1'), []],
  ["a file", script("docker run --env-file .env api:1"), []],
  ["a stand-in", script("docker run -e DB_PASSWORD=changeme api:1"), []],
  ["a variable in a command", service("command: redis-server --requirepass ${REDIS_PASSWORD}"), []],
  ["a variable of the shell in the container", service('command: sh -c "redis-server --requirepass $$PW"'), []],
  ["a default in a command", service(`command: redis-server --requirepass \${PW:-${password}}`), []],
  [
    "a value the environment holds too: reported there",
    service("environment:", `  REDIS_PASSWORD: ${password}`, `command: redis-server --requirepass ${password}`),
    [],
  ],
] as const)("%s", (_, files, places) => {
  expect(found(files).map(({ text }) => text)).toEqual(places);
});

it("takes no value from .env for one that is written", () => {
  const files = { ...service("command: redis-server --requirepass ${PW}"), ".env": `PW=${password}\n` };
  expect(found(files)).toEqual([]);
});

describe("fixes", () => {
  it.each([
    [`docker run -e DB_PASSWORD=${password} api:1`, "docker run -e DB_PASSWORD api:1"],
    [`docker run -e "DB_PASSWORD=${password}" api:1`, 'docker run -e "DB_PASSWORD" api:1'],
    [`docker run -e DB_PASSWORD='${password}' api:1`, "docker run -e DB_PASSWORD api:1"],
    [`docker run --env=DB_PASSWORD=${password} api:1`, "docker run --env=DB_PASSWORD api:1"],
  ])("%s", (line, expected) => {
    const [first] = found(script(line));
    const before = script(line)["start.sh"] ?? "";
    expect(applyEdits(before, first?.problem.fixes?.[0]?.edits ?? [])).toBe(script(expected)["start.sh"]);
  });

  it("no command, and says why", () => {
    const [first] = found(service(`command: redis-server --requirepass ${password}`));
    expect(first?.problem.fixes).toBeUndefined();
    expect(first?.problem.refusal).toContain("depends on the program");
  });

  it("without showing the value", () => {
    for (const files of [
      script(`docker run -e DB_PASSWORD=${password} api:1`),
      service(`command: x --password=${password}`),
    ])
      expect(JSON.stringify(found(files).map(({ problem }) => problem))).not.toContain(password);
  });
});
