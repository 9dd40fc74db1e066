import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { copyRelativeNoWorkdir } from "./copy-relative-no-workdir.ts";

expectProblems(copyRelativeNoWorkdir, [
  ["one finding a stage", "FROM a\nCOPY b .\nCOPY c .\n", ["."]],
  ["WORKDIR comes too late for the first", "FROM a\nCOPY b c\nWORKDIR /x\nCOPY d e\n", ["c"]],
  ["inherited WORKDIR", "FROM a AS base\nWORKDIR /x\nFROM base\nCOPY b .\n", []],
  ["a relative WORKDIR is another rule's", "FROM a\nWORKDIR x\nCOPY b .\n", []],
  ["a quoted absolute target", 'FROM a\nCOPY b "/c"\n', []],
  ["from scratch", "FROM scratch\nCOPY b .\n", []],
  ["a base that sets one", "FROM golang:1.27\nCOPY b .\n", []],
  ["that base below a stage, its tag by an ARG", "ARG V=1.27\nFROM golang:$V AS x\nFROM x\nCOPY b .\n", []],
  ["that base through a mirror", "FROM public.ecr.aws/docker/library/drupal:11\nCOPY b c/\n", []],
  ["PHP with a server", "FROM php:8.5-apache\nCOPY b c\n", []],
  ["PHP without", "FROM php:8.5-cli\nCOPY b c\n", ["c"]],
  ["an onbuild tag", "FROM node:6-onbuild\nCOPY b c\n", []],
  ["somebody's golang", "FROM example.com/golang:1.27\nCOPY b c\n", ["c"]],
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
  ["a base that may set a WORKDIR", "FROM example.com/a:1\nCOPY b c\n", "not known"],
  ["Windows", "# escape=`\nFROM debian:13\nCOPY b c\n", "Windows"],
]);
