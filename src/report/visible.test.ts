import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnsOf, oneLine, visible, visibleLines } from "./visible.ts";
import { labelled, wrap } from "./wrap.ts";

describe("visible text", () => {
  test.each([
    ["plain ASCII ~", "plain ASCII ~"],
    ["é 日本 🐳", "é 日本 🐳"],
    ["\u001b[31m", "\\x1b[31m"],
    ["\u009b31m", "\\x9b31m"],
    ["a\u0000\u0007\u007f", "a\\x00\\x07\\x7f"],
    ["a\u202eb\u2066\u200b\ufeff", "a\\u202eb\\u2066\\u200b\\ufeff"],
    ["\u{e0041}", "\\u{e0041}"],
    ["\ud800", "\\ud800"],
    ["\r", "\\x0d"],
  ])("%j", (text, expected) => expect(visible(text)).toBe(expected));

  test("one line has no line end or tab", () => expect(oneLine(" a\r\n\tb\nc\rd ")).toBe("a  b c\\x0dd"));
  test("lines of a block stay lines", () => expect(visibleLines("a\r\n\tb\u001b")).toEqual(["a", "  b\\x1b"]));
  test.each([
    ["abc", 3],
    ["日本", 4],
    ["e\u0301", 1],
    ["🐳", 2],
  ])("%s is %i columns wide", (text, columns) => expect(columnsOf(text)).toBe(columns));

  test("no text leaves a control character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u);
      }),
      { seed: 3 },
    );
  });
});

describe("wrapping", () => {
  test.each([
    ["at spaces", "a bb ccc dddd", 6, ["a bb", "ccc", "dddd"]],
    ["a word too long is cut", "a bbbbbbbb", 4, ["a", "bbbb", "bbbb"]],
    ["nothing", "", 4, [""]],
    ["a workflow command is disarmed", "a ::error::b", 80, ["a : :error::b"]],
  ])("%s", (_, text, width, expected) => expect(wrap(text, width)).toEqual(expected));

  test("further lines stand under the first", () =>
    expect(labelled("Why: ", "aaaaaaaaaa bbbbbbbbbb", 25)).toEqual(["Why: aaaaaaaaaa", "     bbbbbbbbbb"]));
  test("a text of megabytes is cut", () => expect(wrap("a ".repeat(1_000_000), 80).join("").length).toBeLessThan(2100));
});
