import { expect, it } from "vitest";
import { readCommandText } from "./text-commands.ts";

it.each([
  ["one command", "redis-server --requirepass x", ["redis-server"]],
  ["a script of several lines", "cd /x &&\n  mysqladmin ping -proot\nexec app", ["cd", "mysqladmin", "app"]],
  ["words that end the text it is read in", "a\nEND-OF-COMMAND-TEXT\nb", []],
  ["an instruction's syntax", "RUN --mount=type=secret a <<EOF", ["RUN"]],
  ["nothing", "", []],
] as const)("reads %s", (_, text, names) => {
  const { commands, inText } = readCommandText(text);
  expect(commands.map(({ name }) => name)).toEqual(names);
  for (const { words } of commands)
    for (const { raw, span } of words) expect(text.slice(inText(span).start, inText(span).end)).toBe(raw);
});
