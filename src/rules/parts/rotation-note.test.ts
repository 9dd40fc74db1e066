import { expect, it } from "vitest";
import { githubToken } from "../../secrets/samples.fixture.ts";
import { secretInContext } from "../context/secret-in-context.ts";
import { secretInArg } from "../dockerfile/secret-in-arg.ts";
import { secretInEnv } from "../dockerfile/secret-in-env.ts";
import { secretLiteral } from "../dockerfile/secret-literal.ts";
import type { Rule } from "../rule.ts";
import { secretInBuildArgValue } from "../runtime/secret-in-build-arg-value.ts";
import { secretInEnvironment } from "../runtime/secret-in-environment.ts";
import { secretOnCommandLine } from "../runtime/secret-on-command-line.ts";
import { problemsInFiles } from "../testing.ts";
import { rotationNotes } from "./rotation-note.ts";

const base = "FROM node:24-slim\n";
const service = (lines: string) => ({ "compose.yaml": `services:\n  web:\n    image: example.com/web:1.4\n${lines}` });

const cases: readonly (readonly [Rule, Readonly<Record<string, string>>])[] = [
  [secretInEnv, { Dockerfile: `${base}ENV A=${githubToken}\n` }],
  [secretInArg, { Dockerfile: `${base}ARG GITHUB_TOKEN=${githubToken}\nRUN get $GITHUB_TOKEN\n` }],
  [secretLiteral, { Dockerfile: `${base}RUN get ${githubToken}\n` }],
  [secretInContext, { Dockerfile: `${base}COPY . .\n`, "config.js": `const key = "${githubToken}";\n` }],
  [secretInEnvironment, service(`    environment:\n      A: ${githubToken}\n`)],
  [secretInEnvironment, service(`    environment:\n      A: \${A:-${githubToken}}\n`)],
  [secretOnCommandLine, service(`    command: app --token ${githubToken}\n`)],
  [secretOnCommandLine, { "run.sh": `#!/bin/sh\ndocker run -e A=${githubToken} example.com/web:1.4\n` }],
  [
    secretInBuildArgValue,
    {
      Dockerfile: base,
      "compose.yaml": `services:\n  web:\n    build:\n      context: .\n      args: {A: ${githubToken}}\n`,
    },
  ],
];

it.each(cases.map(([rule, files]) => [rule.id, rule, files] as const))(
  "%s tells where a token is revoked, and that what was pushed stays",
  (_, rule, files) => {
    const [one] = problemsInFiles(rule, files);
    const said = one?.problem.related?.map(({ message }) => message).join("\n");
    expect(said).toContain("https://docs.github.com/");
    expect(said).toContain("history of git");
    expect(said).not.toContain(githubToken);
  },
);

it("says nothing of what has no provider", () => {
  const at = { start: 0, end: 1 };
  expect(rotationNotes(undefined, at)).toEqual([]);
  expect(rotationNotes("secret-assignment", at)).toEqual([]);
});
