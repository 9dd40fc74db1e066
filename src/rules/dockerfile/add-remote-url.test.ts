import { expect, it } from "vitest";
import { expectProblems, problemsIn } from "../testing.ts";
import { addRemoteUrl as rule } from "./add-remote-url.ts";

const commit = "0123456789".repeat(4);

expectProblems(rule, [
  ["a version in a variable", "FROM a\nARG V\nADD https://example.com/a-$V /\n", ["https://example.com/a-$V"]],
  ["an address that is a variable", "FROM a\nARG U\nADD $U /\n", []],
  ["an address in a default", "FROM a\nARG U=https://example.com/a\nADD $U /\n", ["$U"]],
  ["the JSON form", 'FROM a\nADD ["https://example.com/a", "/"]\n', ['"https://example.com/a"']],
  ["one finding for two addresses", "FROM a\nADD https://a.b/c https://a.b/d /\n", ["https://a.b/c"]],
  ["a local file", "FROM a\nADD a.sh /\n", []],
  ["a flag with the sum", `FROM a\nADD --checksum=sha256:${"0".repeat(64)} https://a.b/c /\n`, []],
  ["a branch", "FROM a\nADD https://a.b/c.git#main /\n", ["https://a.b/c.git#main"]],
  ["the default branch", "FROM a\nADD git@a.b:c/d.git /\n", ["git@a.b:c/d.git"]],
  ["a commit", `FROM a\nADD https://a.b/c.git#${commit} /\n`, []],
  ["a commit and a folder", `FROM a\nADD https://a.b/c.git#${commit}:sub /\n`, []],
  ["a branch in a variable", "FROM a\nARG V\nADD https://a.b/c.git#$V /\n", []],
  ["an answer that only breaks the cache", "FROM a\nADD https://api.github.com/repos/a/b/git/refs/heads/main /v\n", []],
  [
    "compared further down",
    "FROM a\nADD https://a.b/tini /tini\nADD https://a.b/tini.asc /tini.asc\nRUN gpg --verify /tini.asc\n",
    [],
  ],
  ["a stage nobody uses", "FROM a AS x\nADD https://a.b/c /\nFROM b\n", []],
]);

it("prints the command for the sum, and no credentials", () => {
  expect(problemsIn(rule, "FROM a\nADD https://a.b/c /\n")[0]?.refusal).toContain(
    "curl -fsSL https://a.b/c | sha256sum",
  );
  const [problem] = problemsIn(rule, "FROM a\nADD https://me:word@a.b/c?token=x /\n");
  expect(`${problem?.message}${problem?.refusal}`).not.toMatch(/word@|token=/);
});
