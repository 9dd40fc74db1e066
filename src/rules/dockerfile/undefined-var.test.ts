import { expectFixes, expectProblems } from "../testing.ts";
import { undefinedVar } from "./undefined-var.ts";

expectProblems(undefinedVar, [
  ["anything in a stage from scratch", "FROM scratch\nUSER $U\n", ["$U"]],
  ["in a child of a stage from scratch", "FROM scratch AS s\nFROM s\nCOPY a ${D}/b\n", ["${D}"]],
  ["once a stage and name", "ARG D=1\nFROM x\nENV A=$D\nENV B=$D\nFROM y\nENV A=$D\n", ["$D", "$D"]],
  ["an ARG that only comes further down", "FROM x\nENV A=$APP_TAG\nARG APP_TAG=1\n", ["$APP_TAG"]],
  ["two letters swapped", "FROM x\nENV SERVER=1\nENV B=$SEVRER\n", ["$SEVRER"]],
  ["one letter missing", "FROM x\nARG VERSION=1\nENV B=${VERSON}\n", ["${VERSON}"]],
  ["another number is another name", "FROM x\nARG PYTHON3=1\nENV B=$PYTHON2\n", []],
  ["the same word, shorter", "FROM x\nARG APP_A=1\nENV B=$APP_\n", []],
  ["a fallback", "FROM scratch\nENV A=${B:-c}\n", []],
  ["single quotes and escapes", "FROM scratch\nENV A='$B' C=\\$D\n", []],
  ["RUN and CMD", "FROM scratch\nRUN echo $A\nCMD echo $B\n", []],
  ["a default of its own name", "FROM x\nARG URL_BASE=$URL_BASE\n", []],
  ["one letter that makes another word", "FROM x\nENV HTTP_PORT=1\nEXPOSE $HTTPS_PORT\n", []],
  ["the path, which the builder sets", "FROM scratch\nENV PATH=/a:$PATH\n", []],
  ["a base known to be plain", "FROM node:24\nEXPOSE $PORT\nENV A=$NPM_X B=$HOME\n", ["$PORT"]],
  ["a distroless base", "FROM gcr.io/distroless/static-debian12:nonroot\nEXPOSE ${PORT}\n", ["${PORT}"]],
  ["a base nobody knows", "FROM registry.example.com/node:24\nEXPOSE $PORT\n", []],
  ["a name the same ENV sets", "FROM scratch\nENV A=$A:b B=$A\n", []],
  ["a proxy", "FROM scratch\nENV P=$http_proxy\n", []],
  ["an ARG without a value", "FROM scratch\nARG A\nENV B=$A\n", []],
  ["the base's own version", "ARG NODE_VERSION=24\nFROM node:$NODE_VERSION\nLABEL v=$NODE_VERSION\n", []],
  ["inherited from a stage", "FROM scratch AS a\nENV X=1\nFROM a\nENV Y=$X\n", []],
  ["behind ONBUILD", "FROM scratch\nONBUILD ENV A=$B\n", []],
  ["a variable of a JSON form", 'FROM scratch\nCOPY ["$A", "/b"]\n', ["$A"]],
]);

expectFixes(undefinedVar, [
  [
    "by declaring it above its use",
    "ARG A=1\r\nFROM x\r\nRUN y\r\nENV B=$A\r\n",
    "ARG A=1\r\nFROM x\r\nRUN y\r\nARG A\r\nENV B=$A\r\n",
  ],
]);
