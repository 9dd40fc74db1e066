import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { maintainer } from "./maintainer.ts";

expectProblems(maintainer, [
  ["every one", "FROM a\nMAINTAINER x\nFROM b\nmaintainer y\n", ["MAINTAINER x", "maintainer y"]],
  ["a label", "FROM a\nLABEL maintainer=x\n", []],
]);

expectFixes(maintainer, [
  [
    "name and address, CRLF",
    "FROM a\r\nMAINTAINER  J <j@x>\r\n",
    'FROM a\r\nLABEL org.opencontainers.image.authors="J <j@x>"\r\n',
  ],
  ["quotes around it", 'FROM a\nMAINTAINER "J, K"', 'FROM a\nLABEL org.opencontainers.image.authors="J, K"'],
  [
    "quotes, dollars and escapes inside",
    'FROM a\nMAINTAINER J "the $x" \\K\n',
    'FROM a\nLABEL org.opencontainers.image.authors="J \\"the \\$x\\" \\\\K"\n',
  ],
  ["a lower-case file", "from a\nmaintainer j\n", 'from a\nlabel org.opencontainers.image.authors="j"\n'],
  [
    "another escape character",
    "# escape=`\nFROM a\nMAINTAINER a\\b `c\n",
    '# escape=`\nFROM a\nLABEL org.opencontainers.image.authors="a\\b ``c"\n',
  ],
]);

expectRefusals(maintainer, [
  ["before FROM", "MAINTAINER x\nFROM a\n", "before the first FROM"],
  ["beside the label", "FROM a\nMAINTAINER x\nLABEL org.opencontainers.image.authors=x\n", "already"],
]);
