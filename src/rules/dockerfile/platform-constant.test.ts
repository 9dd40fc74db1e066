import { expectFixes, expectProblems } from "../testing.ts";
import { platformConstant } from "./platform-constant.ts";

expectProblems(platformConstant, [
  [
    "each FROM that has it",
    "FROM --platform=linux/amd64 a AS x\nFROM --platform=linux/arm/v7 b\n",
    ["--platform=linux/amd64", "--platform=linux/arm/v7"],
  ],
  ["an architecture alone", "FROM --platform=amd64 a\n", ["--platform=amd64"]],
  ["a variable", "ARG P=linux/amd64\nFROM --platform=$P a\n", []],
  ["another spelling in the image's name", "FROM --platform=linux/amd64 registry.example.com/app:1-x86_64\n", []],
  ["Windows", "FROM --platform=windows/amd64 a\n", []],
  ["a platform that is none", "FROM --platform=linux/potato a\n", []],
]);

expectFixes(platformConstant, [
  ["the flag and its blank", "FROM --platform=linux/amd64 a:1 AS b\n", "FROM a:1 AS b\n"],
  ["a flag on its own line", "FROM \\\r\n  --platform=linux/amd64 \\\r\n  a:1\r\n", "FROM \\\r\n  \\\r\n  a:1\r\n"],
]);
