import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { createSource } from "../text/source.ts";
import { type IgnorePattern, parseIgnoreFile } from "./ignore-file.ts";
import { createIgnoreMatcher } from "./ignore-matcher.ts";

const patternsOf = (text: string) => parseIgnoreFile(createSource(".dockerignore", text)).patterns;

describe("what a pattern leaves out", () => {
  it.each<[title: string, file: string, ignored: string, kept: string]>([
    ["a name at the root, and what lies in it", "a", "a a/b a/b/c", "b/a ab"],
    ["a trailing slash changes nothing: a file too", "a/", "a a/b", "b/a"],
    ["a path", "a/b", "a/b a/b/c", "a b a/bc c/a/b"],
    ["* any name", "*", "a .a a/b", ""],
    ["* does not cross folders", "a/*", "a/b a/b/c", "a"],
    ["* inside a name", "a*c", "ac abc a.c/d", "a/c abcd"],
    ["*/name one folder down", "*/x", "a/x a/x/b", "x a/b/x"],
    ["? one character", "a?c", "abc a😀c", "ac a/c abbc"],
    ["**/ any depth, none too", "**/x", "x a/x a/b/x a/x/b", "xa a/bx"],
    ["**name an ending, of any folder", "**x", "x ax a/bx x/b", "xa"],
    ["** with a path an ending over folders", "**a/x", "a/x ba/x c/ba/x", "x ax"],
    ["dir/** what lies in it, not itself", "a/**", "a/b a/b/c", "a b/a/c"],
    ["name** a beginning", "a**", "a ab ab/c", "b/a"],
    ["** everything", "**", "a a/b", ""],
    ["** in the middle any depth", "a/**/x", "a/x a/b/x a/b/c/x", "x a/bx b/a/x"],
    ["**/dir/** what lies in such a folder", "**/d/**", "d/a a/d/b", "d a/d"],
    ["**/*.ext", "**/*.pem", "x.pem a/x.pem .pem", "x.pema x.pem2/a a/pem"],
    ["*.ext at the root only", "*.pem", "x.pem", "a/x.pem"],
    ["an ending with two dots", "**/*.tar.gz", "a.tar.gz b/.tar.gz", "a.gz a.tar.gzz"],
    ["a glob in the folder", "pack*/dist", "packages/dist packs/dist/a", "dist packages/a/dist"],
    ["a class", "[ab]c", "ac bc", "cc [ab]c"],
    ["a range", "[a-c]x", "ax bx cx", "dx -x"],
    ["a class turned round crosses folders", "a[^b]c", "axc a/c", "abc"],
    ["! in a class is a member", "a[!b]c", "a!c abc", "axc"],
    ["named classes of Go", "v[[:digit:]]", "v1", "va v:"],
    ["a star in a class comes apart, as with BuildKit", "a[*]", "a] a[] a/^]", "a* a*]"],
    ["an escaped star", "a\\*", "a*", "ab a"],
    ["an escaped bracket", "\\[a]", "[a]", "a"],
    ["an escaped letter is what Go takes it for", "\\d", "1 1/a", "d"],
    ["dots are dots", "a.b*", "a.b a.bc", "axb"],
    ["+ ( ) $ are themselves", "*+(a)$", "x+(a)$", "xa"],
    ["| and braces are themselves in a path", "a|b{2}", "a|b{2}", "a|bb a b{2}"],
    ["| is an or once there is a star, and unties the ends", "a|*.c", "a x.c ab a/b x/y.c b/x.c", "x x.cd"],
    ["braces count once there is a star", "a{2}*", "aa aab", "a ab"],
    ["other braces are themselves: no lists", "**/*.{js,ts}", "a.{js,ts} b/.{js,ts}", "a.js a.ts"],
    ["named categories and scripts of Go", "\\p{Greek}\\pN", "α1", "a1 αa"],
    ["\\Q quotes up to the end, the anchor too", "\\Qa", "a$ a$b", "a"],
    ["\\b looks around", "*\\bx*", "x a.x", "ax"],
    ["^ is an anchor where an expression is made", "?^a", "", "x^a"],
    ["^ is itself elsewhere", "x^a", "x^a", ""],
    ["case counts", "A", "A", "a"],
    ["# behind blanks", " # a", "# a", "a"],
    ["a pattern outside", "../a", "", "a"],
    ["the root cannot be left out", ".\n/", "", "a"],
  ])("%s", (_, file, ignored, kept) => {
    const matcher = createIgnoreMatcher(patternsOf(file));
    const paths = (list: string) => list.match(/# a|[^ ]+/g) ?? [];
    expect(paths(ignored).filter((path) => !matcher.isIgnored(path))).toEqual([]);
    expect(paths(kept).filter((path) => matcher.isIgnored(path))).toEqual([]);
  });

  it("line ends in names: a star takes them, ** before a slash does not", () => {
    const matcher = createIgnoreMatcher(patternsOf("*.a\n**/*.b\n**/c"));
    expect(matcher.isIgnored("x\ny.a")).toBe(true);
    expect(matcher.isIgnored("x\ny.b")).toBe(true);
    expect(matcher.isIgnored("x\ny/z.b")).toBe(false);
    expect(matcher.isIgnored("x\ny/c")).toBe(true);
  });
});

describe("which pattern decides", () => {
  it.each<[title: string, file: string, path: string, pattern: string | undefined]>([
    ["none", "a", "b", undefined],
    ["the last", "a\n!a\n*", "a", "*"],
    ["the one of the folder", "a\n", "a/b/c", "a"],
    ["a later ! for a file in an ignored folder", "a\n!a/b", "a/b", "!a/b"],
    ["an earlier ! does nothing", "!a/b\na", "a/b", "a"],
    ["a ! with nothing to take in again decides nothing", "!a\n", "a", undefined],
    ["of two that say the same, the first", "a\n*", "a", "a"],
    ["a ! of a folder holds for what lies in it", "*\n!src", "src/a/b", "!src"],
    ["and can be turned round again", "*\n!src\n**/test", "src/a/test/b", "**/test"],
    // BuildKit forgets patterns that changed nothing on the folder, so `!a` does not hold in it.
    ["a ! that changed nothing on the folder is not remembered", "*/b\n!a", "a/b", "*/b"],
    ["nor is a second pattern for the folder", "d\n!d/f\nd", "d/f", "!d/f"],
    ["a folder that cannot lead to a ! is not walked", "a\n!a/*/**", "a/b/c", "a"],
    ["unless another ! is no path", "a\n!a/*/**\n!*x", "a/b/c", "!a/*/**"],
    ["patterns with an error decide nothing", "[\n!", "[", undefined],
  ])("%s", (_, file, path, expected) => {
    expect(createIgnoreMatcher(patternsOf(file)).decide(path)?.text).toBe(expected);
  });
});

describe("properties", () => {
  const name = fc.constantFrom("a", "b", "a|b", "^a", "ab", "a.b", "b.c", ".a", "é", "a\nb", "😀");
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
  const part = fc.oneof(
    name.filter((one) => !one.includes("\n")),
    fc.constantFrom(
      "*",
      "**",
      "?",
      "*.b",
      "a*",
      "*b*",
      "a?b",
      "[ab]",
      "[^a]",
      "**b",
      "a**",
      "\\a",
      "b\\.c",
      "***",
      ".",
    ),
  );
  const pattern = fc
    .tuple(fc.constantFrom("", "", "!", "/", "!/"), fc.array(part, { minLength: 1, maxLength: 4 }))
    .map(([start, parts]) => start + parts.join("/"));
  const file = fc.array(pattern, { maxLength: 8 }).map((lines) => patternsOf(lines.join("\n")));
  const paths = fc.array(path, { minLength: 1, maxLength: 12 });

  it("finds what going through all patterns finds", () => {
    fc.assert(
      fc.property(file, paths, (patterns, all) => {
        const matcher = createIgnoreMatcher(patterns);
        for (const one of all) expect(matcher.isIgnored(one)).toBe(ignoredNaively(patterns, one));
      }),
      { seed: 11, numRuns: 4000 },
    );
  });

  it("finds the same among many that begin and end alike", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 5 });
    const glob = fc.tuple(
      fc.constantFrom("", "!"),
      fc.constantFrom("", "**/"),
      word,
      word,
      fc.constantFrom("**", "*x", ""),
    );
    const many = fc.array(
      glob.map(([not, start, head, tail, end]) => `${not}${start}${head}*${tail}${end}`),
      { minLength: 40, maxLength: 80 },
    );
    fc.assert(
      fc.property(many, fc.array(fc.tuple(word, word), { minLength: 5, maxLength: 10 }), (lines, names) => {
        const patterns = patternsOf(lines.join("\n"));
        const matcher = createIgnoreMatcher(patterns);
        for (const [one, other] of names)
          for (const path of [one + other, `${one}/${other}`, `${one}${other}x`])
            expect(matcher.isIgnored(path)).toBe(ignoredNaively(patterns, path));
      }),
      { seed: 15, numRuns: 200 },
    );
  });

  it("gives the same for a walk as for a path", () => {
    fc.assert(
      fc.property(file, paths, (patterns, all) => {
        const walked = createIgnoreMatcher(patterns);
        const asked = createIgnoreMatcher(patterns);
        for (const one of all) {
          let state = walked.root;
          const parts = one.split("/");
          for (const index of parts.keys()) state = walked.enter(state, parts.slice(0, index + 1).join("/"));
          expect(state.decidedBy).toBe(asked.decide(one));
          expect(state.ignoredBy !== undefined).toBe(asked.isIgnored(one));
        }
      }),
      { seed: 12, numRuns: 2000 },
    );
  });

  it("a pattern at the end without ! leaves out all it leaves out alone, and one with ! takes nothing out", () => {
    fc.assert(
      fc.property(file, pattern, paths, (patterns, last, all) => {
        const added = patternsOf(last).map((one) => ({ ...one, index: patterns.length }));
        const before = createIgnoreMatcher(patterns);
        const after = createIgnoreMatcher([...patterns, ...added]);
        const alone = createIgnoreMatcher(added);
        for (const one of all) {
          if (added[0]?.negated) expect(after.isIgnored(one) && !before.isIgnored(one)).toBe(false);
          else if (!one.includes("/")) expect(after.isIgnored(one)).toBe(before.isIgnored(one) || alone.isIgnored(one));
          else expect(before.isIgnored(one) && !after.isIgnored(one)).toBe(false);
        }
      }),
      { seed: 13, numRuns: 2000 },
    );
  });

  it("without ! what lies in an ignored folder is ignored", () => {
    fc.assert(
      fc.property(file, path, name, (patterns, folder, inside) => {
        const matcher = createIgnoreMatcher(patterns.filter(({ negated }) => !negated));
        if (matcher.isIgnored(folder)) expect(matcher.isIgnored(`${folder}/${inside}`)).toBe(true);
      }),
      { seed: 14, numRuns: 2000 },
    );
  });
});

describe("hostile patterns", () => {
  it.each<[string, string[], string]>([
    ["many stars", [`${"*a".repeat(200)}b`], "a".repeat(255)],
    ["many double stars", [`${"**/a/".repeat(100)}a*b`], `${"a/".repeat(100)}a`],
    ["many double stars that are glued on", ["**a".repeat(100)], `${"a/".repeat(50)}b`],
    ["a long class", [`[${"a-z".repeat(5000)}]x`], "yx".repeat(100)],
    ["a list of one megabyte", Array.from({ length: 60_000 }, (_, index) => `**/name-${index}*x`), "a/b/c/d/name-1"],
    ["as many that take turns", Array.from({ length: 100_000 }, (_, index) => (index % 2 ? "!**" : "**")), "a/b/c"],
  ])("%s take a moment", (_, lines, path) => {
    const start = cpuTime();
    const matcher = createIgnoreMatcher(patternsOf(lines.join("\n")));
    for (let time = 0; time < 5; time++) matcher.isIgnored(path);
    expect(cpuTime() - start).toBeLessThan(20_000);
  });
});

/**
 * BuildKit's way, written out: one flag for each pattern and folder, every pattern in order. Its expressions are made
 * for a small alphabet, apart from the ones under test.
 */
function ignoredNaively(patterns: readonly IgnorePattern[], path: string): boolean {
  const parts = path.split("/");
  let flags = patterns.map(() => false);
  let matched = false;
  for (const depth of parts.keys()) {
    const here = parts.slice(0, depth + 1).join("/");
    const above = parts.slice(0, depth).join("/");
    // It does not walk further in an ignored folder when no `!` is made of more than paths, and none leads there.
    if (depth > 0 && matched && leadsNowhere(patterns, above)) return true;
    const next = patterns.map(() => false);
    matched = false;
    for (const [index, pattern] of patterns.entries()) {
      let match = flags[index] ?? false;
      if (!match) {
        if (pattern.negated !== matched) continue;
        match = pattern.error === undefined && expressionOf(pattern.cleaned).test(here);
      }
      next[index] = match;
      if (match) matched = !pattern.negated;
    }
    flags = next;
  }
  return matched;
}

function leadsNowhere(patterns: readonly IgnorePattern[], folder: string): boolean {
  const ways = patterns
    .filter(({ negated }) => negated)
    .map(({ cleaned }) => cleaned.replace(/\/\*\*$/, "").replace(/\/\*$/, ""));
  if (ways.some((way) => /[*?[\]\\^]/.test(way))) return false;
  return !ways.some((way) => `${way}/`.startsWith(`${folder}/`));
}

function expressionOf(cleaned: string): RegExp {
  if (cleaned === "") return /[^\s\S]/;
  // Only `**` with no other wildcard behind it takes line ends: BuildKit then compares texts.
  const rest = cleaned.startsWith("**") ? cleaned.slice(2) : undefined;
  if (rest !== undefined && !/[*?[\]\\]/.test(rest)) {
    const escaped = rest.replace(/[.^|{}]/g, "\\$&");
    return rest.startsWith("/") ? new RegExp(`(^|/)${escaped.slice(1)}$`, "u") : new RegExp(`${escaped}$`, "u");
  }
  if (/^[^*?[\]\\]*\*\*$/.test(cleaned)) return new RegExp(`^${cleaned.slice(0, -2).replace(/[.^|{}]/g, "\\$&")}`, "u");
  if (!/[*?[\]\\]/.test(cleaned)) return new RegExp(`^${cleaned.replace(/[.^|{}]/g, "\\$&")}$`, "u");
  const body = cleaned.replace(/\*\*\/?$|\*\*\/?|\*|\?|\\.|[.{}]/g, (token, at: number) => {
    if (token.startsWith("**")) return at + token.length === cleaned.length ? "[^\n]*" : "([^\n]*/)?";
    if (token === "*") return "[^/]*";
    if (token === "?") return "[^/]";
    if (token === "\\a") return "\\x07";
    return token === "." || token === "{" || token === "}" ? `\\${token}` : token;
  });
  return new RegExp(`^${body}$`, "u");
}
