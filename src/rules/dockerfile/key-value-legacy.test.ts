import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { keyValueLegacy } from "./key-value-legacy.ts";

expectProblems(keyValueLegacy, [
  ["ENV and LABEL", "FROM a\nENV A b\nLABEL c d\n", ["A b", "c d"]],
  ["behind ONBUILD", "FROM a\nONBUILD ENV A b\n", ["A b"]],
  ["with an equals sign", "FROM a\nENV A=b C=d\n", []],
  ["blanks around an equals sign", "FROM a\nENV A = b\n", []],
]);

expectFixes(keyValueLegacy, [
  ["one word", "FROM a\nENV A b\n", "FROM a\nENV A=b\n"],
  ["several blanks", "FROM a\nENV A\t  b\n", "FROM a\nENV A=b\n"],
  ["blanks in the value", "FROM a\nENV A hello  world\n", 'FROM a\nENV A="hello  world"\n'],
  ["a variable", "FROM a\nENV A $B ${C:-d e}\n", 'FROM a\nENV A="$B ${C:-d e}"\n'],
  ["a value in quotes", "FROM a\nENV A \"b c\"\nLABEL d 'e f'\n", "FROM a\nENV A=\"b c\"\nLABEL d='e f'\n"],
  ["an equals sign in the value", "FROM a\nENV A -b=c -d=e\n", 'FROM a\nENV A="-b=c -d=e"\n'],
  ["several lines", "FROM a\r\nENV A b \\\r\n  c\r\n", 'FROM a\r\nENV A="b \\\r\n  c"\r\n'],
  ["an escaped blank", "FROM a\nENV A b\\ c\n", "FROM a\nENV A=b\\ c\n"],
]);

expectRefusals(keyValueLegacy, [
  ["quotes inside", 'FROM a\nENV A say "b c"\n', "quotes"],
  ["an escape and a blank", "FROM a\nENV A b\\c d\n", "quotes or escapes"],
  ["a quote that does not close", "FROM a\nENV A it's\n", "quotes"],
]);
