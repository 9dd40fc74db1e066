import { expect, it } from "vitest";
import { expectProblems, problemsIn } from "../testing.ts";
import { buildToolsInFinalStage } from "./build-tools-in-final-stage.ts";

const start = '\nCMD ["/app"]\n';

expectProblems(buildToolsInFinalStage, [
  ["a compiler", `FROM debian:13\nRUN apt-get update && apt-get install -y gcc${start}`, ["apt-get install"]],
  ["headers", `FROM debian:13\nRUN apt-get install -y libpq-dev=1.2${start}`, ["apt-get install"]],
  [
    "once a file",
    `FROM debian:13\nRUN apt-get install -y gcc\nRUN apt-get install -y make${start}`,
    ["apt-get install"],
  ],
  ["apk", `FROM alpine:3.24\nRUN apk add --no-cache build-base${start}`, ["apk add"]],
  ["dnf, and a group", `FROM fedora:44\nRUN dnf -y group install "Development Tools"${start}`, ["dnf -y group"]],
  ["git is called at run time", `FROM debian:13\nRUN apt-get install -y git curl${start}`, []],
  ["no headers by the name", `FROM debian:13\nRUN apt-get install -y libdevel-cycle-perl device${start}`, []],
  ["removed by name", `FROM debian:13\nRUN apt-get install -y gcc && make && apt-get purge -y gcc${start}`, []],
  [
    "removed in part",
    `FROM debian:13\nRUN apt-get install -y gcc make && apt-get purge -y gcc${start}`,
    ["apt-get install"],
  ],
  ["a virtual package removed", `FROM alpine:3.24\nRUN apk add -t .b gcc && apk del .b${start}`, []],
  ["a virtual package that stays", `FROM alpine:3.24\nRUN apk add -t .b gcc && apk del .c${start}`, ["apk add"]],
  ["removed through a variable", `FROM debian:13\nRUN apt-get install -y gcc && apt-get purge -y $DEPS${start}`, []],
  [
    "marked as automatic",
    `FROM debian:13\nRUN apt-get install -y gcc && apt-mark auto '.*' && apt-get autoremove -y${start}`,
    [],
  ],
  [
    "a bare autoremove takes nothing named",
    `FROM debian:13\nRUN apt-get install -y gcc && apt-get autoremove -y${start}`,
    ["apt-get install"],
  ],
  [
    "removed in a later layer",
    `FROM debian:13\nRUN apt-get install -y gcc\nRUN apt-get purge -y gcc${start}`,
    ["apt-get install"],
  ],
  [
    "in a builder",
    `FROM debian:13 AS a\nRUN apt-get install -y gcc\nFROM debian:13\nCOPY --from=a /app /app${start}`,
    [],
  ],
  ["in a parent stage", `FROM debian:13 AS a\nRUN apt-get install -y gcc\nFROM a${start}`, ["apt-get install"]],
  ["a toolbox", "FROM debian:13\nRUN apt-get install -y gcc\n", []],
  ["a shell", 'FROM debian:13\nRUN apt-get install -y gcc\nCMD ["bash"]\n', []],
  ["make is what it starts", 'FROM debian:13\nRUN apt-get install -y gcc\nENTRYPOINT ["make"]\n', []],
  ["another rule speaks", `FROM golang:1.27\nRUN apt-get install -y gcc && go build .${start}`, []],
  ["under a condition", `FROM debian:13\nRUN if a; then apt-get install -y gcc; fi${start}`, []],
]);

it("build-tools-in-final-stage: names four packages at most", () => {
  const text = `FROM debian:13\nRUN apt-get install -y gcc g++ make cmake libpq-dev\nRUN apt-get install -y gcc${start}`;
  const [problem] = problemsIn(buildToolsInFinalStage, text);
  expect(problem?.message).toMatch(/^gcc, g\+\+, make and 2 more packages stay in the final image/);
  expect(problem?.related).toHaveLength(1);
});
