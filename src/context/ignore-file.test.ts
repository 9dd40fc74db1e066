import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSource, sliceSpan } from "../text/source.ts";
import { maxLineBytes, maxListRepeats, parseIgnoreFile, readPattern } from "./ignore-file.ts";

const parse = (text: string) => parseIgnoreFile(createSource(".dockerignore", text));

describe("lines", () => {
  it.each<[string, string, string[]]>([
    ["an empty file has none", "", []],
    ["blank lines are none", "\n  \n\t\r\n\n", []],
    ["each line is one, the last without its end too", "a\nb\nc", ["a", "b", "c"]],
    ["a carriage return before the line end is dropped", "a\r\nb\r\n", ["a", "b"]],
    ["a carriage return inside stays", "a\rb\n", ["a\rb"]],
    ["blanks around are dropped", "  a \t\n\u00a0b\u0085\n", ["a", "b"]],
    ["a byte order mark at the start is dropped", "\uFEFFa\n", ["a"]],
    ["a byte order mark further on stays", "a\n\uFEFFb\n", ["a", "\uFEFFb"]],
    ["# in the first column is a comment", "#a\n# b\na", ["a"]],
    ["# in the first column behind a byte order mark too", "\uFEFF# b\na", ["a"]],
    ["# behind blanks is a pattern", " # b\n", ["# b"]],
    ["# behind a pattern is part of it", "dir # note\n", ["dir # note"]],
  ])("%s", (_, text, expected) => {
    const { patterns, source } = parse(text);
    expect(patterns.map((pattern) => pattern.text)).toEqual(expected);
    expect(patterns.map((pattern) => sliceSpan(source, pattern.span))).toEqual(expected);
    expect(patterns.map((pattern) => pattern.index)).toEqual(expected.map((_text, index) => index));
  });

  it("keeps the places of comments", () => {
    const { comments, source } = parse("\uFEFF# one\r\na\n#\n # no\n");
    expect(comments.map((span) => sliceSpan(source, span))).toEqual(["# one", "#"]);
  });

  it.each<[string, string, boolean]>([
    ["just short enough", "a".repeat(maxLineBytes - 1), false],
    ["too long", "a".repeat(maxLineBytes), true],
    ["too long in bytes", "é".repeat(maxLineBytes / 2), true],
    ["too long for a comment", `#${"a".repeat(maxLineBytes)}`, true],
  ])("a line that is %s", (_, line, isWrong) => {
    const { patterns } = parse(`${line}\nb`);
    expect(patterns.at(0)?.error !== undefined).toBe(isWrong);
    expect(patterns.at(-1)?.text).toBe("b");
  });
});

describe("control characters", () => {
  it.each<[string, string, boolean[]]>([
    ["a tab inside is refused", "a\nb\tc", [false, true]],
    ["so is a carriage return inside", "b\rc", [true]],
    ["not at the ends", "\ta\t", [false]],
    ["not in a comment", "#\tb\na", [false]],
    ["not what cleaning takes away", "b\tc/../a", [false]],
    ["not beside anything that is not ASCII: the list is then encoded", "b\tc\né", [false, false]],
  ])("%s", (_, text, refused) => {
    expect(parse(text).patterns.map(({ error }) => error?.includes("BuildKit cannot send") ?? false)).toEqual(refused);
  });
});

it("counts in braces are read up to a sum", () => {
  const { patterns } = parse("a{1000}*\n".repeat(maxListRepeats / 1000 + 1));
  expect(patterns.map(({ error }) => error !== undefined).indexOf(true)).toBe(maxListRepeats / 1000);
});

describe("patterns", () => {
  it.each<[string, string, boolean, string]>([
    ["a path stays", "a/b", false, "a/b"],
    ["! takes in again", "!a", true, "a"],
    ["blanks behind ! are dropped", "! a", true, "a"],
    ["a slash at the start is dropped", "/a/b", false, "a/b"],
    ["a slash behind ! is dropped", "!/a", true, "a"],
    ["a slash at the end is dropped", "a/", false, "a"],
    ["./ is dropped", "./a/./b", false, "a/b"],
    ["slashes are made one", "a//b", false, "a/b"],
    [".. takes the folder before it away", "a/../b", false, "b"],
    [".. at the start stays", "../a", false, "../a"],
    [".. cannot leave /", "/../a", false, "a"],
    ["the folder itself", ".", false, "."],
    ["the root itself", "/", false, "/"],
    ["a second ! is part of the name", "!!a", true, "!a"],
    ["a ! that cleaning brings to the front takes in again", "./!a", true, "a"],
    ["a ! behind the root's slash takes in again", "/!a", true, "a"],
    ["blanks that cleaning brings to the front are dropped", "/ a", false, "a"],
    ["blanks that cleaning brings to the end are dropped", "a /", false, "a"],
    ["blanks alone are nothing", "/ /", false, ""],
    ["blanks behind ! and a slash stay", "!/ a", true, " a"],
    ["# behind a slash is part of the name", "/#a", false, "#a"],
  ])("%s", (_, text, negated, cleaned) => {
    expect(readPattern(text)).toEqual({ negated, cleaned, error: undefined });
  });

  it.each<[string, string, string]>([
    ["! alone", "!", "no pattern"],
    ["! with blanks", "!  ", "no pattern"],
    ["! and the root", "!/", "no pattern"],
    ["! that cleaning brings to the front, alone", "./!", "no pattern"],
    ["[ that is not closed", "a[b", "never closed"],
    ["[ whose end is escaped", "a[b\\]", "never closed"],
    ["a class without members", "a[]", "nothing between"],
    ["a class that starts with ]", "[]a]", "nothing between"],
    ["a class that starts with -", "[-a]", "`-`"],
    ["a class that ends with -", "[a-]", "`-`"],
    ["a backslash at the end", "a\\", "escapes nothing"],
    ["a range from high to low", "[z-a]", "regular expression"],
    ["a star as the end of a range", "[a-*]", "regular expression"],
    ["an escaped letter that Go does not know", "\\y", "before a letter"],
    ["an unknown category", "\\p{Nope}", "before a letter"],
    ["a count of what is counted already", "*{2}", "count what"],
    ["a count over a thousand", "a{1001}*", "count what"],
    ["! in front makes it no better", "![", "never closed"],
  ])("%s is refused", (_, text, words) => {
    const { error, cleaned } = readPattern(text);
    expect(error).toContain(words);
    expect(cleaned).toBe("");
  });
});

describe("properties", () => {
  const line = fc.string({ unit: fc.constantFrom(..."ab/.*?[]^-\\! #\uFEFF\u00a0\r"), maxLength: 12 });

  it("reading what was read changes nothing more", () => {
    fc.assert(
      fc.property(line, (text) => {
        const once = readPattern(text);
        // Blanks at the ends, `!` and slashes at the front are read again as what they are at the front of a line.
        fc.pre(once.error === undefined && !/^[!/\s\uFEFF]|[\s\uFEFF]$/.test(once.cleaned));
        expect(readPattern(once.cleaned)).toEqual({ ...once, negated: false });
        expect(readPattern(`!${once.cleaned}`)).toEqual(
          once.cleaned === "" ? expect.objectContaining({ negated: true, cleaned: "" }) : { ...once, negated: true },
        );
      }),
      { seed: 3, numRuns: 3000 },
    );
  });

  it("spans are in the text, in order, and hold the pattern", () => {
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const file = parse(lines.join("\n"));
        let end = 0;
        for (const pattern of file.patterns) {
          expect(pattern.span.start).toBeGreaterThanOrEqual(end);
          expect(sliceSpan(file.source, pattern.span)).toBe(pattern.text);
          end = pattern.span.end;
        }
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
