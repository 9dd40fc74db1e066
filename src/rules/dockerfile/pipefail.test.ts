import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { pipefail as rule } from "./pipefail.ts";

const run = (script: string, base = "debian:13") => `FROM ${base}\nRUN ${script}\n`;
const silent = (script: string): [string, string, string[]] => [script, run(script), []];
const bash = 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\n';

expectProblems(rule, [
  ["a program", run("./list | sort"), ["./list | sort"]],
  ["a download into a shell", run("curl https://a.b/c | sh"), ["curl https://a.b/c | sh"]],
  ["one finding a stage", `${run("./a | sort")}RUN ./b | sort\n`, ["./a | sort"]],
  ["SHELL", `FROM a\n${bash}RUN ./a | sort\n`, []],
  ["SHELL of the stage below", `FROM a AS b\n${bash}FROM b\nRUN ./a | sort\n`, []],
  ["SHELL taken back", `FROM a\n${bash}SHELL ["/bin/sh", "-c"]\nRUN ./a | sort\n`, ["./a | sort"]],
  silent("set -o pipefail && ./a | sort"),
  silent("set -eux; set -o pipefail; ./a | sort"),
  silent("echo a | sort"),
  silent("yes | ./install"),
  silent("cat a | sort"),
  silent("./a | sort || true"),
  silent("./a | true"),
  silent("curl https://a.b/c | tar xz"),
  silent("wget -qO- https://a.b/c | gunzip -c | tar x"),
  silent("curl https://a.b/c | gpg --dearmor > k"),
  silent("grep a SUMS | sha256sum -c -"),
  silent("locale -a | grep en_US"),
  silent("if ./a | grep -q b; then c; fi"),
  silent("V=$(./a | sort)"),
  silent(
    "ldd a.so | awk '/=>/ { print $3 }' | sort -u | xargs -r dpkg-query --search | cut -d: -f1 | xargs apt-mark manual",
  ),
  silent("apk info -v | sort | sed -E 's/-([0-9])/ 1/' >&2"),
  silent("pip list --format freeze | sed 's/==/ /' >&2"),
  ["a list that is kept", run("apk info | sort > a"), ["apk info | sort > a"]],
  ["a list something is done with", run("apk info | xargs apk del"), ["apk info | xargs apk del"]],
  ["tests that are only shown", run("./test | sed 's/a/b/' >&2"), ["./test | sed 's/a/b/' >&2"]],
  ["a grep that lets things through", run("./a | grep -v b"), ["./a | grep -v b"]],
  ["an ONBUILD", "FROM a\nONBUILD RUN ./a | sort\n", []],
  ["Windows", "FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN a | b\n", []],
]);

expectFixes(rule, [
  ["Debian by SHELL", run("./a | sort"), `FROM debian:13\n${bash}RUN ./a | sort\n`],
  [
    "above the comments of the RUN",
    "FROM debian:13\nWORKDIR /a\n# sorts\nRUN ./a | sort\n",
    `FROM debian:13\nWORKDIR /a\n${bash}# sorts\nRUN ./a | sort\n`,
  ],
  [
    "above the first RUN of a row",
    "FROM debian:13\nRUN b\nRUN ./a | sort\n",
    `FROM debian:13\n${bash}RUN b\nRUN ./a | sort\n`,
  ],
  ["Alpine in the RUN", run("./a | sort", "alpine:3.23"), run("set -o pipefail && ./a | sort", "alpine:3.23")],
  [
    "every RUN of the stage",
    "FROM fedora:43\nRUN ./a | sort\nRUN --network=none ./b | sort\n",
    "FROM fedora:43\nRUN set -o pipefail && ./a | sort\nRUN --network=none set -o pipefail && ./b | sort\n",
  ],
  [
    "bash by SHELL without pipefail",
    'FROM a\nSHELL ["/bin/bash", "-c"]\nRUN ./a | sort\n',
    'FROM a\nSHELL ["/bin/bash", "-c"]\nRUN set -o pipefail && ./a | sort\n',
  ],
  [
    "a heredoc",
    "FROM alpine:3.23\nRUN <<E\n./a | sort\nE\n",
    "FROM alpine:3.23\nRUN <<E\nset -o pipefail\n./a | sort\nE\n",
  ],
  [
    "the file's line ends",
    "FROM debian:13\r\nRUN ./a | sort\r\n",
    `FROM debian:13\r\n${bash.replace("\n", "\r\n")}RUN ./a | sort\r\n`,
  ],
]);

expectRefusals(rule, [
  ["an unknown base", run("./a | sort", "registry.example.com/x"), "not known"],
  ["a reader that stops early", run("./a | head -1", "alpine:3.23"), "head"],
  ["a reader that stops at the first hit", run("./a | tee b | grep -qv c", "alpine:3.23"), "grep"],
  ["an ordinary error status", run("diff a b | sort > c", "alpine:3.23"), "diff"],
  ["the exec form", 'FROM alpine:3.23\nRUN ["sh", "-c", "./a | sort"]\n', "inside quotes"],
  ["dash's echo", `${run("./a | sort")}RUN echo "a\\nb" > c\n`, "printf"],
]);
