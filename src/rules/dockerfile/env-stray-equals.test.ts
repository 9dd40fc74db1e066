import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { envStrayEquals } from "./env-stray-equals.ts";

expectProblems(envStrayEquals, [
  ["LABEL", "FROM a\nLABEL b = c\n", ["b = c"]],
  ["a blank before only", "FROM a\nENV B =c\n", ["B =c"]],
  ["a later equals sign", "FROM a\nENV B c=d\n", []],
]);

expectFixes(envStrayEquals, [
  ["blanks on both sides", "FROM a\nENV B  =\tc$D\n", "FROM a\nENV B=c$D\n"],
  ["a blank before", "FROM a\nENV B =c\n", "FROM a\nENV B=c\n"],
]);

expectRefusals(envStrayEquals, [
  ["more words", "FROM a\nENV B = c d\n", "blanks or quotes"],
  ["two lines", "FROM a\nENV B = \\\n  c\n", "blanks or quotes"],
  ["quotes", 'FROM a\nENV B = "c"\n', "blanks or quotes"],
]);
