import { expectProblems } from "../testing.ts";
import { volumeSystemDir } from "./volume-system-dir.ts";

expectProblems(volumeSystemDir, [
  [
    "each of them",
    'FROM a\nVOLUME ["/etc", "/data", "/sys/fs/cgroup"]\nVOLUME / /usr/\n',
    ['"/etc"', '"/sys/fs/cgroup"', "/", "/usr/"],
  ],
  ["data", "FROM a\nVOLUME /data /etc/app /var/lib/app data\n", []],
  ["a variable", "FROM a\nENV D=/proc\nVOLUME $D\n", ["$D"]],
  ["a stage that only builds", "FROM a AS b\nVOLUME /etc\nFROM a\nCOPY --from=b /a /a\n", []],
]);
