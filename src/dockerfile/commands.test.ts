import { describe, expect, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { createSource } from "../text/source.ts";
import type { Command, CommandList } from "./command.ts";
import { commandsOf, maxBodyCharacters, maxHereDocuments, shellKindOf } from "./commands.ts";
import { maxErrors, maxNesting, maxVariables } from "./shell-reader.ts";
import { maxWrappers } from "./shell-wrappers.ts";
import { resolveDockerfile } from "./stages.ts";

/** The list of the last instruction of the last stage; for ONBUILD, of its trigger. */
function read(dockerfile: string, from = "FROM debian\n"): CommandList & { source: string } {
  const source = createSource("Dockerfile", from + dockerfile);
  const stage = resolveDockerfile(source).stages.at(-1);
  const instruction = stage?.instructions.at(-1);
  if (!stage || !instruction) throw new Error("the fixture has no instruction");
  return { ...commandsOf(stage, instruction.trigger ?? instruction), source: source.text };
}

const line = (command: Command) => command.words.map((word) => word.pattern.replaceAll("\u0000", "•")).join(" ");
const lines = (dockerfile: string) => read(dockerfile).commands.map(line);
const first = (dockerfile: string): Command => {
  const command = read(dockerfile).commands[0];
  if (!command) throw new Error("no command was read");
  return command;
};

describe("what commands a body holds", () => {
  const table: [string, string, string[]][] = [
    ["a chain", "RUN a x && b || c; d", ["a x", "b", "c", "d"]],
    ["a pipeline", "RUN a | b 2>&1 | c", ["a", "b", "c"]],
    ["continuations with a comment", "RUN a \\\n  # no\n  b \\\n  && c", ["a b", "c"]],
    ["branches", "RUN if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]],
    ["loops", "RUN for i in 1 2; do a $i; done; while b; do c; done", ["a •", "b", "c"]],
    ["case", "RUN case $X in a|b) c;; *) d;; esac", ["c", "d"]],
    ["functions, groups, subshells", "RUN f() { a; }; { b; c; }; (d)", ["a", "b", "c", "d"]],
    ["substitutions", 'RUN a "$(b $(c))" `d` <(e)', ["a • • •", "b •", "c", "d", "e"]],
    ["backticks in backticks", "RUN a `b \\`c\\``", ["a •", "b •", "c"]],
    ["a default value", "RUN a ${X:-$(b)}", ["a •", "b"]],
    ["arithmetic", "RUN a $((1 + $(b)))", ["a •", "b"]],
    ["a heredoc as the script", "RUN <<EOF\na\nb c\nEOF", ["a", "b c"]],
    ["<<- drops tabs", "RUN <<-EOF\n\ta\n\tb\n\tEOF", ["a", "b"]],
    ["a heredoc of a heredoc", "RUN <<EOF\ncat <<X > f\n$(a)\nX\nb\nEOF", ["cat", "a", "b"]],
    ["a heredoc with a shebang", "RUN <<EOF\n#!/usr/bin/env bash\na\nEOF", ["a"]],
    ["a heredoc that is a file", "RUN cat <<EOF > f\na\nEOF", ["cat"]],
    ["a heredoc read by a shell", "RUN bash -s <<'EOF'\na\nEOF", ["bash -s", "a"]],
    ["a heredoc read by python", "RUN python3 <<EOF\nimport a\nEOF", ["python3"]],
    ["several heredocs", "RUN cat <<A >x && sh <<B\none\nA\ntwo\nB", ["cat", "sh", "two"]],
    ["a here-string read by a shell", "RUN sh <<< 'a b'", ["sh", "a b"]],
    ["exec form", 'RUN ["npm", "ci"]', ["npm ci"]],
    ["exec form with a shell", 'RUN ["sh", "-c", "a \\"b c\\" && d"]', ["a b c", "d"]],
    ["exec form is not expanded", 'CMD ["a", "$X", "*"]', ["a $X *"]],
    ["sh -c", "RUN sh -c 'a && b'", ["a", "b"]],
    ["bash -lc with escapes", 'RUN bash -lc "a \\"b c\\" \\$X"', ["a b c •"]],
    ["sh -c of one expansion stays", 'RUN sh -c "$(a)"', ["sh -c •", "a"]],
    ["a substitution in a nested script is listed once", 'RUN sh -c "a $(b) c"', ["a • c", "b"]],
    ["eval of words", "RUN eval a 'b c' && d", ["a b c", "d"]],
    ["find -exec", "RUN find . -exec a {} + -exec sh -c 'b' \\;", ["find . -exec a {} + -exec sh -c b ;", "a {}", "b"]],
    ["healthcheck", "HEALTHCHECK --interval=3s CMD a -f || exit 1", ["a -f", "exit 1"]],
    ["healthcheck in exec form", 'HEALTHCHECK CMD ["a", "b"]', ["a b"]],
    ["no healthcheck", "HEALTHCHECK NONE", []],
    ["entrypoint", "ENTRYPOINT exec a", ["a"]],
    ["a trigger", "ONBUILD RUN a && b", ["a", "b"]],
    ["an empty exec form", "CMD []", []],
    ["no program", "COPY a b", []],
    ["another escape character", "RUN a `\n b", ["a b"]],
    ["Windows line ends", "RUN a \\\r\n b\r\n", ["a b"]],
    ["Windows line ends in a heredoc", "RUN <<EOF\r\na b\r\nc\r\nEOF\r\n", ["a b", "c"]],
  ];
  test.each(table)("%s", (title, dockerfile, expected) => {
    const head = title === "another escape character" ? '# escape=`\nFROM debian\nSHELL ["sh", "-c"]\n' : undefined;
    expect(read(dockerfile, head).commands.map(line)).toEqual(expected);
  });
});

test("every word stands where its span says, as written", () => {
  const dockerfile = [
    "RUN a 'b c' \"d$E\" \\",
    "  # comment",
    "  f\\ g && sudo -u h X=i j > k <<EOF && l $(m `n`) # end",
    "$(o p)",
    "EOF",
  ].join("\n");
  const { commands, source } = read(dockerfile);
  const words = commands.flatMap((command) => command.words);
  expect(words.map((word) => word.raw)).toEqual(
    ["a", "'b c'", '"d$E"', "f\\ g", "j", "l", "$(m `n`)", "m", "`n`", "n", "o", "p"], //
  );
  for (const word of words) expect(source.slice(word.span.start, word.span.end)).toBe(word.raw);
});

test("words inside quotes and JSON strings point at the file too, but are not editable", () => {
  for (const dockerfile of ["RUN sh -c 'a bcd'", 'RUN ["sh", "-c", "\\"a\\" bcd"]', 'RUN bash -c "x=\\"1\\" a bcd"']) {
    const { commands, source } = read(dockerfile);
    const word = commands[0]?.words[1];
    expect(source.slice(word?.span.start, word?.span.end)).toBe("bcd");
    expect(commands[0]?.editable).toBe(false);
  }
  expect(first("RUN a").editable).toBe(true);
  expect(first("RUN <<EOF\na\nEOF").editable).toBe(true);
});

test("a word before a continuation mark ends before it", () => {
  const { commands, source } = read("RUN a foo\\\n b\\\n");
  expect(commands[0]?.words.map((word) => source.slice(word.span.start, word.span.end))).toEqual(["a", "foo", "b"]);
});

test("a word broken by a continuation mark is covered with the mark", () => {
  const { commands, source } = read("RUN a fo\\\no b");
  const word = commands[0]?.words[1];
  expect(word?.value).toBe("foo");
  expect(source.slice(word?.span.start, word?.span.end)).toBe("fo\\\no");
});

describe("word values", () => {
  const table: [string, string | undefined, string, string[]][] = [
    ["foo", "foo", "foo", []],
    ['\'a b\'"c\\"d"\\ e', 'a bc"d e', 'a bc"d e', []],
    ["*.deb", "*.deb", "*.deb", []],
    ["{a,b}", "{a,b}", "{a,b}", []],
    ["pkg=$V.*", undefined, "pkg=\u0000.*", ["V"]],
    ['"${A}/x$(b $C)"', undefined, "\u0000/x\u0000", ["A", "C"]],
    ["${A:-$B}", undefined, "\u0000", ["A", "B"]],
    ["$((N+1))$1", undefined, "\u0000\u0000", ["N"]],
    ["'$A'\\$B", "$A$B", "$A$B", []],
  ];
  test.each(table)("%s", (raw, value, pattern, variables) => {
    const word = first(`RUN a ${raw}`).args[0];
    expect(word).toMatchObject({ raw, value, pattern, variables });
  });

  test("a variable in an array's index is the assignment's, and no other word's", () => {
    const command = first("RUN A[$i]=x b c");
    expect(command.assignments[0]?.value?.variables).toEqual(["i"]);
    expect(command.words.map((word) => word.variables)).toEqual([[], []]);
    expect(first("RUN d").words[0]?.variables).toEqual([]);
  });
});

describe("programs behind wrappers", () => {
  const table: [string, string, string, string[]][] = [
    ["RUN /usr/bin/apt-get update", "apt-get", "/usr/bin/apt-get update", []],
    ["RUN sudo -E -u root X=1 apt-get update", "apt-get", "apt-get update", ["sudo"]],
    ["RUN env -i A=b -- npm ci", "npm", "npm ci", ["env"]],
    ["RUN time nice -n 10 nohup make", "make", "make", ["time", "nice", "nohup"]],
    ["RUN timeout -s KILL 10 a b", "a", "a b", ["timeout"]],
    ["RUN xargs -0 -n1 rm -f", "rm", "rm -f", ["xargs"]],
    ["RUN gosu app a", "a", "a", ["gosu"]],
    ["RUN su app -c 'a b'", "a", "a b", ["su -c"]],
    ["RUN sudo bash -ec 'a'", "a", "a", ["sudo", "bash -c"]],
    ["RUN exec doas command a", "a", "a", ["exec", "doas", "command"]],
    ["RUN command -v a", "command", "command -v a", []],
    ["RUN retry -t 3 a", "a", "a", ["retry"]],
    ["RUN $SUDO a", "a", "a", ["$SUDO"]],
    ["RUN python3 -u -m pip install x", "pip", "pip install x", ["python3 -m"]],
    ["RUN python3 -m http.server", "python3", "python3 -m http.server", []],
    ["RUN conda run -n x pip install y", "pip", "pip install y", ["conda run"]],
    ['ENTRYPOINT ["tini", "--", "node", "s.js"]', "node", "node s.js", ["tini"]],
    ["RUN sudo", "sudo", "sudo", []],
    ["RUN $HOME/bin/pip install", "pip", "•/bin/pip install", []],
    ["RUN $X a", "", "• a", []],
    ["RUN A=b", "", "", []],
  ];
  test.each(table)("%s", (dockerfile, name, words, wrappers) => {
    const command = first(dockerfile);
    expect([command.name, line(command), command.wrappers]).toEqual([name, words, wrappers]);
  });

  test("assignments, also those given to a wrapper", () => {
    const { commands, source } = read('RUN A=1 env B=$X C="d e" a');
    const assignments = commands[0]?.assignments ?? [];
    expect(assignments.map(({ name, value }) => [name, value?.value])).toEqual([
      ["A", "1"],
      ["B", undefined],
      ["C", "d e"],
    ]);
    expect(assignments.map(({ value }) => source.slice(value?.span.start, value?.span.end))).toEqual([
      "1",
      "$X",
      '"d e"',
    ]);
  });

  test("the span goes from the first assignment or wrapper to the last redirect", () => {
    const { commands, source } = read("RUN x; A=1 sudo a b > c; y");
    expect(source.slice(commands[1]?.span.start, commands[1]?.span.end)).toBe("A=1 sudo a b > c");
  });
});

test("redirects, those of the group around last", () => {
  const { commands } = read("RUN { a 2>&1 >/dev/null; b; } >> log");
  const shown = commands.map((command) => command.redirects.map((one) => one.operator + one.target?.value));
  expect(shown).toEqual([["2>&1", ">/dev/null", ">>log"], [">>log"]]);
});

test("pipes, joints and conditions", () => {
  const { commands } = read("RUN a | b && c || d; e & f $(g); (h)");
  const shown = commands.map(({ name, pipe, joinedBy, conditional }) =>
    [name, `${pipe.stage}/${pipe.length}`, joinedBy, conditional ? "maybe" : ""].join(" ").trim(),
  );
  expect(shown).toEqual(
    ["a 0/2", "b 1/2 |", "c 0/1 &&", "d 0/1 || maybe", "e 0/1 ;", "f 0/1 &", "g 0/1  maybe", "h 0/1  maybe"], //
  );
  expect(new Set(commands.map((command) => command.pipe.id)).size).toBe(7);
});

test("a nested script of one command takes over the pipe it stands in", () => {
  expect(read("RUN a | sh -c 'b'").commands[1]?.pipe).toMatchObject({ stage: 1, length: 2 });
});

describe("working directory", () => {
  const table: [string, string, (string | undefined)[]][] = [
    ["after cd", "RUN a; cd /x && b; cd y; c", [undefined, undefined, "/x", "/x", "/x/y"]],
    ["a variable as written", 'RUN cd "$X" && a', [undefined, "$X"]],
    ["not out of a subshell", "RUN (cd /x && a); b", [undefined, "/x", undefined]],
    ["not out of a pipeline", "RUN cd /x | a; b", [undefined, undefined, undefined]],
    ["unknown after a branch", "RUN cd /x; if a; then cd y; fi; b", [undefined, "/x", "/x", undefined]],
    ["each branch starts anew", "RUN if a; then cd /x; else b; fi", [undefined, undefined, undefined]],
    [
      "known inside a chain after ||",
      "RUN a || b && cd /x && c; d",
      [undefined, undefined, undefined, "/x", undefined],
    ],
  ];
  test.each(table)("%s", (_, dockerfile, expected) => {
    expect(read(dockerfile).commands.map((command) => command.cwd)).toEqual(expected);
  });
});

describe("shell options", () => {
  const table: [string, string, string[]][] = [
    ["set at the start", "RUN set -eux; a", ["e", "u", "x"]],
    ["set with &&", "RUN set -e && set -o pipefail && a", ["e", "pipefail"]],
    ["set and unset", "RUN set -ex; set +x; a", ["e"]],
    ["long names", "RUN set -o errexit -o nounset; a", ["e", "u"]],
    ["not later", "RUN a; set -e", []],
    ["-euxo pipefail", "RUN set -euxo pipefail; a", ["e", "u", "x", "pipefail"]],
    ["SHELL", 'SHELL ["bash", "-o", "pipefail", "-c"]\nRUN a', ["pipefail"]],
    ["bash -c as the whole body", "RUN bash -eo pipefail -c 'a'", ["e", "pipefail"]],
    ["bash -c in exec form", 'RUN ["bash", "-ec", "set -u; a"]', ["e", "u"]],
    ["bash -c as a part", "RUN bash -e -c 'a'; b", []],
    ["in a heredoc", "RUN <<EOF\nset -e\na\nEOF", ["e"]],
    ["by a shebang", "RUN <<EOF\n#!/bin/sh -eu\na\nEOF", ["e", "u"]],
    ["in a heredoc of a shell", "RUN bash -e <<EOF\nset -u\na\nEOF", ["e", "u"]],
    ["a login shell is no option", "RUN bash -lc 'a'", []],
  ];
  test.each(table)("%s", (_, dockerfile, expected) => {
    expect([...read(dockerfile).options]).toEqual(expected);
  });
});

describe("bodies left alone", () => {
  const table: [string, string, RegExp][] = [
    ["PowerShell", 'FROM debian\nSHELL ["pwsh", "-Command"]\nRUN Get-Item', /SHELL is PowerShell/],
    ["cmd", 'FROM debian\nSHELL ["C:\\\\cmd.exe", "/S", "/C"]\nRUN dir', /SHELL is cmd.exe/],
    ["python", 'FROM debian\nSHELL ["python3", "-c"]\nRUN import os', /SHELL is python3/],
    ["a Windows image", "FROM example.com/windows/servercore:ltsc2022\nRUN dir", /Windows/],
    ["a Windows image behind a stage", "FROM nanoserver AS a\nFROM a\nRUN dir", /Windows/],
    ["a Windows platform", "FROM --platform=windows/amd64 golang\nRUN dir", /Windows/],
    ["backtick continuations", "# escape=`\nFROM golang\nRUN a `\n b", /Windows/],
    [
      "a heredoc for python",
      "FROM debian\nRUN <<EOF\n#!/usr/bin/env python3\nimport a\nEOF",
      /heredoc is run by python3/,
    ],
  ];
  test.each(table)("%s", (_, dockerfile, why) => {
    const list = read(dockerfile, "");
    expect(list.commands).toEqual([]);
    expect(list.skipped).toMatch(why);
  });

  test("the exec form does not depend on SHELL", () => {
    expect(lines('SHELL ["pwsh", "-Command"]\nRUN ["a", "b"]')).toEqual(["a b"]);
  });

  test("SHELL holds for what follows, also for the trigger of ONBUILD", () => {
    expect(read('SHELL ["pwsh", "-c"]\nONBUILD RUN a').skipped).toMatch(/PowerShell/);
    expect(read('FROM nanoserver\nSHELL ["bash", "-c"]\nRUN a', "").skipped).toBeUndefined();
  });

  test("a script longer than the limit", () => {
    expect(read(`RUN <<EOF\n${"# padding\n".repeat(maxBodyCharacters / 10)}a\nEOF`).skipped).toMatch(/characters/);
  });

  test("more here-documents than the limit", () => {
    expect(read(`RUN <<E\n${"a <<A;".repeat(maxHereDocuments - 1)}\nE`).skipped).toBeUndefined();
    expect(read(`RUN <<E\n${"a <<A;".repeat(maxHereDocuments)}\nE`).skipped).toMatch(/here-documents/);
  });
});

test("shell kinds", () => {
  const kind = (shell: string) => {
    const { stages } = resolveDockerfile(createSource("Dockerfile", `FROM debian\nSHELL ${shell}\nRUN a`));
    const [stage] = stages;
    const instruction = stage?.instructions[1];
    return stage && instruction ? shellKindOf(stage, instruction) : "none";
  };
  expect(kind('["/bin/bash", "-c"]')).toBe("posix");
  expect(kind('["conda", "run", "-n", "x", "/bin/bash", "-c"]')).toBe("posix");
  expect(kind('["powershell.exe", "-Command"]')).toBe("powershell");
  expect(kind('["cmd", "/S", "/C"]')).toBe("cmd");
  expect(kind('["fish", "-c"]')).toBe("other");
});

test("syntax errors are entries with their place, and what was read stays", () => {
  const { commands, errors, source } = read('RUN a && b "c');
  expect(commands.map(line)).toEqual(["a", "b c"]);
  expect(errors).toHaveLength(1);
  expect(source.slice(errors[0]?.at.start, errors[0]?.at.end)).toBe('"');
});

test("the list is made once", () => {
  const { stages } = resolveDockerfile(createSource("Dockerfile", "FROM debian\nRUN a"));
  const [stage] = stages;
  const run = stage?.instructions[0];
  if (!stage || !run) throw new Error("the fixture has no instruction");
  expect(commandsOf(stage, run)).toBe(commandsOf(stage, run));
});

describe("limits", () => {
  test("substitutions deeper than the limit are an error, not read", () => {
    const nest = (depth: number) => read(`RUN ${"echo $(".repeat(depth)}a${")".repeat(depth)}`);
    expect(nest(maxNesting).errors).toEqual([]);
    expect(nest(maxNesting).commands).toHaveLength(maxNesting + 1);
    expect(nest(maxNesting + 1).errors[0]?.message).toMatch(/deeper/);
    expect(read(`RUN a ${"$((".repeat(maxNesting + 1)}1${"))".repeat(maxNesting + 1)}`).errors[0]?.message).toMatch(
      /deeper/,
    );
  });

  test("scripts in scripts deeper than the limit are left as words", () => {
    const { commands, errors } = read(`RUN ${"eval ".repeat(maxNesting + 5)}a`);
    expect(commands.map((command) => command.name)).toEqual(["eval"]);
    expect(errors).toEqual([]);
  });

  test("errors stop at their limit", () => {
    expect(read(`RUN ${"`a \\` ".repeat(3 * maxErrors)}`).errors).toHaveLength(maxErrors);
  });

  test("wrappers and variables stop at their limits", () => {
    expect(first(`RUN ${"sudo ".repeat(maxWrappers + 2)}a`).wrappers).toHaveLength(maxWrappers);
    const names = Array.from({ length: maxVariables + 5 }, (_, index) => `$V${index}`).join("");
    expect(first(`RUN a ${names}`).args[0]?.variables).toHaveLength(maxVariables);
  });

  const nested = 10_000;
  const openers = [
    "(",
    "( ",
    "$(",
    "echo $(",
    '"$(',
    "`",
    "{ ",
    "if ",
    "${a:-",
    "$((",
    "<(",
    "f() ",
    "coproc ",
    "! ",
    "echo $((1+",
  ];
  const closers: Record<string, string> = {
    "(": ")",
    "( ": " )",
    "$(": ")",
    "echo $(": ")",
    '"$(': ')"',
    "${a:-": "}",
  };
  test.each(openers)("ten thousand times %j", (opener) => {
    for (const closer of ["", closers[opener] ?? ""]) {
      const started = cpuTime();
      // In a heredoc: an instruction's physical line has a limit of its own.
      const list = read(`RUN <<EOF\n${opener.repeat(nested)}a${closer.repeat(nested)}\nEOF`);
      expect(cpuTime() - started).toBeLessThan(1000);
      expect(list.skipped).toBeUndefined();
    }
  });

  test.each([
    "x | ",
    "x && ",
    "sudo ",
    "runuser ",
    "1+",
    "a=$b ",
    "$(x) ",
    "`a \\`",
    "x <y ",
    "sh -c ",
    "eval ",
    "find -exec ",
  ])("a long run of %j takes time in proportion", (unit) => {
    const started = cpuTime();
    read(`RUN <<EOF\n${unit.repeat(Math.floor(200_000 / unit.length))}a\nEOF`);
    expect(cpuTime() - started).toBeLessThan(2000);
  });
});
