import { expectProblems } from "../testing.ts";
import { stageNameDuplicate } from "./stage-name-duplicate.ts";

expectProblems(stageNameDuplicate, [
  ["in other letters", "FROM a AS x\nFROM b AS X\n", ["X"]],
  ["each but the first", "FROM a AS x\nFROM b AS x\nFROM c AS x\n", ["x", "x"]],
  ["no names", "FROM a\nFROM a\n", []],
  ["the base's own name", "FROM x AS x\n", []],
]);
