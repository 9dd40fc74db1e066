import { expect, it } from "vitest";
import { resolveDockerfile } from "../../dockerfile/stages.ts";
import { createSource } from "../../text/source.ts";
import { expectProblems, problemsIn } from "../testing.ts";
import { chpasswd } from "./chpasswd.ts";
import { passwordSettings } from "./parts/set-passwords.ts";
import { chainCommands } from "./parts/stage-commands.ts";

const word = `${"hunt"}er7`;

expectProblems(chpasswd, [
  ["a pipe", `FROM a\nRUN echo 'root:${word}' | chpasswd\n`, ["chpasswd"]],
  ["a file", "FROM a\nRUN chpasswd < /tmp/list\n", ["chpasswd"]],
  ["passwd in a pipe", `FROM a\nRUN echo ${word} | passwd --stdin app\n`, ["passwd"]],
  ["passwd without --stdin", `FROM a\nRUN printf '${word}\\n${word}\\n' | passwd app\n`, ["passwd"]],
  ["passwd -d", "FROM a\nRUN passwd -d app\n", ["passwd"]],
  [
    "usermod and useradd",
    `FROM a\nRUN useradd -m -p ${word} app && usermod --password=${word} root\n`,
    ["useradd", "usermod"],
  ],
  ["locks", "FROM a\nRUN passwd -l app && usermod -p '*' app && useradd -p '!' b\n", []],
  ["no password", "FROM a\nRUN useradd app && adduser --disabled-password b\n", []],
  ["a stage that only builds", `FROM a AS b\nRUN echo root:${word} | chpasswd\nFROM a\n`, []],
]);

it("chpasswd never says the password, and is milder where it is not in the file", () => {
  const shown = problemsIn(chpasswd, `FROM a\nRUN echo 'root:${word}' | chpasswd\n`);
  const hidden = problemsIn(chpasswd, 'FROM a\nARG P\nRUN echo "root:$P" | chpasswd\n');
  expect(JSON.stringify([shown, hidden])).not.toContain(word);
  expect([shown[0]?.severity, hidden[0]?.severity]).toEqual([undefined, "medium"]);
});

it.each([
  [`echo root:${word} | chpasswd`, [`root:${word}`]],
  [`chpasswd <<< root:${word}`, [`root:${word}`]],
  [`useradd -p ${word} app`, [word]],
  ["passwd -d app", []],
])("the words that hold a password: %#", (script, words) => {
  const { target } = resolveDockerfile(
    createSource("Dockerfile", `FROM a\nSHELL ["/bin/bash", "-c"]\nRUN ${script}\n`),
  );
  const commands = target ? chainCommands(target).map(({ command }) => command) : [];
  expect(passwordSettings(commands).flatMap(({ values }) => values.map(({ value }) => value))).toEqual(words);
});
