import { expectFixes, expectProblems } from "../testing.ts";
import { multipleHealthcheck } from "./multiple-healthcheck.ts";

expectProblems(multipleHealthcheck, [
  ["one that NONE switches off", "FROM a\nHEALTHCHECK CMD x\nHEALTHCHECK NONE\n", ["HEALTHCHECK CMD x"]],
  ["one in each stage", "FROM a\nHEALTHCHECK CMD x\nFROM b\nHEALTHCHECK CMD y\n", []],
]);

expectFixes(multipleHealthcheck, [
  [
    "flags and continuation lines go too",
    "FROM a\nHEALTHCHECK --interval=5s \\\n  CMD x\nHEALTHCHECK CMD y\n",
    "FROM a\nHEALTHCHECK CMD y\n",
  ],
]);
