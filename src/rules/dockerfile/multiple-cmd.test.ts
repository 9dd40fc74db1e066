import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { multipleCmd } from "./multiple-cmd.ts";

expectProblems(multipleCmd, [
  ["all but the last of three", "FROM a\nCMD x\nCMD y\nCMD z\n", ["CMD x", "CMD y"]],
  ["each stage for itself", "FROM a AS b\nCMD x\nFROM b\nCMD y\n", []],
  ["triggers of ONBUILD", "FROM a\nONBUILD CMD x\nCMD y\n", []],
  ["the command of a HEALTHCHECK", "FROM a\nHEALTHCHECK CMD x\nCMD y\n", []],
  ["any casing", "FROM a\ncmd x\nCmd y\n", ["cmd x"]],
  ["with other lines between", 'FROM a\nCMD ["x"]\nENTRYPOINT ["y"]\nCMD ["z"]\n', ['CMD ["x"]']],
]);

expectFixes(multipleCmd, [
  ["both earlier ones", "FROM a\nCMD x\nCMD y\nCMD z\n", "FROM a\nCMD z\n"],
  ["several lines, CRLF", "FROM a\r\nCMD x \\\r\n  y\r\n# last\r\nCMD z\r\n", "FROM a\r\n# last\r\nCMD z\r\n"],
]);

expectRefusals(multipleCmd, [["comments inside", "FROM a\nCMD x \\\n# why\n  y\nCMD z\n", "would be lost"]]);
