import { expectProblems } from "../testing.ts";
import { copyStageRoot } from "./copy-stage-root.ts";

expectProblems(copyStageRoot, [
  ["an image's root", "FROM a\nCOPY --from=nginx:1.29 / /x\n", ["/"]],
  ["the JSON form", 'FROM x AS b\nFROM a\nCOPY --from=b ["/", "/x"]\n', ['"/"']],
  ["the second copy into scratch", "FROM x AS b\nFROM scratch\nCOPY a /a\nCOPY --from=b / /\n", ["/"]],
  ["the context's root is not another stage's", "FROM a\nCOPY / /x\n", []],
  ["a folder", "FROM x AS b\nFROM a\nCOPY --from=b /usr/ /usr/\n", []],
  ["a stage that nobody needs", "FROM x AS b\nFROM y AS c\nCOPY --from=b / /\nFROM a\n", []],
]);
