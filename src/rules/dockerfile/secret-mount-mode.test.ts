import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { secretMountMode } from "./secret-mount-mode.ts";

expectProblems(secretMountMode, [
  ["others may read", "FROM a\nRUN --mount=type=secret,id=t,mode=0444 x\n", ["--mount=type=secret,id=t,mode=0444"]],
  ["an ssh socket", "FROM a\nRUN --mount=type=ssh,mode=666 x\n", ["--mount=type=ssh,mode=666"]],
  ["the group may read", "FROM a\nRUN --mount=type=secret,id=t,mode=0440 x\n", []],
  ["a cache", "FROM a\nRUN --mount=type=cache,target=/c,mode=0777 x\n", []],
]);

expectFixes(secretMountMode, [
  ["for root", "FROM a\nRUN --mount=type=secret,mode=0444,id=t x\n", "FROM a\nRUN --mount=type=secret,id=t x\n"],
  [
    "for a numeric user",
    "FROM a\nUSER 7\nRUN --mount=type=secret,id=t,mode=0444 x\n",
    "FROM a\nUSER 7\nRUN --mount=type=secret,id=t,uid=7 x\n",
  ],
]);

expectRefusals(secretMountMode, [
  ["a user without a number", "FROM a\nUSER app\nRUN --mount=type=secret,id=t,mode=0444 x\n", "no number"],
]);
