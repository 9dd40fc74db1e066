import fc from "fast-check";
import { expect, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import type { Edit } from "./edit.ts";
import { applyEdits, editsConflict } from "./edit.ts";
import { narrowChange } from "./narrow.ts";
import type { NetChange, OwnedEdit, Patch } from "./patch.ts";
import { applyToPatch, createPatch, patchChanges } from "./patch.ts";

const rows: [string, string, OwnedEdit[][], NetChange[]][] = [
  ["no edits leave no change", "abc", [], []],
  ["an insertion is an empty span", "ac", [[{ start: 1, end: 1, text: "b", owner: 0 }]], [change(1, 1, "b", 0)]],
  ["an edit without effect is no change", "abc", [[{ start: 0, end: 3, text: "abc", owner: 0 }]], []],
  [
    "an edit that is undone later is no change",
    "abc",
    [[{ start: 1, end: 2, text: "XX", owner: 0 }], [{ start: 1, end: 3, text: "b", owner: 1 }]],
    [],
  ],
  [
    "two edits on one place have two owners",
    "RUN apt install x",
    [[{ start: 4, end: 7, text: "apt-get", owner: 0 }], [{ start: 11, end: 11, text: " -y", owner: 4 }]],
    [change(7, 7, "-get -y", 0, 4)],
  ],
  [
    "far edits of one round stay apart",
    "one two three",
    [
      [
        { start: 8, end: 13, text: "3", owner: 2 },
        { start: 0, end: 3, text: "1", owner: 1 },
      ],
    ],
    [change(0, 3, "1", 1), change(8, 13, "3", 2)],
  ],
  [
    "words kept inside a rewritten line are outside the spans",
    "RUN pip install flask",
    [[{ start: 0, end: 21, text: "RUN python -m pip install --no-cache-dir flask", owner: 0 }]],
    [change(4, 4, "python -m ", 0), change(16, 16, "--no-cache-dir ", 0)],
  ],
];

test.each(rows)("%s", (_, original, rounds, expected) => {
  const patch = rounds.reduce(applyToPatch, createPatch(original));
  expect(patchChanges(patch)).toEqual(expected);
  expect(applyEdits(original, asEdits(patchChanges(patch)))).toBe(patch.current);
});

test("conflicting edits of one round are refused", () => {
  const edits = [
    { start: 0, end: 2, text: "", owner: 0 },
    { start: 1, end: 3, text: "", owner: 1 },
  ];
  expect(() => applyToPatch(createPatch("abc"), edits)).toThrow(RangeError);
  expect(() => applyToPatch(createPatch("abc"), [{ start: 2, end: 9, text: "", owner: 0 }])).toThrow(RangeError);
});

test("a surrogate pair is never cut in two", () => {
  // The two differ only in the second half of the pair.
  expect(narrowChange("\u{1F600}", { start: 0, end: 2 }, "\u{1F601}")).toEqual([
    { start: 0, end: 2, text: "\u{1F601}" },
  ]);
});

test("the changes lead from the original to the current text, whatever the edits", () => {
  fc.assert(
    fc.property(texts(), fc.array(fc.array(wishes(), { maxLength: 4 }), { maxLength: 5 }), (original, rounds) => {
      let plain = original;
      let patch: Patch = createPatch(original);
      let owner = 0;
      for (const round of rounds) {
        const edits: OwnedEdit[] = [];
        for (const wish of round) {
          const edit = { ...clamped(wish, plain.length), owner };
          if (edits.some((other) => editsConflict(other, edit))) continue;
          edits.push(edit);
          owner++;
        }
        plain = applyEdits(plain, edits);
        patch = applyToPatch(patch, edits);
      }
      const changes = patchChanges(patch);
      expect(patch.current).toBe(plain);
      expect(applyEdits(original, asEdits(changes))).toBe(plain);
      for (const [index, { span, text, by }] of changes.entries()) {
        expect(by.length).toBeGreaterThan(0);
        expect(span.start).toBeGreaterThanOrEqual((changes[index - 1]?.span.end ?? -1) + 1);
        const old = original.slice(span.start, span.end);
        expect(old).not.toBe(text);
        if (old !== "" && text !== "") {
          expect(old[0]).not.toBe(text[0]);
          expect(old.at(-1)).not.toBe(text.at(-1));
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test("thirty thousand edits are one sweep, not one each", () => {
  const edits = Array.from({ length: 30_000 }, (_, owner) => ({
    start: owner * 4,
    end: owner * 4 + 1,
    text: "xy",
    owner,
  }));
  const start = cpuTime();
  const patch = applyToPatch(createPatch("abcd".repeat(30_000)), edits);
  expect(patchChanges(applyToPatch(patch, [{ start: 0, end: 1, text: "", owner: 0 }])).length).toBe(30_000);
  expect(cpuTime() - start).toBeLessThan(2000);
});

function texts() {
  return fc
    .array(fc.constantFrom("a", "b", " ", "\n", "\r\n", "run ", "-"), { maxLength: 30 })
    .map((parts) => parts.join(""));
}

function wishes() {
  return fc.record({ at: fc.nat(60), length: fc.nat(12), text: texts() });
}

function clamped(wish: { at: number; length: number; text: string }, size: number): Edit {
  const start = Math.min(wish.at, size);
  return { start, end: Math.min(size, start + wish.length), text: wish.text };
}

function asEdits(changes: readonly NetChange[]): Edit[] {
  return changes.map(({ span, text }) => ({ ...span, text }));
}

function change(start: number, end: number, text: string, ...by: number[]): NetChange {
  return { span: { start, end }, text, by };
}
