import { expectProblems } from "../testing.ts";
import { wgetProgress as rule } from "./wget-progress.ts";

expectProblems(rule, [
  ["each one", "FROM a\nRUN wget https://a.b/c && wget -O x https://a.b/d\n", ["wget", "wget"]],
  ["no-verbose", "FROM a\nRUN wget -nv https://a.b/c && wget --no-verbose https://a.b/c\n", []],
  ["a progress of its own", "FROM a\nRUN wget --progress=dot:giga https://a.b/c\n", []],
  ["a log file", "FROM a\nRUN wget -o log https://a.b/c\n", []],
  ["flags in a variable", "FROM a\nRUN wget $WGET_OPTS https://a.b/c\n", []],
]);
