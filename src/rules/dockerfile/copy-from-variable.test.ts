import { expectProblems } from "../testing.ts";
import { copyFromVariable } from "./copy-from-variable.ts";

expectProblems(copyFromVariable, [
  ["with braces and a default", "FROM a\nCOPY --from=${X:-b} /a /b\n", ["${X:-b}"]],
  ["behind ONBUILD", "FROM a\nONBUILD COPY --from=$X /a /b\n", ["$X"]],
  ["each of two mounts", "FROM a\nRUN --mount=from=$X,target=/x --mount=from=b$Y,target=/y true\n", ["$X", "b$Y"]],
  ["a variable in another field", "FROM a\nRUN --mount=from=b,target=$X true\n", []],
  ["a variable in a path", "FROM a\nCOPY --from=b $X /b\n", []],
]);
