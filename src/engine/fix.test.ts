import fc from "fast-check";
import { expect, test } from "vitest";
import type { Rule } from "../rules/rule.ts";
import { applyEdits } from "../text/edit.ts";
import { createSource } from "../text/source.ts";
import { fakeRule, replaceRule, wordRule } from "./fake-rules.fixture.ts";
import { type FixOptions, fixSource, passLimit, trialLimit } from "./fix.ts";
import { selectRules } from "./presets.ts";

/** What stands in the way of a fix, or does not. */
type Row = [what: string, rules: Rule[], before: string, after: string, refused: string[]];

const rows: Row[] = [
  ["nothing to fix changes nothing", [replaceRule("a", "old", "new")], "FROM a\n", "FROM a\n", []],
  [
    "every finding of a rule in one pass",
    [replaceRule("a", "old", "new")],
    "FROM a\r\nRUN old && old\n",
    "FROM a\r\nRUN new && new\n",
    [],
  ],
  [
    "a fix that uncovers a finding of another rule is taken back",
    [replaceRule("a", "old", "x"), replaceRule("b", "oxld", "old")],
    "FROM a\nRUN oxld",
    "FROM a\nRUN oxld",
    ["b: it would bring in a finding of a"],
  ],
  [
    "of two fixes for one place the worse finding's wins",
    [replaceRule("mild", "aab", "b", { severity: "low" }), replaceRule("bad", "xaa", "y", { severity: "high" })],
    "FROM a\nRUN xaab aab\n",
    "FROM a\nRUN yb b\n",
    [],
  ],
  [
    "a fix that breaks the syntax is taken back, the others stay",
    [replaceRule("a", "old", "<<EOF"), replaceRule("b", "other", "good")],
    "FROM a\nRUN old\nRUN other\n",
    "FROM a\nRUN old\nRUN good\n",
    ["a: the file would no longer parse"],
  ],
  [
    "a fix that brings in another finding is taken back",
    [replaceRule("a", "old", "bad"), wordRule("b", "bad")],
    "FROM a\nRUN old\n",
    "FROM a\nRUN old\n",
    ["a: it would bring in a finding of b"],
  ],
  [
    "also one of a rule that is not chosen",
    [replaceRule("a", "old", "bad"), wordRule("b", "bad", { presets: [] })],
    "FROM a\nRUN old\n",
    "FROM a\nRUN old\n",
    ["a: it would bring in a finding of b"],
  ],
  [
    "a fix that does not cure is taken back",
    [replaceRule("a", "old", "older")],
    "FROM a\nRUN old\n",
    "FROM a\nRUN old\n",
    ["a: the finding would still be there"],
  ],
  [
    "a fix that changes nothing is refused",
    [replaceRule("a", "old", "old")],
    "FROM a\nRUN old\n",
    "FROM a\nRUN old\n",
    ["a: it changes nothing"],
  ],
  [
    "after a refused fix the next one is tried",
    [
      wordRule("a", "old", { fix: "safe" }, (at) => [
        { title: "first", safety: "safe", edits: [{ start: at, end: at + 3, text: "older" }] },
        { title: "second", safety: "safe", edits: [{ start: at, end: at + 3, text: "new" }] },
      ]),
    ],
    "FROM a\nRUN old\n",
    "FROM a\nRUN new\n",
    [],
  ],
  [
    "what a refused fix was in the way of is tried",
    [
      replaceRule("bad", "xold", "xoldxold", { severity: "high" }),
      replaceRule("mild", "old", "new", { severity: "low" }),
    ],
    "FROM a\nRUN xold\n",
    "FROM a\nRUN xnew\n",
    [],
  ],
  [
    "edits outside the file are refused",
    [
      wordRule("a", "old", { fix: "safe" }, () => [
        { title: "t", safety: "safe", edits: [{ start: 0, end: 9999, text: "" }] },
      ]),
    ],
    "FROM a\nRUN old\n",
    "FROM a\nRUN old\n",
    ["a: its edits overlap each other or lie outside the file"],
  ],
  [
    "an unsafe fix waits to be asked for",
    [replaceRule("a", "old", "new", {}, "unsafe")],
    "FROM a\nRUN old\n",
    "FROM a\nRUN old\n",
    ["a: The fix is unsafe"],
  ],
  [
    "a rule's own refusal is told",
    [fakeRule("a", { check: () => [{ at: { start: 0, end: 1 }, message: "m", refusal: "No user to be found." }] })],
    "FROM a\n",
    "FROM a\n",
    ["a: No user to be found."],
  ],
  [
    "an ignored finding is not fixed",
    [replaceRule("a", "old", "new")],
    "FROM a\n# seaworthy ignore=a\nRUN old\nRUN old\n",
    "FROM a\n# seaworthy ignore=a\nRUN old\nRUN new\n",
    [],
  ],
  [
    "a rule that is not chosen does not fix",
    [replaceRule("a", "old", "new", { presets: [] })],
    "FROM a\nRUN old\n",
    "FROM a\nRUN old\n",
    [],
  ],
  [
    "a file that cannot be read to its end is left alone",
    [replaceRule("a", "old", "new")],
    "FROM a\nRUN old\nRUN <<EOF\n",
    "FROM a\nRUN old\nRUN <<EOF\n",
    ["a: The file cannot be read to its end"],
  ],
  [
    "a rule that cannot read the result stops the fix",
    [
      replaceRule("a", "old", "new"),
      fakeRule("b", {
        check: ({ dockerfile }) => {
          if (dockerfile.source.text.includes("new")) throw new Error("no");
          return [];
        },
      }),
    ],
    "FROM a\nRUN old\n",
    "FROM a\nRUN old\n",
    ["a: the rule b cannot read the result"],
  ],
];

test.each(rows)("%s", (_, rules, before, after, refused) => {
  const fixed = fixSource(createSource("Dockerfile", before), optionsFor(rules));
  expect(fixed.after).toBe(after);
  const said = fixed.refused.map(
    ({ finding, why }) => `${finding.rule}: ${why.replace("The fix was taken back: ", "")}`,
  );
  expect(said.length).toBe(refused.length);
  for (const [index, start] of refused.entries()) expect(said[index]).toContain(start);
});

test("unsafe fixes are applied when asked for", () => {
  const rules = [replaceRule("a", "old", "new", {}, "unsafe")];
  expect(
    fixSource(createSource("Dockerfile", "FROM a\nRUN old\n"), { ...optionsFor(rules), unsafe: true }).after,
  ).toContain("new");
});

test("what has no fix is left to the person", () => {
  const fixed = fixSource(createSource("Dockerfile", "FROM a\nRUN old\n"), optionsFor([wordRule("a", "old")]));
  expect(fixed.left.map(({ rule }) => rule)).toEqual(["a"]);
  expect(fixed.refused).toEqual([]);
});

test("changes name the fixes that made them, and touch nothing else", () => {
  const rules = [replaceRule("a", "old", "new"), replaceRule("b", "bar", "foo bar2", { check: () => [] })];
  const fixed = fixSource(createSource("Dockerfile", "FROM a\nRUN old x old\n"), optionsFor(rules));
  expect(fixed.applied.map(({ finding }) => finding.location.start.column)).toEqual([5, 11]);
  expect(fixed.changes).toEqual([
    { span: { start: 11, end: 14 }, text: "new", by: [0] },
    { span: { start: 17, end: 20 }, text: "new", by: [1] },
  ]);
  expect(fixed.passes).toBe(2);
});

test("a change made by fixes of two passes names both", () => {
  const rules = [
    replaceRule("first", "xaa", "aa", { severity: "high" }),
    replaceRule("second", "aab", "zb", { severity: "low" }),
  ];
  const fixed = fixSource(createSource("Dockerfile", "FROM a\nRUN xaab aab\n"), optionsFor(rules));
  expect(fixed.applied.map(({ finding }) => finding.rule)).toEqual(["first", "second", "second"]);
  expect(fixed.changes).toEqual([
    { span: { start: 11, end: 14 }, text: "z", by: [0, 2] },
    { span: { start: 16, end: 18 }, text: "z", by: [1] },
  ]);
});

test("a file that needs too many passes says so", () => {
  // Every fix also rewrites the first letter, so that only one fits in a pass.
  const rule = wordRule("a", "old", { fix: "safe" }, (at) => [
    {
      title: "t",
      safety: "safe",
      edits: [
        { start: 0, end: 1, text: "F" },
        { start: at, end: at + 3, text: "new" },
      ],
    },
  ]);
  const text = `FROM x\nRUN ${"old ".repeat(passLimit + 3)}\n`;
  const fixed = fixSource(createSource("Dockerfile", text), optionsFor([rule]));
  expect(fixed.passes).toBe(passLimit);
  expect(fixed.applied.length).toBe(passLimit);
  expect(fixed.refused.map(({ why }) => why)).toEqual(
    Array(3).fill("The file needs more than 50 passes; run fix again."),
  );
});

test("a file full of harmful fixes meets the limit on trials, and keeps what is good", () => {
  let looks = 0;
  const counting = fakeRule("counting", {
    check: () => {
      looks++;
      return [];
    },
  });
  const rules = [replaceRule("bad", "old", "older"), replaceRule("good", "fine", "well"), counting];
  const text = `FROM x\nRUN fine\n${"RUN old\n".repeat(trialLimit)}`;
  const fixed = fixSource(createSource("Dockerfile", text), optionsFor(rules));
  expect(fixed.after).toBe(text.replace("fine", "well"));
  expect(looks).toBeLessThanOrEqual(trialLimit + 1);
  expect(fixed.refused.length).toBe(trialLimit);
});

test("fixing twice equals fixing once, the edits tell the whole story, and findings only ever go", () => {
  const words = ["a", "b", "ab", "ba", "c", "ca", "<<X", "\\", "\n", "\nRUN ", " "];
  const rule = fc.tuple(
    fc.constantFrom("a", "b", "ab", "c", "ca"),
    fc.constantFrom(...words),
    fc.constantFrom("safe", "unsafe"),
  );
  fc.assert(
    fc.property(
      fc.array(rule, { maxLength: 5 }),
      fc.array(fc.constantFrom(...words), { maxLength: 12 }),
      (made, parts) => {
        const rules = made.map(([from, to, safety], index) => replaceRule(`r${index}`, from, to, {}, safety as "safe"));
        const options = { ...optionsFor(rules), unsafe: true };
        const before = createSource("Dockerfile", `FROM x\nRUN ${parts.join("")}\n`);
        const once = fixSource(before, options);
        fc.pre(once.passes < passLimit);
        expect(fixSource(createSource("Dockerfile", once.after), options)).toMatchObject({
          after: once.after,
          applied: [],
        });
        const edits = once.changes.map(({ span, text }) => ({ ...span, text }));
        expect(applyEdits(before.text, edits)).toBe(once.after);
        expect(fixSource(before, options).after).toBe(once.after);
        for (const { by } of once.changes) for (const index of by) expect(once.applied[index]).toBeDefined();
      },
    ),
    { numRuns: 300 },
  );
});

function optionsFor(rules: readonly Rule[]): FixOptions {
  return { rules: selectRules(rules), today: "2026-06-15" };
}
