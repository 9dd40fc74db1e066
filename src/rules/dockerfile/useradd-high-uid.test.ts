import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { useraddHighUid } from "./useradd-high-uid.ts";

expectProblems(useraddHighUid, [
  [
    "in any form",
    "FROM a\nRUN useradd --uid=200000 a && useradd -u200000 b && useradd -mu 200000 c\n",
    ["useradd", "useradd", "useradd"],
  ],
  ["behind an ARG", "FROM a\nARG UID=200000\nRUN useradd -u $UID a\n", ["useradd"]],
  ["a low number", "FROM a\nRUN useradd -u 10001 a\n", []],
  ["without the log", "FROM a\nRUN useradd -l -u 200000 a && useradd --no-log-init -u 200000 b\n", []],
  ["no number", "FROM a\nRUN useradd a\n", []],
  ["a stage that only builds", "FROM a AS b\nRUN useradd -u 200000 a\nFROM a\n", []],
]);

expectFixes(useraddHighUid, [
  ["after the command", "FROM a\nRUN useradd -u 200000 a\n", "FROM a\nRUN useradd --no-log-init -u 200000 a\n"],
]);

expectRefusals(useraddHighUid, [["quotes", 'FROM a\nRUN ["useradd", "-u", "200000", "a"]\n', "quotes"]]);
