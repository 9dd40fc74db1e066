import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { copyRelativeNoWorkdir } from "./copy-relative-no-workdir.ts";

expectProblems(copyRelativeNoWorkdir, [
  ["one finding a stage", "FROM a\nCOPY b .\nCOPY c .\n", ["."]],
  ["WORKDIR comes too late for the first", "FROM a\nCOPY b c\nWORKDIR /x\nCOPY d e\n", ["c"]],
  ["inherited WORKDIR", "FROM a AS base\nWORKDIR /x\nFROM base\nCOPY b .\n", []],
  ["a relative WORKDIR is another rule's", "FROM a\nWORKDIR x\nCOPY b .\n", []],
  ["a quoted absolute target", 'FROM a\nCOPY b "/c"\n', []],
  ["from scratch", "FROM scratch\nCOPY b .\n", []],
  ["an absolute target", "FROM a\nCOPY b /c\nADD d C:/e\n", []],
  ["a stage that does not reach the image", "FROM a AS x\nCOPY b .\nFROM c\n", []],
  ["a variable nobody knows", "FROM a\nCOPY b $C\n", []],
]);

expectFixes(copyRelativeNoWorkdir, [
  [
    "all targets of the stage",
    'FROM debian:13\nCOPY b c/\nADD ["d", "./e"]\n',
    'FROM debian:13\nCOPY b /c/\nADD ["d", "/e"]\n',
  ],
]);

expectRefusals(copyRelativeNoWorkdir, [
  ["the working directory itself", "FROM debian:13\nCOPY b c\nCOPY . .\n", "project's choice"],
  ["a directory above", "FROM debian:13\nCOPY b ../c\n", "project's choice"],
  ["a base that may set a WORKDIR", "FROM php:8-apache\nCOPY b c\n", "not known"],
  ["Windows", "# escape=`\nFROM debian:13\nCOPY b c\n", "Windows"],
]);
