import { expectProblems } from "../testing.ts";
import { stageNameReserved } from "./stage-name-reserved.ts";

expectProblems(stageNameReserved, [
  ["both names, in any case", "FROM a AS Context\nFROM b AS SCRATCH\n", ["Context", "SCRATCH"]],
  ["the real scratch", "FROM scratch\n", []],
]);
