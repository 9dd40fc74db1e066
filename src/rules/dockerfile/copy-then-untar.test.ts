import { expectProblems } from "../testing.ts";
import { copyThenUntar as rule } from "./copy-then-untar.ts";

expectProblems(rule, [
  ["old-style options", "FROM a\nCOPY a.tgz /t/\nRUN tar xf /t/a.tgz\n", ["a.tgz"]],
  ["once for two commands", "FROM a\nCOPY a.tgz /t/\nRUN tar xf /t/a.tgz\nRUN tar xf /t/a.tgz\n", ["a.tgz"]],
  ["packed, not unpacked", "FROM a\nCOPY a.tgz /t/\nRUN tar czf /t/a.tgz x\n", []],
  ["from another stage", "FROM a AS b\nFROM a\nCOPY --from=b a.tgz /t/\nRUN tar xf /t/a.tgz\n", []],
  ["zip", "FROM a\nCOPY a.zip /t/\nRUN unzip /t/a.zip\n", []],
]);
