import { expectFixes, expectProblems } from "../testing.ts";
import { copyDestSlash } from "./copy-dest-slash.ts";

expectProblems(copyDestSlash, [
  ["ADD, and behind ONBUILD", "FROM a\nADD b c d\nONBUILD COPY b c e\n", ["d", "e"]],
  ["one source", "FROM a\nCOPY b c\n", []],
  ["a flag that lost its equals sign", "FROM a\nCOPY --from b /c /d\nCOPY --link b c d\n", ["d"]],
  ["under --parents", "FROM a\nCOPY --parents b c d\n", []],
  ["two dots", "FROM a\nCOPY b c ..\n", [".."]],
  ["a variable with a slash", "FROM a\nARG D=/x/\nCOPY b c $D\n", []],
  ["a variable nobody knows", "FROM a\nCOPY b c $D\n", []],
  ["a Windows directory", "# escape=`\nFROM a\nCOPY b c C:\\app\\\n", []],
  ["two heredocs", "FROM a\nCOPY <<A <<B /x\nA\nB\n", ["/x"]],
]);

expectFixes(copyDestSlash, [
  ["the text form", "FROM a\nCOPY b c /d\n", "FROM a\nCOPY b c /d/\n"],
  ["the JSON form", 'FROM a\nCOPY ["b", "c", "/d e"]\n', 'FROM a\nCOPY ["b", "c", "/d e/"]\n'],
  ["a variable", "FROM a\nARG D=/x\nCOPY b c ${D}\n", "FROM a\nARG D=/x\nCOPY b c ${D}/\n"],
]);
