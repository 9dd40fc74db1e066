import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { casing } from "./casing.ts";

expectProblems(casing, [
  ["the minority", "FROM a\nrun x\nUSER b\n", ["run"]],
  ["upper case wins a draw", "FROM a\nrun x\n", ["run"]],
  ["mixed casing in a lower-case file", "from a\nrun x\nUser b\n", ["User"]],
  ["all lower case, AS included", "from a as b\nrun x\n", []],
  ["AS in a lower-case file", "from a AS b\nrun x\n", ["AS"]],
  ["FROM and AS that are both wrong", "from a as b\nRUN x\nUSER c\n", ["from", "as"]],
  ["words that are no instruction", "FROM a\nfoo x\nUSER b\n", []],
  ["triggers and the CMD of HEALTHCHECK", "FROM a\nONBUILD run x\nHEALTHCHECK cmd y\n", []],
  ["letters outside ASCII", "FROM a\nRUN é\n", []],
]);

expectFixes(casing, [
  ["a keyword", "FROM a\nrun  x\nUSER b\n", "FROM a\nRUN  x\nUSER b\n"],
  ["FROM and AS", "from a as b\nRUN x\nUSER c\n", "FROM a AS b\nRUN x\nUSER c\n"],
  [
    "a stage name everywhere",
    "FROM a AS Base\nFROM base AS c\nCOPY --from=BASE /x /y\nRUN --mount=type=bind,from=Base,target=/z ls\n",
    "FROM a AS base\nFROM base AS c\nCOPY --from=base /x /y\nRUN --mount=type=bind,from=base,target=/z ls\n",
  ],
]);

expectRefusals(casing, [
  ["a reference through a variable", "ARG B=Base\nFROM a AS Base\nFROM $B\n", "through a variable"],
  ["a description", "# Base is it\nFROM a AS Base\n", "comment above"],
  ["a reference in ONBUILD", "FROM a AS Base\nFROM c\nONBUILD COPY --from=Base /x /y\n", "ONBUILD"],
]);
