import { describe, expect, it } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { judgeSecretFile } from "../secret-files.ts";
import { mostPairs, pairsIn } from "./pairs.ts";

describe("pairsIn", () => {
  const rows: readonly (readonly [text: string, pairs: readonly string[]])[] = [
    ["A_TOKEN=b", ["A_TOKEN=b"]],
    ["export A_TOKEN='b c' # d", ["A_TOKEN=b c"]],
    ["  a.token: b # c", ["a.token=b"]],
    ["- token: b", ["token=b"]],
    ['"token": "b", "key": "c"', ["token=b", "key=c"]],
    ['{"a":{"token":"b\\"c"}}', ['token=b\\"c']],
    ["'token' => 'b',", ["token=b"]],
    ["define('A_KEY', 'b');", ["A_KEY=b"]],
    ["$token = 'b';", ["token=b"]],
    ["<token>b</token>", ["token=b"]],
    ['<add key="token" value="b"/>', ["token=b"]],
    ["token = b;", ["token=b"]],
    ["token:", []],
    ["token: |", []],
    ["token: &anchor", []],
    ["# token=b", []],
    ["host=b", []],
    ["token", []],
    ["TOKEN=b\r\nKEY=c\r\n", ["TOKEN=b", "KEY=c"]],
  ];
  for (const [text, pairs] of rows)
    it(`reads ${JSON.stringify(text)}`, () => {
      const found = pairsIn(text);
      expect(found.map(({ name, value }) => `${name}=${value}`)).toEqual(pairs);
      for (const { value, start, end } of found) expect(text.slice(start, end)).toBe(value);
    });

  it("stops after as many as no settings file has", () => {
    expect(pairsIn("token=b\n".repeat(mostPairs + 5))).toHaveLength(mostPairs);
    expect(pairsIn('"token":"b",'.repeat(mostPairs + 5))).toHaveLength(mostPairs);
  });
});

describe("hostile secret files", () => {
  const paths = [
    ".env",
    "tls.key",
    ".npmrc",
    ".yarnrc.yml",
    ".netrc",
    ".docker/config.json",
    ".kube/config",
    "settings.xml",
    ".htpasswd",
    ".pgpass",
    "secret.yaml",
  ];
  const pieces = [
    '"',
    '"password":"a',
    '"password":"\\',
    "password=",
    "<password>",
    "<password>a</password>",
    'key="a" value="b"',
    "password\n",
    "token: x\n",
    ":_authToken=",
    "a:b:",
    "\\:",
    "data:\n  password: YWJj\n",
  ];
  for (const path of paths)
    it(`${path} of 200 kB takes bounded time`, () => {
      for (const piece of pieces) {
        const bytes = Buffer.from(piece.repeat(Math.ceil(200_000 / piece.length)));
        const begin = cpuTime();
        judgeSecretFile(path, bytes);
        // Many times what it takes on a quiet machine; what is not linear takes longer.
        expect(cpuTime() - begin, JSON.stringify(piece)).toBeLessThan(5000);
      }
    });
});
