import { expectProblems } from "../testing.ts";
import { workdirSystemDir } from "./workdir-system-dir.ts";

expectProblems(workdirSystemDir, [
  [
    "the kernel's trees",
    "FROM a\nWORKDIR /proc\nWORKDIR /sys/fs\nWORKDIR /dev/shm\n",
    ["/proc", "/sys/fs", "/dev/shm"],
  ],
  ["the system's directories", "FROM a\nWORKDIR /etc/\nWORKDIR /usr/bin\n", ["/etc/", "/usr/bin"]],
  ["below them", "FROM a\nWORKDIR /etc/nginx\nWORKDIR /usr/src/app\nWORKDIR /usr/local/bin\n", []],
  ["relative steps", "FROM a\nWORKDIR /usr/src\nWORKDIR ../bin\n", ["../bin"]],
  ["a variable", "FROM a\nARG D=/etc\nWORKDIR $D\n", ["$D"]],
  ["a name that only begins alike", "FROM a\nWORKDIR /etcetera\nWORKDIR /devel\nWORKDIR /\n", []],
  ["a stage nobody uses", "FROM a AS b\nWORKDIR /etc\nFROM a\n", []],
]);
