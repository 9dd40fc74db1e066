import { expectProblems } from "../testing.ts";
import { copyFromUnknown } from "./copy-from-unknown.ts";

expectProblems(copyFromUnknown, [
  ["a name no image can have", "FROM a\nCOPY --from=Elsewhere! /a /b\n", ["Elsewhere!"]],
  ["the last number, and the one past it", "FROM a\nFROM b\nFROM c\nCOPY --from=1 /a /b\nCOPY --from=3 /a /b\n", ["3"]],
  ["a stage in other letters", "FROM a AS Build\nFROM b\nCOPY --from=BUILD /a /b\n", []],
  ["a stage further down", "FROM a\nCOPY --from=late /a /b\nFROM b AS late\n", []],
  ["an official image like a stage's name", "FROM a AS nodes\nFROM b\nCOPY --from=node /a /b\n", []],
  ["a bare name like no stage", "FROM a AS build\nFROM b\nCOPY --from=assets /a /b\n", []],
  ["an image with a tag like a stage", "FROM a AS build\nFROM b\nCOPY --from=built:1 /a /b\n", []],
  ["a mount", "FROM a AS build\nFROM b\nRUN --mount=from=bild,target=/x true\n", ["bild"]],
  ["a variable", "FROM a AS build\nFROM b\nCOPY --from=$build /a /b\n", []],
  ["behind ONBUILD, where the stages are another file's", "FROM a\nONBUILD COPY --from=3 /a /b\n", []],
]);
