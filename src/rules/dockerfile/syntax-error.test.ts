import { expect, it } from "vitest";
import { expectProblems, problemsIn } from "../testing.ts";
import { durationMilliseconds } from "./parts/duration.ts";
import { isSignal } from "./parts/signals.ts";
import { syntaxError } from "./syntax-error.ts";

expectProblems(syntaxError, [
  ["what the parser found", "FROM a\nENV A=b c\n", ["A=b c"]],
  ["the first of a run of unknown lines", "FROM a\nRUN b\n&& c\n&& d\nRUN e\nfoo\n", ["&&", "foo"]],
  ["an empty file", "", [""]],
  ["FROM without an image", "FROM\n", ["FROM"]],
  ["FROM with an AS and no name", "FROM a AS\n", ["AS"]],
  ["FROM with too many words", "FROM a AS b c\n", ["c"]],
  ["FROM with two images", "FROM a b\n", ["b"]],
  ["a stage's name with a symbol", "FROM a AS 1b\nFROM a AS b:c\nFROM a AS B_c-1.2\n", ["1b", "b:c"]],
  ["COPY and ADD without arguments or target", "FROM a\nCOPY\nADD b\nCOPY --chown=1 c\n", ["COPY", "b", "c"]],
  ["a heredoc as the target", "FROM a\nCOPY b <<E\nE\n", ["<<E"]],
  ["ENV, LABEL and ARG without names", "FROM a\nENV\nLABEL =b\nARG C = d\n", ["ENV", "=b", "="]],
  [
    "nothing behind the keyword",
    "FROM a\nUSER\nWORKDIR\nEXPOSE\nVOLUME\nSTOPSIGNAL\nONBUILD\n",
    ["USER", "WORKDIR", "EXPOSE", "VOLUME", "STOPSIGNAL", "ONBUILD"],
  ],
  ["CMD and ENTRYPOINT may be empty", "FROM a\nCMD []\nENTRYPOINT []\n", []],
  ["RUN without a command", "FROM a\nRUN\nRUN <<E\nx\nE\n", ["RUN"]],
  ["SHELL without JSON, and empty", "FROM a\nSHELL bash -c\nSHELL []\n", ["bash -c", "SHELL"]],
  [
    "HEALTHCHECK's types",
    "FROM a\nHEALTHCHECK NONE\nHEALTHCHECK curl x\nHEALTHCHECK CMD\nHEALTHCHECK NONE x\n",
    ["curl", "CMD", "x"],
  ],
  [
    "HEALTHCHECK's values",
    "FROM a\nHEALTHCHECK --interval=5 --timeout=1s --retries=x CMD y\n",
    ["--interval=5", "--retries=x"],
  ],
  ["a variable in a duration", "FROM a\nARG T=5s\nHEALTHCHECK --timeout=$T CMD y\n", ["--timeout=$T"]],
  ["a flag without a value", "FROM a\nCOPY --from b /c /d\n", ["--from"]],
  [
    "a flag given twice",
    "FROM a\nCOPY --chown=1 --chown=2 b c\nRUN --mount=target=/x --mount=target=/y z\n",
    ["--chown=2"],
  ],
  ["a switch with a value", "FROM a\nCOPY --link=yes b c\nCOPY --link --parents=TRUE b c\n", ["--link=yes"]],
  ["flags where there are none", "FROM a\nENV --x A=b\nCMD --port 80\nSTOPSIGNAL --y 9\n", ["--x", "--port"]],
  [
    "a slip in a flag",
    "FROM a\nCOPY --form=b /c /d\nRUN --mout=type=cache,target=/x y\n",
    ["--form=b", "--mout=type=cache,target=/x"],
  ],
  ["a flag nobody knows", "FROM a\nCOPY --sparkle=b /c /d\n", []],
  ["a network mode", "FROM a\nRUN --network=bridge b\nRUN --network=none c\n", ["--network=bridge"]],
  ["an object's own property is no flag", "FROM a\nCOPY --constructor=b /c /d\n", []],
  ["a quote that does not close", "FROM a\nLABEL b it's\nRUN echo it's\n", ["it's"]],
  ["a bad substitution", "FROM a\nWORKDIR /x/${\nUSER ${A^}\n", ["/x/${", "${A^}"]],
  ["a required variable is none", "FROM a\nUSER ${A:?no}\n", []],
  ["signals", "FROM a\nSTOPSIGNAL SIGTERM\nSTOPSIGNAL SIGFOO\nSTOPSIGNAL $X\nSTOPSIGNAL 'sigint'\n", ["SIGFOO"]],
  [
    "ports",
    "FROM a\nEXPOSE 80 443/UDP 1-2 127.0.0.1:80:80 99999 $P\nEXPOSE 80,443\nEXPOSE 80 # web\n",
    ["80,443", "#"],
  ],
  ["behind ONBUILD", "FROM a\nONBUILD COPY b\nONBUILD RNU c\nONBUILD FROM\n", ["b", "RNU"]],
]);

it.each([
  ["FROM a\nCOPPY b c\n", "COPPY is no instruction: did you mean COPY?"],
  [
    "FROM a\nRUN b\n&& c\n",
    "&& is no instruction: if it belongs to the RUN above, that line must end in a continuation mark.",
  ],
  ["FORM a\n", "FORM is no instruction: did you mean FROM?"],
  ["{{ x }}\n", "{{ is no instruction: the file looks like a template, check what it becomes."],
  ["FROM a # b\n", "FROM takes one image, or an image, AS and a name: a # in the middle of a line starts no comment."],
  ["FROM a\nCOPY --from b /c /d\n", "--from needs its value behind an equals sign: --from=b."],
  ["FROM a\nRUN <<E\nx\n", "The heredoc <<E is not closed: a line with just E is missing."],
])("syntax-error says of %j", (text, message) => {
  expect(problemsIn(syntaxError, text).map((problem) => problem.message)).toEqual([message]);
});

it.each([
  ["30s", 30_000],
  ["1m30s", 90_000],
  ["1.5h", 5_400_000],
  ["500µs", 0.5],
  ["0", 0],
  ["-1s", -1000],
  ["30", undefined],
  ["", undefined],
  ["s", undefined],
  ["1d", undefined],
  ["1 s", undefined],
])("duration %j", (text, expected) => {
  expect(durationMilliseconds(text)).toBe(expected);
});

it.each([
  ["SIGTERM", true],
  ["term", true],
  ["9", true],
  ["SIGRTMIN+3", true],
  ["SIGRTMAX-14", true],
  ["0", false],
  ["SIGRTMIN+16", false],
  ["SIGTERMINATE", false],
])("signal %j", (text, expected) => {
  expect(isSignal(text)).toBe(expected);
});
