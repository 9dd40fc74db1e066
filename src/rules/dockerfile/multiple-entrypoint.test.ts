import { expectFixes, expectProblems } from "../testing.ts";
import { multipleEntrypoint } from "./multiple-entrypoint.ts";

expectProblems(multipleEntrypoint, [
  ["the earlier of two", "FROM a\nENTRYPOINT x\nENTRYPOINT y\n", ["ENTRYPOINT x"]],
  ["one that empties another", 'FROM a\nENTRYPOINT ["x"]\nENTRYPOINT []\n', ['ENTRYPOINT ["x"]']],
  ["a stage that replaces its base's", "FROM a AS b\nENTRYPOINT x\nFROM b\nENTRYPOINT y\n", []],
]);

expectFixes(multipleEntrypoint, [
  ["the dead line only", "FROM a\nENTRYPOINT x\nCMD z\nENTRYPOINT y", "FROM a\nCMD z\nENTRYPOINT y"],
]);
