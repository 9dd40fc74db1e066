import { expectProblems } from "../testing.ts";
import { workdirRelative } from "./workdir-relative.ts";

expectProblems(workdirRelative, [
  ["a child of a stage without WORKDIR", "FROM a AS b\nFROM b\nWORKDIR app\n", ["app"]],
  ["a variable with a default", "FROM a\nARG D=app\nWORKDIR $D\n", ["$D"]],
  ["a variable nobody knows", "FROM a\nARG D\nWORKDIR $D\n", []],
  ["only the first of two", "FROM a\nWORKDIR x\nWORKDIR y\n", ["x"]],
]);
