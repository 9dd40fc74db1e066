import { expect, it } from "vitest";
import { expectProblems, problemsIn } from "../testing.ts";
import { argUndefinedInFrom } from "./arg-undefined-in-from.ts";

expectProblems(argUndefinedInFrom, [
  ["with braces", "FROM node:${V}-slim\n", ["${V}"]],
  ["each of two", "ARG B\nFROM $A/$B:$C\n", ["$A", "$C"]],
  ["in --platform", "FROM --platform=$P a\n", ["$P"]],
  ["a platform argument", "FROM --platform=$BUILDPLATFORM a-$TARGETARCH\n", []],
  ["a fallback", "FROM ${IMAGE:-alpine:3}\n", []],
  ["a longer name is another name", "ARG V=1\nFROM a:$VX\n", ["$VX"]],
  ["an ARG below the first FROM does not help the second", "FROM a\nARG V=1\nFROM b:$V\n", ["$V"]],
]);

it.each([
  ["FROM a:$V\n", undefined],
  ["FROM a$V\n", "medium"],
  ["FROM $V\n", undefined],
])("arg-undefined-in-from: severity of %j", (text, severity) => {
  expect(problemsIn(argUndefinedInFrom, text)[0]?.severity).toBe(severity);
});
