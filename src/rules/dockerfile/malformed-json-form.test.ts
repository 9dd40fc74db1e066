import { expect, it } from "vitest";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
import { malformedJsonForm } from "./malformed-json-form.ts";

const wanted = 'FROM a\nCMD ["b", "c.js"]\n';

expectProblems(malformedJsonForm, [
  ["valid arrays, also over lines", 'FROM a\nCMD [ "b", \\\n "c" ]\nVOLUME ["/d"]\nSHELL ["x"]\n', []],
  ["plain shell commands", 'FROM a\nCMD b c\nENTRYPOINT "b" c\nHEALTHCHECK CMD d || exit 1\nHEALTHCHECK NONE\n', []],
  [
    "shell tests",
    'FROM a\nRUN [ -f x ] && y\nRUN [ "$A" = "b" ]\nRUN [[ a == b ]]\nRUN [ "$A" ] && y\nRUN [ -z "$A" ] || exit 1\n',
    [],
  ],
  ["quoted programs with a comma in an argument", 'FROM a\nRUN "my program" --mount a,b\nCMD "x" a,b\n', []],
  ["HEALTHCHECK", "FROM a\nHEALTHCHECK --interval=5s CMD ['b', 'c']\n", ["['b', 'c']"]],
  ["VOLUME with and without quotes", "FROM a\nVOLUME ['/b']\nVOLUME [/c]\n", ["['/b']", "[/c]"]],
  ["a trigger", "FROM a\nONBUILD CMD ['b']\n", ["['b']"]],
  ["a stage that is not built", "FROM a\nCMD ['b']\nFROM c\n", []],
  ["PowerShell", 'FROM a\nSHELL ["powershell", "-Command"]\nRUN [Net.X]::Y = [Net.Z]::T ; b\n', []],
  ["patterns of COPY", "FROM a\nCOPY [abc].txt /d/\n", []],
]);

it.each([
  "['b', 'c.js']",
  "[b, c.js]",
  '["b" "c.js"]',
  '["b", "c.js",]',
  '["b", "c.js"',
  '"b", "c.js"]',
  "[“b”, “c.js”]",
  "[\"b\", 'c.js']",
  '["b", "c.js"];',
  '[b,"c.js"]',
  '[ "b", , "c.js"]',
])("malformed-json-form reads %s", (list) => {
  const text = `FROM a\nCMD ${list}\n`;
  const edits = problemsIn(malformedJsonForm, text)[0]?.fixes?.[0]?.edits ?? [];
  const edit = edits[0];
  expect(edit && text.slice(0, edit.start) + edit.text + text.slice(edit.end)).toBe(wanted);
});

expectFixes(malformedJsonForm, [
  ["a number", 'FROM a\nCMD ["b", 80]\n', 'FROM a\nCMD ["b", "80"]\n'],
  ["quotes and backslashes in single quotes", "FROM a\nCMD ['b', '\"c\\\\d']\n", 'FROM a\nCMD ["b", "\\"c\\\\d"]\n'],
  ["a comment behind it, CRLF", 'FROM a\r\nCMD ["b"] # why\r\n', 'FROM a\r\n# why\r\nCMD ["b"]\r\n'],
  ["several lines", "FROM a\nCMD ['b', \\\n     'c']", 'FROM a\nCMD ["b", "c"]'],
  ["a volume", "FROM a\nVOLUME ['/b']\n", 'FROM a\nVOLUME ["/b"]\n'],
]);

expectRefusals(malformedJsonForm, [
  ["words in one item without quotes", "FROM a\nCMD [npm start, x]\n", "which words"],
  ["several options in one word", 'FROM a\nCMD ["java", "-Xa -Xb" "-jar"]\n', "which words"],
  ["quotes inside quotes", 'FROM a\nCMD ["sh", "-c", "echo "b" c"]\n', "which words"],
  ["an escape JSON does not know", 'FROM a\nCMD ["sh", "-c", "echo \\$A"]\n', "which words"],
  ["text behind the bracket", "FROM a\nCMD ['b'] && c\n", "which words"],
  ["a Windows image", "# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:1\nCMD ['b']\n", "POSIX"],
  ["comments inside", "FROM a\nCMD ['b', \\\n# why\n 'c']\n", "would be lost"],
]);
