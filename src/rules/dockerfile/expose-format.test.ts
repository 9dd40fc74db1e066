import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { exposeFormat } from "./expose-format.ts";

expectProblems(exposeFormat, [
  ["plain, with protocol, range", "FROM a\nEXPOSE 80 81/tcp 82-83/udp 84/sctp\n", []],
  ["quoted", 'FROM a\nEXPOSE "80"\n', []],
  ["an address and an IPv6 address", "FROM a\nEXPOSE 1.2.3.4:80 [::1]:81:81\n", ["1.2.3.4:80", "[::1]:81:81"]],
  ["what stops the build", "FROM a\nEXPOSE 80/http 80,443 web 1:b [82] # 80/TCP\n", []],
  ["a variable with two ports", 'FROM a\nENV P="80 81"\nEXPOSE $P\n', []],
  ["a variable nobody knows", "FROM a\nEXPOSE ${P}/TCP\n", []],
  ["a variable with a mapping", "FROM a\nARG P=80\nEXPOSE $P:81\n", ["$P:81"]],
]);

expectFixes(exposeFormat, [
  ["mapping and capitals", "FROM a\nEXPOSE 80:8080/TCP 53/UDP 1\n", "FROM a\nEXPOSE 8080/tcp 53/udp 1\n"],
  ["an address, over two lines", "FROM a\nEXPOSE 80 \\\n  127.0.0.1::81\n", "FROM a\nEXPOSE 80 \\\n  81\n"],
]);

expectRefusals(exposeFormat, [["a variable", "FROM a\nARG P=80\nEXPOSE $P:81\n", "variable"]]);
