import { expectProblems } from "../testing.ts";
import { cdInRun } from "./cd-in-run.ts";

const run = (script: string) => `FROM a\nRUN ${script}\n`;

expectProblems(cdInRun, [
  ["in front", run("cd /app && make"), ["cd /app"]],
  ["alone", run("cd /app"), ["cd /app"]],
  ["at the end", run("make && cd /app"), ["cd /app"]],
  ["in the middle", run("make && cd /app && make"), []],
  ["in a subshell", run("(cd /app && make)"), []],
  ["to a variable", run("cd $APP && make"), []],
  ["in a condition", run("if a; then cd /app; fi"), []],
  ["at the end of a heredoc", "FROM a\nRUN <<EOF\nmake\ncd /app\nEOF\n", []],
]);
