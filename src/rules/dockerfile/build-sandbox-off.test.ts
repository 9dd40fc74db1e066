import { expect, it } from "vitest";
import { expectProblems, problemsIn } from "../testing.ts";
import { buildSandboxOff } from "./build-sandbox-off.ts";

expectProblems(buildSandboxOff, [
  ["both", "FROM a\nRUN --security=insecure --network=host a\n", ["--security=insecure", "--network=host"]],
  ["behind ONBUILD", "FROM a\nONBUILD RUN --network=host a\n", ["--network=host"]],
  ["in a build stage", "FROM a AS b\nRUN --network=host a\nFROM a\nCOPY --from=b /a /a\n", ["--network=host"]],
  ["a stage nobody uses", "FROM a AS b\nRUN --network=host a\nFROM a\n", []],
  ["less than usual", "FROM a\nRUN --security=sandbox --network=none a\nRUN docker run --network=host a\n", []],
]);

it("build-sandbox-off: all rights are worse than a network", () => {
  const found = problemsIn(buildSandboxOff, "FROM a\nRUN --security=insecure --network=host a\n");
  expect(found.map(({ severity }) => severity)).toEqual(["high", undefined]);
});
