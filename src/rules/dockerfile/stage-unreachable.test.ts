import { expectProblems } from "../testing.ts";
import { stageUnreachable } from "./stage-unreachable.ts";

expectProblems(stageUnreachable, [
  ["a stage without a name", "FROM a\nRUN x\nFROM b\n", ["FROM a"]],
  ["only the end of an unused chain", "FROM a AS x\nFROM x AS y\nFROM b\n", ["y"]],
  ["several in one finding", "FROM a\nFROM b AS tools\nFROM c\n", ["FROM a"]],
  ["many named ones: they are targets", "FROM a AS x\nFROM a AS y\nFROM a AS z\nFROM b\n", []],
  ["a name that reads like a target", "FROM a AS unit-test\nFROM b\n", []],
  ["a base that may be any stage", "ARG S=x\nFROM a AS x\nFROM a AS y\nFROM $S\n", []],
  ["used by a mount", "FROM a AS x\nFROM b\nRUN --mount=from=x,target=/x true\n", []],
  ["one stage", "FROM a\n", []],
]);
