import { expectProblems } from "../testing.ts";
import { onbuildInvalid } from "./onbuild-invalid.ts";

expectProblems(onbuildInvalid, [
  ["any casing", "FROM a\nonbuild From b\n", ["onbuild From b"]],
  ["MAINTAINER", "FROM a\nONBUILD MAINTAINER x\n", ["ONBUILD MAINTAINER x"]],
  ["nothing at all, which is a syntax error", "FROM a\nONBUILD\n", []],
  ["copies, also from a stage", "FROM a\nONBUILD COPY --from=b /x /y\nONBUILD CMD z\n", []],
]);
