import { expectFixes, expectProblems } from "../testing.ts";
import { emptyContinuation } from "./empty-continuation.ts";

expectProblems(emptyContinuation, [
  ["one finding for several lines", "FROM a\nRUN x \\\n\n\n  y\n", ["RUN"]],
  ["an empty line between instructions", "FROM a\n\nRUN x\n", []],
  ["an empty line in a heredoc", "FROM a\nRUN <<E\nx\n\ny\nE\n", []],
  ["a continuation that runs into the end", "FROM a\nRUN x \\\n\n", ["RUN"]],
]);

expectFixes(emptyContinuation, [
  ["comments stay", "FROM a\nRUN x \\\n\n# why\n \t\n  y\n", "FROM a\nRUN x \\\n# why\n  y\n"],
  ["CRLF", "FROM a\r\nRUN x \\\r\n\r\n  y\r\n", "FROM a\r\nRUN x \\\r\n  y\r\n"],
  ["the end of the file", "FROM a\nRUN x \\\n\n", "FROM a\nRUN x \\\n"],
]);
