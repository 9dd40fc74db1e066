import { expect, it } from "vitest";
import { expectFixes, expectProblems, problemsIn } from "../testing.ts";
import { secretMountOptional } from "./secret-mount-optional.ts";

expectProblems(secretMountOptional, [
  ["a secret", "FROM a\nRUN --mount=type=secret,id=t x\n", ["--mount=type=secret,id=t"]],
  ["ssh", "FROM a\nRUN --mount=type=ssh x\n", ["--mount=type=ssh"]],
  ["required", "FROM a\nRUN --mount=type=secret,id=t,required --mount=type=ssh,required=true x\n", []],
  ["optional on purpose", "FROM a\nRUN --mount=type=secret,id=t,required=false x\n", []],
  ["a test for the file", "FROM a\nRUN --mount=type=secret,id=t [ -s /run/secrets/t ] && x\n", []],
  ["a test for the variable", 'FROM a\nRUN --mount=type=secret,id=t,env=T if test -n "$T"; then x; fi\n', []],
  ["a default", "FROM a\nRUN --mount=type=secret,id=t,env=T x ${T:-none}\n", []],
  ["an error that is passed over", "FROM a\nRUN --mount=type=secret,id=t x $(cat /run/secrets/t 2>/dev/null)\n", []],
]);

expectFixes(secretMountOptional, [
  ["a secret", "FROM a\nRUN --mount=type=secret,id=t x\n", "FROM a\nRUN --mount=type=secret,id=t,required=true x\n"],
]);

it.each([
  ["safe where the script reads it", "FROM a\nRUN --mount=type=secret,id=t x $(cat /run/secrets/t)\n", "safe"],
  ["unsafe where a tool may do without", "FROM a\nRUN --mount=type=secret,id=n,target=/root/.npmrc npm ci\n", "unsafe"],
])("secret-mount-optional is %s", (_, dockerfile, safety) => {
  expect(problemsIn(secretMountOptional, dockerfile)[0]?.fixes?.[0]?.safety).toBe(safety);
});
