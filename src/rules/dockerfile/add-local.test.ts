import { expect, it } from "vitest";
import { memoryProject } from "../../project/memory-project.ts";
import { expectFixes, expectProblems, expectRefusals, problemsIn, problemsInFiles, runRule } from "../testing.ts";
import { addLocal as rule } from "./add-local.ts";
import { classifyLocalSource } from "./parts/add-sources.ts";

expectProblems(rule, [
  ["a file", "FROM a\nADD a.sh /\n", ["ADD"]],
  ["one archive among files", "FROM a\nADD a.sh b.tgz /\n", []],
  ["an address among files", "FROM a\nADD a.sh https://a.b/c /\n", []],
  ["a flag only ADD has", "FROM a\nADD --unpack=false a.sh /\n", []],
  ["a heredoc", "FROM a\nADD <<E /x\nhi\nE\n", ["ADD"]],
  ["the JSON form", 'FROM a\nADD ["a b.txt", "/"]\n', ["ADD"]],
]);

expectFixes(rule, [
  ["the keyword", "FROM a\nADD --chown=1:1 a.sh /\n", "FROM a\nCOPY --chown=1:1 a.sh /\n"],
  ["a keyword in lower case", "from a\nadd . /\n", "from a\ncopy . /\n"],
]);

expectRefusals(rule, [["an ONBUILD", "FROM a\nONBUILD ADD . /app/\n", "ONBUILD"]]);

it.each([
  ["ADD a.sh b.json dir/ . /x/", "safe"],
  ["ADD app.jar /", "safe"],
  ["ADD target/app-$V.jar /", "safe"],
  ["ADD app /app", "unsafe"],
  ["ADD a.sh disk.img /", "unsafe"],
])("%s is %s", (instruction, safety) => {
  expect(problemsIn(rule, `FROM a\n${instruction}\n`)[0]?.fixes?.[0]?.safety).toBe(safety);
});

it.each([
  ["a.tar", "other"],
  ["a.tar.gz", "other"],
  ["a.tar-1", "other"],
  ["a.tgz", "other"],
  ["a.txz", "other"],
  ["a.tar.zst", "other"],
  ["a.gz", "other"],
  ["*", "other"],
  ["a*", "other"],
  ["*.jar", "plain"],
  ["$X", "other"],
  ["https://a.b/c", "other"],
  ["git@a.b:c", "other"],
  ["./", "plain"],
  ["src", "opaque"],
  ["Gemfile", "plain"],
  [".env", "plain"],
])("%s is %s", (source, kind) => {
  expect(classifyLocalSource(source)).toBe(kind);
});

it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
  ["a file called an archive", { "a.tar.gz": "<html>" }, ["ADD does not unpack a.tar.gz"]],
  ["an archive that is not there", {}, []],
  ["an archive that is left out", { "a.tar.gz": "x", ".dockerignore": "*.gz\n" }, []],
])("by content: %s", (_, files, expected) => {
  const found = problemsInFiles(rule, { Dockerfile: "FROM a\nADD a.tar.gz /\n", ...files });
  expect(found.map(({ problem }) => problem.message.slice(0, 28))).toEqual(expected);
});

it("by content: a tar without its name is left alone, and a file without an extension is no archive", () => {
  const text = "FROM a\nADD app /\n";
  const kindOf = (app: Uint8Array) =>
    memoryProject({ Dockerfile: text }, { beside: { app } }).units.flatMap((unit) =>
      runRule(rule, unit.facts(unit.source)),
    );
  expect(kindOf(tarOf("a.txt"))).toEqual([]);
  expect(kindOf(new TextEncoder().encode("#!/bin/sh\n"))[0]?.fixes?.[0]?.safety).toBe("safe");
});

/** A tar of one empty file: its header alone. */
function tarOf(name: string): Uint8Array {
  const bytes = new Uint8Array(1024);
  const put = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  put(0, name);
  put(100, "0000644\0");
  put(124, "00000000000\0");
  put(148, "        ");
  put(257, "ustar\u000000");
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return bytes;
}
