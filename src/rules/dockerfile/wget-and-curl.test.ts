import { expectProblems } from "../testing.ts";
import { wgetAndCurl as rule } from "./wget-and-curl.ts";

expectProblems(rule, [
  ["the second tool", "FROM a\nRUN curl -O https://a.b/c && wget https://a.b/d && curl -O https://a.b/e\n", ["wget"]],
  ["in two stages", "FROM a AS x\nRUN curl -O https://a.b/c\nFROM b\nCOPY --from=x c /\nRUN wget https://a.b/d\n", []],
  ["installed only", "FROM a\nRUN apt-get install wget && curl -O https://a.b/c\n", []],
]);
