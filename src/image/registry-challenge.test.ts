import fc from "fast-check";
import { expect, it } from "vitest";
import { mostChallengeCharacters, parseChallenges } from "./registry-challenge.ts";
import { errorCodes } from "./registry-failure.ts";

const read = (text: string) =>
  parseChallenges(text).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

it.each([
  [
    'Bearer realm="https://a.com/t",service="s x",scope="repository:a/b:pull,push"',
    [["bearer", { realm: "https://a.com/t", service: "s x", scope: "repository:a/b:pull,push" }]],
  ],
  ['Basic realm="a \\"b\\""', [["basic", { realm: 'a "b"' }]]],
  [
    "BASIC Realm = x , Bearer realm=y",
    [
      ["basic", { realm: "x" }],
      ["bearer", { realm: "y" }],
    ],
  ],
  [
    "Negotiate, Basic realm=x",
    [
      ["negotiate", {}],
      ["basic", { realm: "x" }],
    ],
  ],
  ["", []],
  [",,,", []],
  ['realm="x"', []],
])("%s", (text, challenges) => {
  expect(read(text)).toEqual(challenges);
});

it("any header is read, fast", () => {
  const piece = fc.constantFrom("Bearer", " ", ",", "=", '"', "\\", "realm", "é", "\t", "a".repeat(50));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => Array.isArray(parseChallenges(pieces.join("")))),
    { seed: 4, numRuns: 3_000 },
  );
  for (const text of [
    '"'.repeat(100_000),
    `a="${"\\".repeat(100_000)}`,
    "a=".repeat(100_000),
    " ".repeat(100_000),
    "a ".repeat(100_000),
  ])
    expect(parseChallenges(text).length).toBeLessThanOrEqual(mostChallengeCharacters);
});

it("codes of errors are taken from a list, so that no text of a registry gets through", () => {
  expect(errorCodes({ errors: [{ code: "DENIED" }, { code: "my-password" }, { code: 7 }, null] })).toEqual(["DENIED"]);
  for (const body of [undefined, null, [], "x", { errors: {} }, { errors: "DENIED" }])
    expect(errorCodes(body)).toEqual([]);
});
