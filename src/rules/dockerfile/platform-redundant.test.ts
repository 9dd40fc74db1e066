import { expectFixes, expectProblems } from "../testing.ts";
import { platformRedundant } from "./platform-redundant.ts";

expectProblems(platformRedundant, [
  ["with braces", "FROM --platform=${TARGETPLATFORM} a\n", ["--platform=${TARGETPLATFORM}"]],
  [
    "declared without a value",
    "ARG TARGETPLATFORM\nFROM --platform=$TARGETPLATFORM a\n",
    ["--platform=$TARGETPLATFORM"],
  ],
  ["part of a longer value", "FROM --platform=${TARGETPLATFORM}v8 a\n", []],
]);

expectFixes(platformRedundant, [
  ["by taking the flag out", "FROM --platform=$TARGETPLATFORM  a AS b\n", "FROM a AS b\n"],
]);
