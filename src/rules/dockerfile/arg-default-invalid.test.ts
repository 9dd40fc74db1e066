import { expectProblems } from "../testing.ts";
import { argDefaultInvalid } from "./arg-default-invalid.ts";

expectProblems(argDefaultInvalid, [
  ["a chain of defaults", "ARG A\nARG B=x:$A\nFROM $B\n", ["$B"]],
  ["a default that is no name", "ARG A=Not/A/Name\nFROM $A\n", ["$A"]],
  ["a required argument that says so", "ARG A\nFROM ${A:?pass an image}\n", []],
  ["a fallback", "ARG A\nFROM ${A:-alpine}\n", []],
  ["a stage's name", "ARG A=Base\nFROM x AS base\nFROM $A\n", []],
  ["a platform argument", "ARG TARGETARCH\nFROM a-$TARGETARCH\n", []],
  ["a name nobody declares", "ARG A=1\nFROM a:$B$A\n", []],
]);
