import { expect, it } from "vitest";
import { applyEdits } from "../../text/edit.ts";
import { problemsInFiles } from "../testing.ts";
import { commentIsPattern as rule } from "./comment-is-pattern.ts";

const inMemory = (ignore: string, files: Record<string, string> = {}, dockerfile = "FROM a\nCOPY . /\n") =>
  problemsInFiles(rule, { Dockerfile: dockerfile, ...files, ".dockerignore": ignore });

it.each<[string, string, string[]]>([
  ["a comment in the first column", "# a\n#b\n", []],
  ["behind a byte order mark", "\uFEFF# a\n", []],
  ["blanks before a comment", " # a\n\t#b\n", ["# a", "#b"]],
  ["a comment behind a pattern", "a # b\n!c\t #d\n", ["a # b"]],
  ["lines of them", "a ## b\na #\n", ["a ## b", "a #"]],
  ["a number", "Track #1.mp3\n", []],
  ["part of a name", "a#b\nc#\n", []],
  ["escaped", "a \\# b\n", []],
  ["unsaved work of an editor", " #a#\n", []],
])("%s", (_, ignore, texts) => {
  expect(inMemory(ignore).map(({ text }) => text)).toEqual(texts);
});

it("says nothing of a name that is there", () => {
  expect(inMemory("a # b\n", { "a # b": "" })).toEqual([]);
  expect(inMemory("a # b\n", { "a # b/c": "" })).toEqual([]);
});

it.each<[string, string, Record<string, string>, string | undefined, string, string]>([
  ["with files that were meant", "a # b\n", { "a/c": "" }, "medium", "unsafe", "# b\na\n"],
  ["without any", "a # b\r\nc", {}, undefined, "safe", "# b\r\na\r\nc"],
  ["taking in again", "*\n!a # b\n", { a: "" }, "medium", "unsafe", "*\n# b\n!a\n"],
  ["blanks alone", "  # b\n", {}, "info", "safe", "# b\n"],
  ["blanks behind a byte order mark", "\uFEFF  a # b", {}, undefined, "safe", "\uFEFF# b\na"],
])("%s", (_, ignore, files, severity, safety, after) => {
  const [first] = inMemory(ignore, files);
  expect(first?.problem.severity).toBe(severity);
  expect(first?.problem.fixes?.[0]?.safety).toBe(safety);
  expect(applyEdits(ignore, first?.problem.fixes?.[0]?.edits ?? [])).toBe(after);
  expect(inMemory(after, files)).toEqual([]);
});

it("is mended safely where no COPY takes the files", () => {
  const [first] = inMemory("a # b\n", { "a/c": "", d: "" }, "FROM a\nCOPY d /\n");
  expect(first?.problem.message).toBe(
    "The comment is part of the pattern, so a does nothing: 1 file is treated otherwise than meant.",
  );
  expect(first?.problem.fixes?.[0]?.safety).toBe("safe");
});

it("is not sure what a file does that no build uses", () => {
  const [first] = problemsInFiles(rule, { "x/.dockerignore": "a # b\n" });
  expect(first?.problem.fixes?.[0]?.safety).toBe("unsafe");
});
