import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { envSelfReference } from "./env-self-reference.ts";

expectProblems(envSelfReference, [
  ["a pair that comes later", "FROM x\nENV B=$A A=1\n", ["$A"]],
  ["once an ENV", "FROM x\nENV A=1 B=$A C=${A}\n", ["$A"]],
  ["set above too", "FROM x\nENV A=0\nENV A=1 B=$A\n", []],
  ["an ARG of the name", "FROM x\nARG A\nENV A=$A B=$A\n", []],
  ["its own name", "FROM x\nENV A=$A:1 B=2\n", []],
  ["single quotes", "FROM x\nENV A=1 B='$A'\n", []],
  ["a name the base may set", "FROM x\nENV PATH=/a:$PATH B=$PATH\n", []],
  ["the base's own name", "FROM node:24\nENV NODE_ENV=x B=$NODE_ENV\n", []],
]);

expectFixes(envSelfReference, [
  ["pairs on one line", "FROM x\nENV A=1 B=$A C=$A\n", "FROM x\nENV A=1\nENV B=$A C=$A\n"],
  ["pairs on their own lines", "FROM x\r\nenv A=1 \\\r\n    B=$A\r\n", "FROM x\r\nenv A=1\r\nenv B=$A\r\n"],
]);

expectRefusals(envSelfReference, [
  ["the other order", "FROM x\nENV B=$A A=1\n", "comes later"],
  ["a comment between", "FROM x\nENV A=1 \\\n# why\n B=$A\n", "comment"],
]);
