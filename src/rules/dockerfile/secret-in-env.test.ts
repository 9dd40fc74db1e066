import { describe, expect, it } from "vitest";
import { githubToken } from "../../secrets/samples.fixture.ts";
import { applyEdits } from "../../text/edit.ts";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
import { secretInEnv } from "./secret-in-env.ts";

const token = githubToken;

expectProblems(secretInEnv, [
  ["a weak password", "FROM a\nENV DB_PASSWORD=admin123\n", ["DB_PASSWORD=admin123"]],
  ["the legacy form", "FROM a\nENV DB_PASSWORD admin123\n", ["DB_PASSWORD admin123"]],
  ["a token under any name", `FROM a\nENV X=${token}\n`, [`X=${token}`]],
  ["a label", "FROM a\nLABEL token=abc12345\n", ["token=abc12345"]],
  ["a trigger", "FROM a\nONBUILD ENV DB_PASSWORD=admin123\n", ["DB_PASSWORD=admin123"]],
  ["a default by another name", "FROM a\nARG P=admin123\nENV DB_PASSWORD=$P\n", ["DB_PASSWORD=$P"]],
  ["a build argument kept", "FROM a\nARG NPM_TOKEN\nENV NPM_TOKEN=$NPM_TOKEN\n", ["NPM_TOKEN=$NPM_TOKEN"]],
  ["a build argument in an address", "FROM a\nARG PASS\nENV URL=pg://u:$PASS@db/x\n", ["URL=pg://u:$PASS@db/x"]],
  [
    "a copy of what is reported above",
    "FROM a\nENV DB_PASSWORD=admin123\nENV PGPASSWORD=$DB_PASSWORD\n",
    ["DB_PASSWORD=admin123"],
  ],
  [
    "stand-ins, files, switches, public names",
    "FROM a\nENV DB_PASSWORD=changeme T_FILE=/run/x TOKENIZERS_PARALLELISM=false NEXT_PUBLIC_KEY=abc libcrypto3=3.1 SECRET_PATH=x\n",
    [],
  ],
  ["a front-end variable from a build argument", "FROM a\nARG API_KEY\nENV VITE_API_KEY=$API_KEY\n", []],
  ["a value of the outside", "FROM a\nENV DB_PASSWORD=$UNKNOWN\n", []],
  ["a stage that nothing uses", "FROM a AS b\nENV DB_PASSWORD=admin123\nFROM c\n", []],
]);

describe("secret-in-env, how bad", () => {
  it.each([
    ["high in the image", "FROM a\nENV DB_PASSWORD=admin123\n", "high"],
    ["critical with a known format", `FROM a\nENV X=${token}\n`, "critical"],
    ["high in a stage the image is FROM", "FROM a AS b\nENV DB_PASSWORD=admin123\nFROM b\n", "high"],
    [
      "low in a stage that is copied from",
      "FROM a AS b\nENV DB_PASSWORD=admin123\nFROM c\nCOPY --from=b /x /x\n",
      "low",
    ],
    ["medium there with a known format", `FROM a AS b\nENV X=${token}\nFROM c\nCOPY --from=b /x /x\n`, "medium"],
  ])("is %s", (_, dockerfile, severity) => {
    expect(problemsIn(secretInEnv, dockerfile).map((problem) => problem.severity)).toEqual([severity]);
  });

  it("prints one command and every name once, and no value", () => {
    const problems = problemsIn(secretInEnv, "FROM a\nENV DB_PASSWORD=admin123\nENV API_KEY=hunter2hunter\n");
    const lines = new Set(problems.flatMap((problem) => problem.fixes?.[0]?.followUp ?? []));
    expect([...lines].slice(0, 5)).toEqual([
      "Put the new values into a file .env that .gitignore and .dockerignore name:",
      "DB_PASSWORD=",
      "API_KEY=",
      "Pass them when the container starts:",
      "docker run --env-file .env IMAGE",
    ]);
    expect(
      JSON.stringify(
        problems.map(({ message, fixes }) => [message, fixes?.map(({ title, followUp }) => [title, followUp])]),
      ),
    ).not.toMatch(/admin123|hunter2/);
  });
});

expectFixes(secretInEnv, [
  ["a line of its own", "FROM a\nENV DB_PASSWORD=admin123\nCMD b\n", "FROM a\nCMD b\n"],
  [
    "a use in RUN",
    "FROM a\nENV API_TOKEN=abcdefg12\nRUN get $API_TOKEN\n",
    'FROM a\nRUN --mount=type=secret,id=api_token,required=true export API_TOKEN="$(cat /run/secrets/api_token)" && get $API_TOKEN\n',
  ],
  ["the build argument behind it", "FROM a\nARG NPM_TOKEN\nENV NPM_TOKEN=$NPM_TOKEN\nRUN b\n", "FROM a\nRUN b\n"],
  ["Windows line ends", "FROM a\r\nENV DB_PASSWORD=admin123\r\nCMD b\r\n", "FROM a\r\nCMD b\r\n"],
  [
    "a use by a numeric user",
    "FROM a\nENV API_TOKEN=abcdefg12\nUSER 1000\nRUN get $API_TOKEN\n",
    'FROM a\nUSER 1000\nRUN --mount=type=secret,id=api_token,required=true,uid=1000 export API_TOKEN="$(cat /run/secrets/api_token)" && get $API_TOKEN\n',
  ],
  [
    "a use in a heredoc",
    "FROM a\nENV API_TOKEN=abcdefg12\nRUN <<E\nget $API_TOKEN\nE\n",
    "FROM a\nRUN --mount=type=secret,id=api_token,env=API_TOKEN,required=true <<E\nget $API_TOKEN\nE\n",
  ],
]);

it("takes all secrets of one instruction together", () => {
  const before = "FROM a\nENV A=1 \\\n  DB_PASSWORD=hunter22 \\\n  API_TOKEN=abcdefg12\nCMD b\n";
  const [first] = problemsIn(secretInEnv, before);
  expect(applyEdits(before, first?.fixes?.[0]?.edits ?? [])).toBe("FROM a\nENV A=1\nCMD b\n");
});

expectRefusals(secretInEnv, [
  ["a trigger", "FROM a\nONBUILD ENV DB_PASSWORD=admin123\n", "trigger"],
  ["a value the build needs", "FROM a\nENV SECRET=abcdefg\nWORKDIR /srv/$SECRET\n", "WORKDIR on line 3"],
  [
    "another variable made of it",
    "FROM a\nARG DB_PASSWORD=admin123\nENV DB_PASSWORD=$DB_PASSWORD\nENV OPTS=-p$DB_PASSWORD\n",
    "ENV on line 4",
  ],
  ["a comment between", "FROM a\nENV A=1 \\\n  # about\n  DB_PASSWORD=admin123\n", "comment"],
  ["a Windows shell", 'FROM a\nSHELL ["powershell"]\nENV API_TOKEN=abcdefg12\nRUN get $env:API_TOKEN\n', "POSIX"],
]);
