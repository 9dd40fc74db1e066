import { expect, test } from "vitest";
import { readText } from "./read.fixture.ts";

const run = { label: "docker run", at: "docker run", image: "x @ x" };

function scriptsOf(script: string) {
  return readText(
    "web/package.json",
    `{\n\t"name": "docker",\n\t"scripts": { "test": "vitest", "up": "${script}" }\n}\n`,
  );
}

const scripts: [title: string, script: string, expected: Record<string, unknown>[]][] = [
  ["a script", "docker run x", [run]],
  ["escaped quotes", 'docker run -e A=\\"b c\\" x', [{ ...run, environment: ['A @ A is b c @ \\"b c\\"'] }]],
  ["escaped quotes around the name", 'docker run -e \\"A=b c\\" x', [{ ...run, environment: ["A @ A is b c @ b c"] }]],
  [
    "escaped characters",
    "docker run -e A=b\\u0063\\td x",
    [{ ...run, environment: ["A @ A is bc @ b\\u0063"], image: "d @ d", command: "x @ x" }],
  ],
  [
    "a character of two units",
    "docker run -e A=\\ud83d\\ude00 x",
    [{ ...run, environment: ["A @ A is 😀 @ \\ud83d\\ude00"] }],
  ],
  ["a wrapper of npm's world", "cross-env A=b docker run x", [run]],
  ["commands after each other", "tsc && docker run x || true", [run]],
];

test.each(scripts)("%s", (_, script, expected) => {
  expect(scriptsOf(script).containers).toEqual(expected);
});

test("builds are beside the file", () => {
  expect(scriptsOf("docker build -t x -f ../Dockerfile .").builds).toMatchObject([
    { context: "web @ .", dockerfile: "Dockerfile @ ../Dockerfile" },
  ]);
});

test.each([
  ["other keys", '{"config": {"up": "docker run x"}}'],
  ["scripts that are no texts", '{"scripts": {"up": ["docker run x"], "down": 1}}'],
  ["scripts that are none", '{"scripts": "docker run x"}'],
  ["a list", '["docker run x"]'],
  ["nothing", "docker"],
])("%s are not read", (_, text) => {
  expect(readText("package.json", text)).toMatchObject({ containers: [], problems: [] });
});

test("what stands before bad syntax is read", () => {
  const text = '{"scripts": {"a": "docker run x", "b": docker, }}';
  expect(readText("package.json", text).containers).toEqual([run]);
});
