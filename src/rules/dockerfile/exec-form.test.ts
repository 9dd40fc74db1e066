import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { execForm } from "./exec-form.ts";

expectProblems(execForm, [
  ["CMD and ENTRYPOINT", "FROM a\nENTRYPOINT b c\n", ["b c"]],
  ["only what the image ends up with", "FROM a AS b\nCMD c d\nFROM b\nCMD e f\nCMD g h\n", ["g h"]],
  ["inherited from a stage", "FROM a AS b\nCMD c d\nFROM b\n", ["c d"]],
  ["a stage that only lends files", "FROM a AS b\nCMD c d\nFROM e\nCOPY --from=b /x /y\n", []],
  ["a leading exec, and one at the end", "FROM a\nCMD exec b $C\n", []],
  ["exec at the end", "FROM a\nENTRYPOINT b && exec c $D\n", []],
  ["exec only in the middle", "FROM a\nENTRYPOINT b || exec c; d\n", ["b || exec c; d"]],
  ["exec of a command with a substitution", 'FROM a\nCMD exec b "$(nproc)"\n', []],
  ["exec in both branches", "FROM a\nCMD if b; then exec c; else exec d; fi\n", []],
  ["a SHELL of its own", 'FROM a\nSHELL ["/bin/bash", "-c"]\nCMD b c\n', []],
  ["Windows", "FROM mcr.microsoft.com/windows/nanoserver:1\nCMD b.exe\n", []],
  ["a broken array", "FROM a\nCMD ['b', 'c']\n", []],
  ["CMD under a shell-form ENTRYPOINT, once", "FROM a\nENTRYPOINT b\nCMD c\n", ["b"]],
  ["a trigger, and nothing", "FROM a\nONBUILD CMD b\nCMD\n", []],
  ["a HEALTHCHECK that is one command", "FROM a\nHEALTHCHECK --retries=2 CMD curl -f x\n", ["curl -f x"]],
  ["a HEALTHCHECK that needs its shell", "FROM a\nHEALTHCHECK CMD curl -f x || exit 1\n", []],
]);

expectFixes(execForm, [
  [
    "plain words",
    "FROM a\nCMD npm  run start:prod -- --port=80",
    'FROM a\nCMD ["npm", "run", "start:prod", "--", "--port=80"]',
  ],
  ["quotes", `FROM a\nCMD nginx -g 'daemon off;' "a b"'c'\n`, 'FROM a\nCMD ["nginx", "-g", "daemon off;", "a bc"]\n'],
  ["continuation lines, CRLF", "FROM a\r\nCMD b \\\r\n  c\r\n", 'FROM a\r\nCMD ["b", "c"]\r\n'],
  [
    "HEALTHCHECK keeps its flags",
    "FROM a\nHEALTHCHECK --retries=2 CMD b c\n",
    'FROM a\nHEALTHCHECK --retries=2 CMD ["b", "c"]\n',
  ],
  [
    "behind an init",
    'FROM a\nENTRYPOINT ["/sbin/tini", "--"]\nCMD b c\n',
    'FROM a\nENTRYPOINT ["/sbin/tini", "--"]\nCMD ["b", "c"]\n',
  ],
]);

expectRefusals(execForm, [
  ["variables", "FROM a\nCMD b $C\n", "a variable"],
  ["variables in quotes", 'FROM a\nCMD b "$C"\n', "a variable"],
  ["several commands", "FROM a\nCMD b && c\n", "&&"],
  ["a file pattern", "FROM a\nCMD java -jar *.jar\n", "pattern"],
  ["an assignment", "FROM a\nCMD A=1 b\n", "set in front"],
  ["a shell command", "FROM a\nCMD source x\n", "only a shell knows"],
  ["an ENTRYPOINT with a CMD", 'FROM a\nENTRYPOINT b\nCMD ["c"]\n', "CMD"],
  ["a CMD for another program", 'FROM a\nENTRYPOINT ["python"]\nCMD b.py\n', "arguments"],
  ["comments inside", "FROM a\nCMD b \\\n# why\n c\n", "would be lost"],
]);
