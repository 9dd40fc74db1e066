import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findSecretsInText } from "./detect.ts";
import { createMasker, maskSecret, maskText } from "./mask.ts";
import { githubToken } from "./samples.fixture.ts";

const token = githubToken;

describe("maskSecret", () => {
  it("shows a prefix that every such token has, and nothing else", () => {
    expect(maskSecret(token)).toBe("ghp_***");
  });
  for (const value of ["admin123", "", "key-hole", "ghp_short", `${token}x`, "sk_live_mine", "x".repeat(500)])
    it(`shows nothing of ${value.slice(0, 12)} (${value.length})`, () => {
      expect(maskSecret(value)).toBe("***");
    });
});

describe("maskText", () => {
  it("masks what the scan found", () => {
    const text = `RUN curl -u me:letmein9 https://files.corp && echo ${token}`;
    expect(maskText(text, findSecretsInText(text))).toBe("RUN curl -u me:*** https://files.corp && echo ghp_***");
  });
  it("joins spans that overlap, in any order, and cuts those that reach past the ends", () => {
    expect(
      maskText("abcdefgh", [
        { start: 5, end: 99 },
        { start: 3, end: 6 },
        { start: -4, end: 1 },
      ]),
    ).toBe("***bc***");
  });
  it("leaves a text without spans as it is", () => {
    expect(maskText("abc", [{ start: 1, end: 1 }])).toBe("abc");
  });
});

describe("createMasker", () => {
  const rows: readonly (readonly [what: string, values: string[], text: string, masked: string])[] = [
    ["every occurrence", ["admin123"], "admin123 x admin123y", "*** x ***y"],
    ["nothing without values", [], "admin123", "admin123"],
    ["the longer of two", ["admin123", "admin123456"], "A=admin123456 B=admin123", "A=*** B=***"],
    ["values that overlap", ["abcdef", "cdefgh99"], "x abcdefgh99 y", "x *** y"],
    ["a value that repeats itself", ["aaaa"], "aaaaaaa", "***"],
    ["characters that patterns use", ["a.b*c(d"], "a.b*c(d axb", "*** axb"],
    [
      "short values only where they stand as a value",
      ["42", "abc"],
      "ENV A_TOKEN=42 B=1423\nPORT 42 abcd abc: abc",
      "ENV A_TOKEN=*** B=1423\nPORT 42 abcd abc: ***",
    ],
    [
      "ordinary words only where they stand as a value",
      ["root"],
      'ENV DB_PASSWORD=root\nENV DB_PASSWORD root\nUSER root\n"a": "root"',
      'ENV DB_PASSWORD=***\nENV DB_PASSWORD ***\nUSER root\n"a": "***"',
    ],
    ["the form JSON has", ['say "hi9"'], JSON.stringify({ a: 'say "hi9"' }), '{"a":"***"}'],
    ["the form HTML has", ["a<b&c9"], "<p>a&lt;b&amp;c9</p>", "<p>***</p>"],
    ["the form addresses have", ["p@ss/w0rd"], "https://x:p%40ss%2Fw0rd@h", "https://x:***@h"],
    ["lines of long values", ["line one 1\nline two 2"], "> line two 2", "> ***"],
  ];
  for (const [what, values, text, masked] of rows)
    it(`masks ${what}`, () => {
      expect(createMasker(values)(text)).toBe(masked);
    });

  it("leaves no value of eight characters or more in any text", () => {
    const value = fc.stringMatching(/^[A-Za-z0-9+/=]{8,20}[0-9]$/);
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 4 }),
        fc.array(fc.string(), { maxLength: 6 }),
        (values, others) => {
          const text = others.flatMap((other, at) => [other, values[at % values.length] ?? ""]).join("");
          const masked = createMasker(values)(text);
          for (const one of values) expect(masked).not.toContain(one);
        },
      ),
    );
  });
});

it("the tool's own words stay whole, and a value beside them does not", () => {
  const mask = createMasker(["pass", "passwd"], new Set(["chpasswd"]));
  expect(mask("the worst is high: chpasswd; echo root:pass | chpasswd")).toBe(
    "the worst is high: chpasswd; echo root:*** | chpasswd",
  );
  expect(mask("chpass")).not.toBe("chpass");
});
