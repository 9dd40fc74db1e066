import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { worldWritable } from "./world-writable.ts";

expectProblems(worldWritable, [
  ...["777", "0777", "666", "733", "2777", "a+w", "o+w", "ugo+rwx", "u+x,o+w", "o=rw", "a=rwx"].map(
    (mode) => [`mode ${mode}`, `FROM a\nRUN chmod ${mode} /app\n`, [`chmod ${mode} /app`]] as const,
  ),
  ...["755", "1777", "775", "u+w", "g=u", "+w", "+x", "a+rx", "o-w", "+t"].map(
    (mode) => [`mode ${mode}`, `FROM a\nRUN chmod ${mode} /app\n`, []] as const,
  ),
  ["below /tmp", "FROM a\nRUN chmod -R 777 /tmp/x /dev/shm\n", []],
  ["below /tmp and elsewhere", "FROM a\nRUN chmod 777 /tmp/x /app\n", ["chmod 777 /tmp/x /app"]],
  [
    "mkdir and install",
    "FROM a\nRUN mkdir -m 777 /app && install -m 0666 a /b\n",
    ["mkdir -m 777 /app", "install -m 0666 a /b"],
  ],
  ["COPY and ADD", "FROM a\nCOPY --chmod=777 a /a\nADD --chmod=644 b /b\n", ["--chmod=777"]],
  [
    "files of a build stage are copied with their mode",
    "FROM a AS b\nRUN chmod 777 /app\nFROM a\nCOPY --from=b /app /app\n",
    ["chmod 777 /app"],
  ],
  ["a stage nobody uses", "FROM a AS b\nRUN chmod 777 /app\nFROM a\n", []],
  ["a mode only the shell knows", "FROM a\nRUN chmod $MODE /app\n", []],
]);

expectFixes(worldWritable, [
  ["a script", "FROM a\nRUN chmod 777 /run.sh\n", "FROM a\nRUN chmod 755 /run.sh\n"],
  ["a program", "FROM a\nRUN chmod a+rwx /usr/local/bin/x\n", "FROM a\nRUN chmod 755 /usr/local/bin/x\n"],
  ["a copy", "FROM a\nCOPY --chmod=0666 a /a\n", "FROM a\nCOPY --chmod=644 a /a\n"],
]);

expectRefusals(worldWritable, [
  ["a directory", "FROM a\nRUN chmod 777 /data\n", "chown"],
  ["all below", "FROM a\nRUN chmod -R 777 /run.sh\n", "chown"],
  ["other rights", "FROM a\nCOPY --chmod=773 a /a\n", "not known"],
]);
