import { expect, it } from "vitest";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
import { sudoInRun } from "./sudo-in-run.ts";

expectProblems(sudoInRun, [
  ["once a RUN", "FROM debian\nRUN sudo a && sudo b\nRUN sudo c\n", ["sudo", "sudo"]],
  ["behind ONBUILD", "FROM debian\nONBUILD RUN sudo a\n", ["sudo"]],
  ["installing it", "FROM debian\nRUN apt-get install -y sudo\n", []],
  ["to become somebody else", "FROM debian\nRUN sudo -H -u postgres createdb a && sudo --user app b\n", []],
  ["another program's -u", "FROM debian\nRUN sudo curl -u a https://example.com\n", ["sudo"]],
  ["a stage nobody uses", "FROM debian AS a\nRUN sudo a\nFROM debian\n", []],
]);

expectFixes(sudoInRun, [
  [
    "all of a RUN",
    "FROM debian\nRUN sudo a && \\\n  sudo -E b | sudo tee c\n",
    "FROM debian\nRUN a && \\\n  b | tee c\n",
  ],
  ["a script for another shell", "FROM debian\nRUN sudo sh -c 'a && b'\n", "FROM debian\nRUN sudo sh -c 'a && b'\n"],
]);

expectRefusals(sudoInRun, [
  ["another user", "FROM debian\nUSER app\nRUN sudo a\n", "USER root"],
  ["an unknown base", "FROM example.com/a\nRUN sudo a\n", "not known"],
  ["options", "FROM debian\nRUN sudo -i a\n", "options"],
]);

it("sudo-in-run is worse where the user becomes root with it", () => {
  const severities = (text: string) => problemsIn(sudoInRun, text).map(({ severity }) => severity);
  expect(severities("FROM debian\nUSER app\nRUN sudo a\n")).toEqual(["medium"]);
  expect(severities("FROM debian\nRUN sudo a\n")).toEqual([undefined]);
});
