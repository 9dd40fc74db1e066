import { describe, expect, it } from "vitest";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
import { secretInArg } from "./secret-in-arg.ts";

expectProblems(secretInArg, [
  ["a name and a RUN below", "FROM a\nARG NPM_TOKEN\nRUN b\n", ["NPM_TOKEN"]],
  ["no RUN below", "FROM a\nRUN b\nARG NPM_TOKEN\n", []],
  ["a RUN in the stage built on it", "FROM a AS b\nARG NPM_TOKEN\nFROM b\nRUN c\n", ["NPM_TOKEN"]],
  ["an empty default", 'FROM a\nARG NPM_TOKEN=""\nRUN b\n', ['NPM_TOKEN=""']],
  ["a fixed default without any RUN", "FROM a\nARG DB_PASSWORD=hunter2\n", ["DB_PASSWORD=hunter2"]],
  [
    "a default above FROM, declared again",
    "ARG DB_PASSWORD=hunter2\nFROM a\nARG DB_PASSWORD\nRUN b\n",
    ["DB_PASSWORD=hunter2"],
  ],
  ["an ENV that has the finding", "FROM a\nARG NPM_TOKEN\nENV NPM_TOKEN=$NPM_TOKEN\nRUN b\n", []],
  ["a stand-in default", "FROM a\nARG SECRET_KEY_BASE=dummy\nRUN b\n", []],
  ["files, paths and public names", "FROM a\nARG KEY_FILE\nARG TOKEN_PATH\nARG VITE_API_KEY\nARG GPG_KEY\nRUN b\n", []],
  ["one that feeds the front end", "FROM a\nARG API_KEY\nENV VITE_API_KEY=$API_KEY\nRUN b\n", []],
  ["a stage that nothing uses", "FROM a AS b\nARG NPM_TOKEN\nRUN c\nFROM d\n", []],
]);

describe("secret-in-arg, how bad", () => {
  it.each([
    ["medium along the chain", "FROM a\nARG NPM_TOKEN\nRUN b\n", "medium"],
    ["high with a fixed default", "FROM a\nARG DB_PASSWORD=hunter2\n", "high"],
    ["info in a stage that is copied from", "FROM a AS b\nARG NPM_TOKEN\nRUN c\nFROM d\nCOPY --from=b /x /x\n", "info"],
    [
      "low above FROM where only such a stage takes it",
      "ARG DB_PASSWORD=hunter2\nFROM a AS b\nARG DB_PASSWORD\nRUN c\nFROM d\nCOPY --from=b /x /x\n",
      "low",
    ],
    ["high above FROM where the image takes it", "ARG DB_PASSWORD=hunter2\nFROM a\nARG DB_PASSWORD\n", "high"],
  ])("is %s", (_, dockerfile, severity) => {
    expect(problemsIn(secretInArg, dockerfile).map((problem) => problem.severity)).toEqual([severity]);
  });

  it("gives one build command for all arguments", () => {
    const problems = problemsIn(secretInArg, "FROM a\nARG B_TOKEN\nARG A_TOKEN\nRUN x $A_TOKEN $B_TOKEN\n");
    const lines = new Set(problems.flatMap((problem) => problem.fixes?.[0]?.followUp ?? []));
    expect([...lines].filter((line) => line.startsWith("docker build"))).toEqual([
      "docker build --secret id=a_token,env=A_TOKEN --secret id=b_token,env=B_TOKEN .",
    ]);
  });
});

const mount = "--mount=type=secret,id=npm_token,required=true";
const exported = 'export NPM_TOKEN="$(cat /run/secrets/npm_token)" && ';

expectFixes(secretInArg, [
  ["a tool that reads it unseen", "FROM a\nARG NPM_TOKEN\nRUN npm ci\n", `FROM a\nRUN ${mount} ${exported}npm ci\n`],
  [
    "several commands",
    "FROM a\nARG NPM_TOKEN\nRUN set -e; x || y $NPM_TOKEN\n",
    `FROM a\nRUN ${mount} ${exported}set -e; x || y $NPM_TOKEN\n`,
  ],
  [
    "a child stage",
    "FROM a AS b\nARG NPM_TOKEN\nFROM b\nRUN npm ci\n",
    `FROM a AS b\nFROM b\nRUN ${mount} ${exported}npm ci\n`,
  ],
  [
    "the global one with it",
    "ARG NPM_TOKEN\nFROM a\nARG NPM_TOKEN\nRUN npm ci\n",
    `FROM a\nRUN ${mount} ${exported}npm ci\n`,
  ],
  [
    "a frontend with env=",
    "# syntax=docker/dockerfile:1\nFROM a\nARG NPM_TOKEN\nRUN npm ci\n",
    "# syntax=docker/dockerfile:1\nFROM a\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN,required=true npm ci\n",
  ],
  [
    "exec form",
    'FROM a\nARG NPM_TOKEN\nRUN ["npm", "ci"]\n',
    'FROM a\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN,required=true ["npm", "ci"]\n',
  ],
  ["a default nobody reads", "FROM a\nARG DB_PASSWORD=hunter2\nCMD b\n", "FROM a\nCMD b\n"],
]);

expectRefusals(secretInArg, [
  ["FROM", "ARG TOKEN=hunter2hunter2\nFROM a:$TOKEN\n", "FROM on line 2"],
  ["COPY", "FROM a\nARG MY_SECRET\nCOPY $MY_SECRET /x\nRUN b\n", "COPY on line 3"],
  ["nothing that names it", "FROM a\nARG MY_SECRET\nRUN ./build\n", "No RUN names MY_SECRET"],
  [
    "an old frontend and a heredoc",
    "# syntax=docker/dockerfile:1.4\nFROM a\nARG NPM_TOKEN\nRUN <<E\nnpm ci\nE\n",
    "older than env=",
  ],
  [
    "a background command under an old frontend",
    "# syntax=docker/dockerfile:1.4\nFROM a\nARG NPM_TOKEN\nRUN npm ci & wait\n",
    "older than env=",
  ],
]);
