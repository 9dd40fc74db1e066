import { expect, it } from "vitest";
import { expectProblems, problemsIn } from "../testing.ts";
import { updateAlone } from "./update-alone.ts";

expectProblems(updateAlone, [
  ["two layers", "FROM a\nRUN apt-get update\nRUN apt-get install -y b\n", ["apt-get update"]],
  [
    "beside what installs nothing",
    "FROM a\nRUN set -x && echo deb >> list && apt-get -q update && rm -rf /tmp/x\n",
    ["apt-get -q update"],
  ],
  ["beside a script", "FROM a\nRUN apt-get update && ./install.sh\n", []],
  ["beside a pipe into a shell", "FROM a\nRUN apt-get update && curl https://example.com/x | sh\n", []],
  ["beside a program in a variable", "FROM a\nRUN apt-get update && $INSTALL\n", []],
  ["beside an upgrade", "FROM a\nRUN apt-get update && apt-get upgrade -y\n", []],
  ["in a mount", "FROM a\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\n", []],
  ["apk", "FROM a\nRUN apk update\nRUN apk add b\n", ["apk update"]],
  ["yum's update is no such thing", "FROM a\nRUN yum -y update\n", []],
  ["a stage nobody builds", "FROM a\nRUN apt-get update\nFROM b\n", []],
]);

const severityOf = (dockerfile: string) => problemsIn(updateAlone, dockerfile)[0]?.severity;

it.each([
  ["an install follows", "FROM a\nRUN apt-get update\nRUN apt-get install -y b\n", undefined],
  [
    "an install follows in a stage on top",
    "FROM a AS b\nRUN apt-get update\nFROM b\nRUN apt-get install -y c\n",
    undefined,
  ],
  [
    "the install that follows has its own",
    "FROM a\nRUN apt-get update\nRUN apt-get update && apt-get install -y b\n",
    "low",
  ],
  ["nothing follows", "FROM a\nRUN apt-get update\n", "low"],
  ["it is apk", "FROM a\nRUN apk update\nRUN apk add b\n", "low"],
])("update-alone's severity where %s", (_, dockerfile, severity) => {
  expect(severityOf(dockerfile)).toBe(severity);
});
