import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createStartFinder, type StartWord } from "./find-starts.ts";

/** Places and words, found the slow way. */
function slowly(text: string, words: readonly StartWord[]): string[] {
  const found: string[] = [];
  for (const [index, { word, ignoresCase }] of words.entries())
    for (let at = 0; at + word.length <= text.length; at++) {
      const piece = text.slice(at, at + word.length);
      if (ignoresCase ? piece.toLowerCase() === word : piece === word) found.push(`${at}:${index}`);
    }
  return found.sort();
}

function quickly(text: string, words: readonly StartWord[]): string[] {
  const found = new Set<string>();
  createStartFinder(words)(text, (at, index) => found.add(`${at}:${index}`));
  return [...found].sort();
}

const words: readonly StartWord[] = [
  { word: "ghp_", ignoresCase: false },
  { word: "aaa", ignoresCase: false },
  { word: "key", ignoresCase: true },
  { word: "password", ignoresCase: true },
  { word: "://", ignoresCase: false },
  { word: "-----BEGIN ", ignoresCase: false },
];

describe("createStartFinder", () => {
  it("finds what a plain search finds, at any place", () => {
    const piece = fc.constantFrom(
      "ghp_",
      "aaa",
      "a",
      "KEY",
      "kEy",
      "Pass",
      "word",
      "://",
      "-----BEGIN ",
      "-",
      " ",
      "\u00e4",
      "\u{1f600}",
      "\0",
      "x",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        expect(quickly(text, words)).toEqual(slowly(text, words));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
  it("finds words across the borders of the pieces it works in", () => {
    for (let length = 32_700; length < 32_800; length++) {
      const text = `${".".repeat(length)}-----BEGIN ghp_${".".repeat(33_000)}PassWord`;
      expect(quickly(text, words), `${length}`).toEqual(
        slowly(text.slice(length - 4), words)
          .map((found) => {
            const [at, index] = found.split(":");
            return `${Number(at) + length - 4}:${index}`;
          })
          .sort(),
      );
    }
  });
});
