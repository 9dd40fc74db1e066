import { expect, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { mostHeaderCharacters, mostValues, readHeaders } from "./header-lines.ts";

test("only what was asked for is kept", () => {
  expect([...readHeaders("A: 1\nB: 2\n", ["b", "c"])]).toEqual([
    ["b", ["2"]],
    ["c", []],
  ]);
});

test.each([
  ["an empty line", "A: 1\n\nB: 2\n"],
  ["an empty line with CRLF", "A: 1\r\n\r\nB: 2\r\n"],
])("%s ends the headers", (_, text) => {
  expect([...readHeaders(text, ["a", "b"]).values()]).toEqual([["1"], []]);
});

test("a line of blanks does not", () => {
  expect(readHeaders("A: 1\n  \nB: 2\n", ["b"]).get("b")).toEqual(["2"]);
});

test("continued lines are joined by line ends", () => {
  expect(readHeaders("A: 1\n  2\n\t3\nB: x\n", ["a"]).get("a")).toEqual(["1\n2\n3"]);
});

test("lines that continue what was not asked for are not taken", () => {
  expect(readHeaders("X: 1\n  2\nA: 3\n", ["a"]).get("a")).toEqual(["3"]);
});

test(`at most ${mostValues} values`, () => {
  expect(readHeaders("A: 1\n".repeat(mostValues + 5), ["a"]).get("a")).toHaveLength(mostValues);
});

test(`nothing behind ${mostHeaderCharacters} characters`, () => {
  const filler = `X: ${"x".repeat(97)}\n`.repeat(Math.ceil(mostHeaderCharacters / 101));
  expect(readHeaders(`${filler}A: 1\n`, ["a"]).get("a")).toEqual([]);
  expect(readHeaders(`A: 1\n${filler}`, ["a"]).get("a")).toEqual(["1"]);
});

test("a million continued lines and a million headers take a moment", () => {
  const start = cpuTime();
  readHeaders(`A:\n${" \n".repeat(1_000_000)}`, ["a"]);
  readHeaders("A:\n".repeat(700_000), ["a"]);
  expect(cpuTime() - start).toBeLessThan(3_000);
});
