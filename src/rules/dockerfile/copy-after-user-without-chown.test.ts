import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { copyAfterUserWithoutChown } from "./copy-after-user-without-chown.ts";

expectProblems(copyAfterUserWithoutChown, [
  ["into a volume", "FROM a\nVOLUME /data\nUSER app\nCOPY a /data/\n", ["/data/"]],
  ["into a directory made for logs", "FROM a\nWORKDIR /app\nRUN mkdir logs\nUSER app\nADD a logs/\n", ["logs/"]],
  ["code", "FROM a\nVOLUME /data\nUSER app\nCOPY a /app/\n", []],
  ["before USER", "FROM a\nVOLUME /data\nCOPY a /data/\nUSER app\n", []],
  ["another USER in the end", "FROM a\nVOLUME /data\nUSER app\nCOPY a /data/\nUSER web\n", []],
  ["as root", "FROM a\nVOLUME /data\nUSER root\nCOPY a /data/\n", []],
  ["with --chown", "FROM a\nVOLUME /data\nUSER app\nCOPY --chown=app a /data/\n", []],
]);

expectFixes(copyAfterUserWithoutChown, [
  [
    "with the same user",
    "FROM a\nVOLUME /data\nUSER 7:8\nCOPY a /data/\n",
    "FROM a\nVOLUME /data\nUSER 7:8\nCOPY --chown=7:8 a /data/\n",
  ],
]);

expectRefusals(copyAfterUserWithoutChown, [
  ["a variable", "FROM a\nARG U=7\nVOLUME /data\nUSER $U\nCOPY a /data/\n", "variable"],
]);
