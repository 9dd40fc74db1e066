import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { sliceSpan } from "../text/source.ts";
import { maxLineBytes, parseDockerfileText, printDockerfile } from "./parse.ts";
import type { DockerfileTree, Instruction } from "./tree.ts";

function only(tree: DockerfileTree): Instruction {
  const [instruction] = tree.instructions;
  if (!instruction || tree.instructions.length !== 1) throw new Error(`${tree.instructions.length} instructions`);
  return instruction;
}

describe("the tree keeps every byte", () => {
  const samples: [string, string][] = [
    ["nothing at all", ""],
    ["a byte order mark and Windows line ends", "\uFEFF# escape=`\r\nFROM a\r\nRUN b `\r\n  c\r\n"],
    ["no line end at the end", "FROM a"],
    ["a continuation that ends the file", "FROM a\nRUN x \\"],
    ["comments and blank lines inside an instruction", "RUN a \\\n  # why\n\n  && b\n"],
    ["a heredoc that is never closed", "RUN <<EOF\necho\n"],
    ["carriage returns that end no line", "FROM a\r\rRUN b\r\n\r"],
    ["NUL bytes and control characters", "RUN \0 \x1b[31m\n"],
  ];
  it.each(samples)("%s", (_, text) => {
    expect(printDockerfile(parseDockerfileText(text))).toBe(text);
  });

  it("whatever comes in", () => {
    const piece = fc.constantFrom(
      "FROM a",
      "RUN ",
      "<<EOF",
      "<<-'E F'",
      "EOF",
      "\n",
      "\r\n",
      "\\",
      "`",
      "#",
      " ",
      "\t",
      "'",
      '"',
      "[",
      "]",
      ",",
      "--x=",
      "$",
      "{",
      "}",
      "ONBUILD ",
      "ENV ",
      "=",
      "é",
      "\0",
      "\uFEFF",
      "# escape=`",
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 40 }).map((parts) => parts.join("")),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(text, (source) => {
        const tree = parseDockerfileText(source);
        expect(printDockerfile(tree)).toBe(source);
        for (const { span } of tree.instructions) expect(span.start).toBeLessThanOrEqual(span.end);
      }),
      { seed: 1, numRuns: 3000 },
    );
  });
});

describe("an instruction's parts stand where their spans say", () => {
  it("keyword, flags, words and pairs", () => {
    const tree = parseDockerfileText("FROM a\nCOPY --from=b \\\n  --chown=1:2 x y \\\n  /z/\nENV A=1 \\\n  B='2 3'\n");
    const [, copy, env] = tree.instructions;
    const text = (span: { start: number; end: number }) => sliceSpan(tree.source, span);
    expect(copy?.flags.map((flag) => [text(flag.span), flag.name, text(flag.valueSpan)])).toEqual([
      ["--from=b", "from", "b"],
      ["--chown=1:2", "chown", "1:2"],
    ]);
    expect(copy?.args.map((word) => text(word.span))).toEqual(["x", "y", "/z/"]);
    expect(env?.pairs.map((pair) => [text(pair.span), text(pair.key.span)])).toEqual([
      ["A=1", "A"],
      ["B='2 3'", "B"],
    ]);
  });

  it("elements of the JSON form, escapes included", () => {
    const tree = parseDockerfileText('CMD [ "a\\"b", \\\n  "c" ]\n');
    const cmd = only(tree);
    expect(cmd.form).toBe("json");
    expect(cmd.args.map((word) => [word.text, sliceSpan(tree.source, word.span)])).toEqual([
      ['a"b', '"a\\"b"'],
      ["c", '"c"'],
    ]);
  });

  it("a script joined from lines maps back to them", () => {
    const tree = parseDockerfileText("RUN one \\\n  # comment\n  && two\n");
    const run = only(tree);
    expect(run.body.text).toBe("one   && two");
    const at = run.body.toSource(run.body.text.indexOf("two"));
    expect(tree.source.text.slice(at, at + 3)).toBe("two");
  });
});

describe("continuations", () => {
  const cases: [string, string, string][] = [
    ["blanks behind the mark are allowed", "RUN a \\ \t\n b\n", "a  b"],
    ["a doubled mark continues nothing", "RUN a C:\\\\\nUSER b\n", "a C:\\\\"],
    ["a mark on a comment line does nothing", "RUN a \\\n# c \\\nb\n", "a b"],
    ["# after an instruction is an argument", "RUN a # b\n", "a # b"],
    ["under another escape character \\ is plain", "# escape=`\nRUN a\\\nUSER b\n", "a\\"],
  ];
  it.each(cases)("%s", (_, text, body) => {
    expect(parseDockerfileText(text).instructions[0]?.body.text).toBe(body);
  });
});

describe("heredocs", () => {
  const text = 'COPY <<one <<-"two" /d/\nx $y\none\n\t\tz\n\ttwo\nRUN 3<<E cat\nq\nE\n';
  const tree = parseDockerfileText(text);
  it("several on one line are read in order, with their options", () => {
    expect(tree.instructions[0]?.heredocs.map((one) => [one.name, one.content.text, one.expand, one.chomp])).toEqual([
      ["one", "x $y\n", true, false],
      ["two", "z\n", false, true],
    ]);
    expect(tree.instructions[1]?.heredocs[0]?.fd).toBe(3);
  });
  it("the body's span leaves the terminator out", () => {
    const body = tree.instructions[0]?.heredocs[1]?.body;
    expect(body && sliceSpan(tree.source, body)).toBe("\t\tz\n");
  });
  const none: [string, string][] = [
    ["in JSON form", 'RUN ["cat", "<<EOF"]\n'],
    ["with three brackets", "RUN cat <<<EOF\n"],
    ["inside quotes", 'RUN echo "<<EOF"\n'],
    ["of USER", "USER <<EOF\n"],
  ];
  it.each(none)("there is none %s", (_, source) => {
    expect(only(parseDockerfileText(source)).heredocs).toEqual([]);
  });
  it("ONBUILD hands its heredoc to the trigger", () => {
    const onbuild = only(parseDockerfileText("ONBUILD RUN <<EOF\necho\nEOF\n"));
    expect(onbuild.trigger?.heredocs[0]?.content.text).toBe("echo\n");
  });
});

describe("directives", () => {
  const cases: [string, string, string[]][] = [
    ["any case, blanks around =", "# Syntax = docker/dockerfile:1\n#ESCAPE=`\nFROM a\n", ["syntax", "escape"]],
    ["not behind a comment", "# hello\n# escape=`\nFROM a\n", []],
    ["not behind a blank line", "\n# escape=`\nFROM a\n", []],
    ["not behind an unknown one", "# foo=bar\n# escape=`\nFROM a\n", []],
  ];
  it.each(cases)("%s", (_, text, names) => {
    expect(parseDockerfileText(text).directives.map((one) => one.name)).toEqual(names);
  });
});

describe("what the build refuses is an error with a place", () => {
  const cases: [string, string, string, boolean][] = [
    ["a directive twice", "# escape=`\n# escape=`\nFROM a\n", "# escape=`", false],
    ["a heredoc that is not closed", "RUN <<EOF\na\n", "<<EOF", true],
    ["JSON that holds more than strings", 'CMD ["a", 1]\n', '["a", 1]', false],
    ["ENV without a value", "ENV A\n", "A", false],
  ];
  it.each(cases)("%s", (_, text, at, fatal) => {
    const [error, ...rest] = parseDockerfileText(text).errors;
    expect(rest).toEqual([]);
    const place = error && text.slice(error.at.start, error.at.end);
    expect([place, error?.fatal ?? false]).toEqual([at, fatal]);
  });

  it("a line longer than the build's scanner takes", () => {
    const fits = `RUN ${"x".repeat(maxLineBytes - 4)}\n`;
    expect(parseDockerfileText(fits).errors).toEqual([]);
    expect(parseDockerfileText(`${fits.slice(0, -2)}é\n`).errors[0]?.fatal).toBe(true);
  });
});

it("ten thousand levels of anything cost no stack and little time", () => {
  const deep = 10_000;
  const samples = [
    `RUN ${"(".repeat(deep)}\n`,
    `RUN echo <<A $${"{a:-".repeat(deep)}\n`,
    `ENV A=${"${a:-".repeat(deep)}\n`,
    `CMD ${"[".repeat(deep)}\n`,
    `${"ONBUILD ".repeat(deep)}\n`,
    `RUN a ${"\\\n".repeat(deep)}`,
  ];
  const started = cpuTime();
  for (const text of samples) expect(printDockerfile(parseDockerfileText(text))).toBe(text);
  expect(cpuTime() - started).toBeLessThan(2000);
});
