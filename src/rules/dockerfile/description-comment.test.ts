import { expectFixes, expectProblems } from "../testing.ts";
import { descriptionComment } from "./description-comment.ts";

expectProblems(descriptionComment, [
  ["a named stage", "# build it\nFROM a AS b\n", ["# build it"]],
  ["a stage without name", "# build it\nFROM a\n", []],
  ["one of two names", "FROM a\n# Y is it\nARG X Y\n", []],
  ["only the last line of several counts", "# B is it\n# or not\nFROM a AS B\n", ["# or not"]],
  ["an ignore comment", "# hadolint ignore=DL3006\nFROM a AS b\n", []],
  ["other instructions", "FROM a\n# now run\nRUN x\n", []],
]);

expectFixes(descriptionComment, [
  ["CRLF", "# it\r\nFROM a AS b\r\n", "# it\r\n\r\nFROM a AS b\r\n"],
  ["an indented line", "FROM a\n# it\n  ARG X\n", "FROM a\n# it\n\n  ARG X\n"],
]);
