import { expectProblems } from "../testing.ts";
import { consecutiveRun } from "./consecutive-run.ts";

expectProblems(consecutiveRun, [
  ["once a row", "FROM a\nRUN x\nRUN y\nRUN z\nUSER u\nRUN v\nRUN w\n", ["RUN y", "RUN w"]],
  ["other flags", "FROM a\nRUN x\nRUN --network=none y\n", []],
  ["a heredoc", "FROM a\nRUN x\nRUN <<E\ny\nE\n", []],
  ["stages that are thrown away", "FROM a AS b\nRUN x\nRUN y\nFROM c\nCOPY --from=b /x /y\n", []],
  ["copies to one folder", "FROM a\nCOPY x /y/\nCOPY z /y/\n", ["COPY z /y/"]],
  ["copies to two names", "FROM a\nCOPY x /y\nCOPY z /y\n", []],
]);
