import { describe, expect, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { createSource } from "../text/source.ts";
import { locate } from "./fixture.ts";
import { codeFrame } from "./frame.ts";
import { hiddenLine, maskedLines } from "./masked-lines.ts";
import { columnsOf } from "./visible.ts";

const none = (text: string) => text;

/** The frame of `marked` in a text; `marked` is found by its first occurrence. */
function frame(text: string, marked: string, width = 60, mask = none): string {
  const source = createSource("f", text);
  const start = text.indexOf(marked);
  const lines = codeFrame(locate(source, start, start + marked.length), maskedLines(source, mask), width);
  return lines.map(({ gutter, text }) => (gutter + text).trimEnd()).join("\n");
}

describe("code frames", () => {
  const cases: [string, string, string, string][] = [
    ["a word", "FROM a\nUSER root\n", "root", "2 | USER root\n  |      ^^^^"],
    ["an empty span is one caret", "FROM a\n", "", "1 | FROM a\n  | ^"],
    ["a tab is two columns", "RUN\tx y\n", "y", "1 | RUN  x y\n  |        ^"],
    ["wide letters are two columns", "LABEL 日本 b\n", "b", "1 | LABEL 日本 b\n  |            ^"],
    ["an escape is as wide as it is written", "A \u001b[1m b\n", "b", "1 | A \\x1b[1m b\n  |           ^"],
    ["a carriage return does not show", "RUN a\r\nRUN b\r\n", "RUN a\r\n", "1 | RUN a\n  | ^^^^^"],
    ["two lines", "RUN a \\\n  b\n", "RUN a \\\n  b", "1 > RUN a \\\n  > ^^^^^^^\n2 >   b"],
    ["a span that ends with the line end is one line", "RUN a\nRUN b\n", "RUN a\n", "1 | RUN a\n  | ^^^^^"],
    [
      "a long span",
      "a\nb\nc\nd\ne\nf\ng\n",
      "a\nb\nc\nd\ne\nf\ng",
      "1 > a\n  > ^\n2 > b\n3 > c\n4 > d\n  : (2 more lines)\n7 > g",
    ],
    ["numbers are right-aligned", `${"x\n".repeat(8)}RUN a\nRUN b`, "a\nRUN b", " 9 > RUN a\n   >     ^\n10 > RUN b"],
    ["a span at the end of the text", "FROM a", "a", "1 | FROM a\n  |      ^"],
  ];
  test.each(cases)("%s", (_, text, marked, expected) => expect(frame(text, marked)).toBe(expected));

  test("a long line is cut around the span", () => {
    const text = `RUN ${"a".repeat(500)} HERE ${"b".repeat(500)}\n`;
    const [code = "", under = ""] = frame(text, "HERE").split("\n");
    expect(code).toMatch(/^1 \| \.\.\.a+ HERE b+\.\.\.$/);
    expect(under.indexOf("^")).toBe(code.indexOf("HERE"));
    expect(columnsOf(code)).toBeLessThanOrEqual(60);
  });

  test("a line of megabytes costs little", () => {
    const text = `RUN ${"a ".repeat(4_000_000)}HERE\n`;
    const started = cpuTime();
    expect(frame(text, "HERE")).toContain("HERE");
    expect(cpuTime() - started).toBeLessThan(1000);
  });
});

describe("secrets in frames", () => {
  const word = ["hunter", "22"].join("");
  const mask = (text: string) => text.replaceAll(word, "***");
  const key = ["-----BEGIN", "AAAA", "-----END"].join("\n");
  const maskKey = (text: string) => text.replaceAll(key, "***");
  const cases: [string, string, string, (text: string) => string, string][] = [
    [
      "the value is hidden and the caret fits",
      `ENV A=${word} B=c\n`,
      `A=${word}`,
      mask,
      "1 | ENV A=*** B=c\n  |     ^^^^^",
    ],
    ["a span after the value", `ENV A=${word} B=c\n`, "B=c", mask, "1 | ENV A=*** B=c\n  |           ^^^"],
    [
      "a span that starts inside the value shows nothing of it",
      `ENV A=${word} B=c\n`,
      `${word.slice(3)} B`,
      mask,
      "1 | ENV A=*** B=c\n  |       ^^^^^",
    ],
    [
      "each line of a secret of several lines is hidden",
      `RUN x\n${key}\n`,
      key,
      maskKey,
      `2 > ${hiddenLine}\n  > ${"^".repeat(hiddenLine.length)}\n3 > ${hiddenLine}\n4 > ${hiddenLine}`,
    ],
  ];
  test.each(cases)("%s", (_, text, marked, masker, expected) => expect(frame(text, marked, 60, masker)).toBe(expected));
});
