import { describe, expect, test } from "vitest";
import { checkWords } from "./check-words.ts";

const table: [name: string, path: string, text: string, messages: string[]][] = [
  ["plain text", "README.md", "Run ./seaworthy check examples/challenge", []],
  ["a path of one machine", "a.ts", `"/wo${"rk"}/main/src"`, ["names a path of one machine"]],
  ["a directory of an image", "Dockerfile", "WORKDIR /srv/work/app", []],
  ["a registry host", "a.md", `https://registry.${"npmjs"}.org/x`, ["names the host of a package registry"]],
  ["a host that only ends alike", "a.md", "https://notpypi.organic.example", []],
  ["an example host", "a.md", "https://registry.example.com/", []],
  [
    "a key in one piece",
    "a.ts",
    `sk${"_live_"}${"4eC39HqLyjWDarjtT1zdp7dc"}`,
    ["holds what looks like a Stripe key: assemble it from parts"],
  ],
  ["a key that is visibly made up", "Dockerfile", `ENV API_KEY=sk${"_live_"}supersecretkey`, []],
  ["a placeholder of a token's length", "a.ts", `gl${"pat-"}xxxxxxxxxxxxxxxxxxxx`, []],
  ["a private key's head without a body", "a.ts", `-----BE${"GIN"} PRIVATE KEY-----`, []],
  ["a narrowed test", "a.test.ts", `test${".only"}("x", f)`, ["switches tests off or narrows them"]],
  ["a skipped table", "a.test.ts", `it.each${""}.skip(x)`, ["switches tests off or narrows them"]],
  ["a test that needs data which may be absent", "a.test.ts", "test.skipIf(!there)", []],
  ["a property called only", "a.ts", `test${".only"}`, []],
];

describe("words", () => {
  test.each(table)("%s", (_name, path, text, messages) => {
    expect(checkWords(path, text).map((problem) => problem.message)).toEqual(messages);
  });

  test("a problem names its line", () => {
    expect(checkWords("a.ts", `\n\n/wo${"rk"}/shared`)).toMatchObject([{ line: 3 }]);
  });
});
