import { expect, it } from "vitest";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
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
