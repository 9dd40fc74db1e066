import { expectProblems } from "../testing.ts";
import { portRange } from "./port-range.ts";

expectProblems(portRange, [
  ["the last port and the one after", "FROM a\nEXPOSE 65535 65536\n", ["65536"]],
  ["with a protocol and in a range", "FROM a\nEXPOSE 70000/udp 1-70000\n", ["70000/udp", "1-70000"]],
  ["through a variable", "FROM a\nENV P=99999\nEXPOSE $P\n", ["$P"]],
  ["a variable nobody knows", "FROM a\nARG P\nEXPOSE $P\n", []],
  ["a host port that is left out anyway", "FROM a\nEXPOSE 99999:80\n", []],
  ["more digits than a number holds", "FROM a\nEXPOSE 99999999999999999999\n", ["99999999999999999999"]],
]);
