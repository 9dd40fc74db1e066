import { expectProblems } from "../testing.ts";
import { copyFromSelf } from "./copy-from-self.ts";

expectProblems(copyFromSelf, [
  ["the name in other letters", "FROM a AS Build\nCOPY --from=bUILD /a /b\n", ["COPY --from=bUILD /a /b"]],
  ["a mount", "FROM a AS x\nRUN --mount=from=x,target=/x true\n", ["RUN --mount=from=x,target=/x true"]],
  ["an image of the same name as another stage", "FROM a AS x\nFROM b\nCOPY --from=x /a /b\n", []],
  ["a stage named as its base", "FROM x AS x\nRUN true\n", []],
]);
