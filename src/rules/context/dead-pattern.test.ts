import { expect, it } from "vitest";
import { applyEdits } from "../../text/edit.ts";
import { problemsInFiles } from "../testing.ts";
import { deadPattern as rule } from "./dead-pattern.ts";

const inMemory = (ignore: string, files: Record<string, string> = {}) =>
  problemsInFiles(rule, { Dockerfile: "FROM a\nCOPY . /\n", ...files, ".dockerignore": ignore });

it.each<[string, string, Record<string, string>, string[]]>([
  ["what may come", "**/.classpath\nnode_modules\n*.log\n!a\n", {}, []],
  ["what is there", "a\nb/*.c\n", { a: "", "b/d.c": "" }, []],
  ["outside", "../a\n..\n", {}, ["../a", ".."]],
  ["a variable", "$HOME/a\n${X}\n", {}, ["$HOME/a", "${X}"]],
  ["a list in braces", "*.{log,tmp}\n", {}, ["*.{log,tmp}"]],
  ["braces in a name that is there", "{a,b}\n", { "{a,b}": "" }, []],
  ["backslashes", "src\\dist\n", { "src/dist/a": "" }, ["src\\dist"]],
  ["an escape", "a\\*b\n", {}, []],
  ["another case", "readme.md\nSRC/a\n", { "README.md": "", "src/a": "" }, ["readme.md", "SRC/a"]],
  ["a ! that is overruled", "!a.md\n*.md\n", { "a.md": "" }, ["!a.md"]],
  ["a ! of a folder that is overruled", "*\n!a\n**/b\na\n", { "a/c": "" }, []],
  ["a ! that counts for a part", "*\n!a\na/b\n", { "a/b": "", "a/c": "" }, []],
  ["a ! with nothing behind", "*.md\n!a.md\n", { "a.md": "" }, []],
])("%s", (_, ignore, files, texts) => {
  expect(inMemory(ignore, files).map(({ text }) => text)).toEqual(texts);
});

it("knows the folder of the context by its name", () => {
  const files = {
    "web/Dockerfile": "FROM a\nCOPY . /\n",
    "web/dist/a": "",
    "web/.dockerignore": "web/dist\nweb/none\n",
  };
  expect(problemsInFiles(rule, files).map(({ text }) => text)).toEqual(["web/dist"]);
});

it.each<[string, string, Record<string, string>, string]>([
  ["a list in braces", "# x\r\n*.{log,tmp}\r\n", { "a.log": "" }, "# x\r\n*.log\r\n*.tmp\r\n"],
  ["backslashes", "src\\dist", { "src/dist/a": "" }, "src/dist"],
  ["case", "*\n!readme.md", { "README.md": "" }, "*\n!README.md"],
])("mends %s, unsafely as COPY takes all", (_, ignore, files, after) => {
  const [fix] = inMemory(ignore, files)[0]?.problem.fixes ?? [];
  expect(fix?.safety).toBe("unsafe");
  expect(applyEdits(ignore, fix?.edits ?? [])).toBe(after);
  expect(inMemory(after, files)).toEqual([]);
});

it("says nothing of a file that no build uses", () => {
  expect(problemsInFiles(rule, { "x/.dockerignore": "../a\n" })).toEqual([]);
});
