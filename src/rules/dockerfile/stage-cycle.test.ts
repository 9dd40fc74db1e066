import { expectProblems } from "../testing.ts";
import { stageCycle } from "./stage-cycle.ts";

expectProblems(stageCycle, [
  [
    "three stages, two of them by mount",
    "FROM z AS a\nCOPY --from=b /x /x\nFROM z AS b\nRUN --mount=from=c,target=/x true\nFROM z AS c\nRUN --mount=from=a,target=/x true\n",
    ["a"],
  ],
  ["without names", "FROM z\nCOPY --from=1 /x /x\nFROM z\nCOPY --from=0 /x /x\n", ["FROM z"]],
  ["a stage and itself", "FROM z AS a\nCOPY --from=a /x /x\n", []],
  ["a diamond", "FROM z AS a\nFROM a AS b\nFROM a AS c\nCOPY --from=b /x /x\n", []],
]);
