import { expectFixes, expectProblems } from "../testing.ts";
import { heredocWithoutErrexit as rule } from "./heredoc-without-errexit.ts";

const run = (script: string) => `FROM debian:13\nRUN <<EOF\n${script}\nEOF\n`;
const silent = (script: string): [string, string, string[]] => [script, run(script), []];

expectProblems(rule, [
  ["the first line that may fail", run("echo a\nmake\nmake install"), ["make"]],
  ["a chain of &&", run("make && make install\nrm -rf x"), ["make"]],
  silent("set -e\nmake\nrm x"),
  silent("set -eux\nmake\nrm x"),
  silent("set -x\nset -o errexit\nmake\nrm x"),
  silent("make && make install"),
  silent("echo a\nmake"),
  silent("make || exit 1\nrm x"),
  silent("make || true\nrm x"),
  silent("#!/bin/sh -e\nmake\nrm x"),
  silent("#!/usr/bin/env python3\nimport a\nimport b"),
  ["SHELL with -e", 'FROM a\nSHELL ["/bin/bash", "-e", "-c"]\nRUN <<EOF\nmake\nrm x\nEOF\n', []],
  ["a program that gets it", "FROM a\nRUN python3 <<EOF\nmake\nrm x\nEOF\n", []],
  ["a heredoc that is data", "FROM a\nRUN cat <<EOF > x\nmake\nrm x\nEOF\n", []],
]);

expectFixes(rule, [
  ["the first line", run("  make\n  rm x"), run("  set -e\n  make\n  rm x")],
  ["below a shebang", run("#!/bin/bash\nmake\nrm x"), run("#!/bin/bash\nset -e\nmake\nrm x")],
  [
    "with tabs and the file's line ends",
    "FROM a\r\nRUN <<-E\r\n\tmake\r\n\trm x\r\n\tE\r\n",
    "FROM a\r\nRUN <<-E\r\n\tset -e\r\n\tmake\r\n\trm x\r\n\tE\r\n",
  ],
]);
