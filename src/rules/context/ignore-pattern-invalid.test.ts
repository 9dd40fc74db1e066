import { expect, it } from "vitest";
import { applyEdits } from "../../text/edit.ts";
import { problemsInFiles } from "../testing.ts";
import { ignorePatternInvalid as rule } from "./ignore-pattern-invalid.ts";

const found = (ignore: string) => problemsInFiles(rule, { Dockerfile: "FROM a\nCOPY . /\n", ".dockerignore": ignore });

it.each<[string, string, string[]]>([
  ["a file without errors", "a\n!b\n# [\n", []],
  ["each wrong line", "a\n!\n  [x \n", ["!", "[x"]],
  ["a tab inside", "a\tb\n", ["a\tb"]],
])("finds: %s", (_, ignore, texts) => {
  expect(found(ignore).map(({ text }) => text)).toEqual(texts);
});

it("is the same without a Dockerfile", () => {
  expect(problemsInFiles(rule, { "a/.dockerignore": "!\n" }).map(({ path }) => path)).toEqual(["a/.dockerignore"]);
});

it.each([
  ["a ! alone", "a\n!\nb\n", "a\nb\n"],
  ["a ! alone at the end", "a\n!", "a\n"],
  ["a ! alone behind a byte order mark", "\uFEFF!\r\nb\r\n", "\uFEFFb\r\n"],
  ["an open bracket", "a[b\n", "a\\[b\n"],
  ["the one that is open", "[a]b[c\n", "[a]b\\[c\n"],
  ["a backslash at the end", "a\\\n", "a\n"],
  ["a tab before a comment", "  a \t# why\r\nb\r\n", "# why\r\na\r\nb\r\n"],
])("mends %s", (_, before, after) => {
  expect(applyEdits(before, found(before)[0]?.problem.fixes?.[0]?.edits ?? [])).toBe(after);
});

it.each(["a[]b\n", "[z-a]\n", "\\y\n", "a\tb\n", "*{2}\n"])("leaves %j to the person", (ignore) => {
  const [first] = found(ignore);
  expect(first?.problem.fixes).toBeUndefined();
  expect(first?.problem.refusal).toContain("by hand");
});

it("shows the start of a long line only", () => {
  expect(found(`${"x".repeat(70_000)}\n`)[0]?.problem.message.length).toBeLessThan(200);
});
