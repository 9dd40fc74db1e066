/** What the tests of all orders of versions share. */
import fc from "fast-check";
import { expect } from "vitest";
import { seededRandom } from "../language-packages.fixture.ts";
import { longestVersion, type VersionScheme } from "./version-scheme.ts";

/** How two versions stand to each other, or `invalid` when one of them is none. */
export type Relation = "<" | "=" | ">" | "invalid";

/** A sentence, and two versions with how they stand to each other. */
export type OrderCase = readonly [sentence: string, a: string, relation: Relation, b: string];

/** One word for how two versions stand to each other. */
export function relationOf<Parsed>(scheme: VersionScheme<Parsed>, a: string, b: string): Relation {
  const parsedA = scheme.parse(a);
  const parsedB = scheme.parse(b);
  if (parsedA === undefined || parsedB === undefined) return "invalid";
  const order = scheme.compare(parsedA, parsedB);
  if (order === 0) return "=";
  return order < 0 ? "<" : ">";
}

/** Expects the order of a case, and the opposite with its sides exchanged. */
export function expectOrder<Parsed>(scheme: VersionScheme<Parsed>, [, a, relation, b]: OrderCase): void {
  const opposites = { "<": ">", ">": "<", "=": "=", invalid: "invalid" } as const;
  expect(`${a} ${relationOf(scheme, a, b)} ${b}`).toBe(`${a} ${relation} ${b}`);
  expect(`${b} ${relationOf(scheme, b, a)} ${a}`).toBe(`${b} ${opposites[relation]} ${a}`);
}

/** Expects each version to be less than all that stand behind it. */
export function expectAscending<Parsed>(scheme: VersionScheme<Parsed>, versions: readonly string[]): void {
  for (const [index, a] of versions.entries())
    for (const b of versions.slice(index + 1)) expectOrder(scheme, ["", a, "<", b]);
}

/**
 * Expects a total preorder over seeded versions made of `pieces`: each is equal to itself, exchanged sides give the opposite,
 * and equal or not, the order goes on over a third. Expects as well that less, equal and no version at all came up.
 */
export function expectOrderLaws<Parsed>(
  scheme: VersionScheme<Parsed>,
  starts: readonly string[],
  pieces: readonly string[],
): void {
  const counts = { less: 0, equal: 0, invalid: 0 };
  const text = fc
    .tuple(fc.constantFrom(...starts), fc.array(fc.constantFrom(...pieces), { maxLength: 4 }))
    .map(([start, rest]) => start + rest.join(""));
  const check = (texts: readonly string[]) => {
    const versions = texts.flatMap((one) => {
      const parsed = scheme.parse(one);
      if (parsed === undefined) counts.invalid++;
      return parsed === undefined ? [] : [{ one, parsed }];
    });
    const signs = versions.map((a) => versions.map((b) => Math.sign(scheme.compare(a.parsed, b.parsed))));
    const sign = (a: number, b: number) => signs[a]?.[b] ?? Number.NaN;
    const name = (...indexes: number[]) => indexes.map((index) => versions[index]?.one).join(" | ");
    for (let a = 0; a < versions.length; a++) {
      if (sign(a, a) !== 0) throw new Error(`not equal to itself: ${name(a)}`);
      for (let b = 0; b < versions.length; b++) {
        if (sign(a, b) + sign(b, a) !== 0) throw new Error(`two orders: ${name(a, b)}`);
        if (a !== b && sign(a, b) === 0) counts.equal++;
        if (sign(a, b) < 0) counts.less++;
        if (sign(a, b) > 0) continue;
        for (let c = 0; c < versions.length; c++) {
          if (sign(b, c) > 0) continue;
          const expected = Math.min(sign(a, b), sign(b, c));
          if (sign(a, c) !== expected) throw new Error(`not transitive: ${name(a, b, c)}`);
        }
      }
    }
  };
  fc.assert(fc.property(fc.array(text, { minLength: 8, maxLength: 14 }), check), { seed: 5, numRuns: 400 });
  expect(Object.entries(counts).filter(([, count]) => count < 100)).toEqual([]);
}

/** Expects an answer without a throw of 5,000 seeded texts, with what is in versions and with anything at all. */
export function expectGarbageIsFine<Parsed>(scheme: VersionScheme<Parsed>): void {
  const random = seededRandom(5);
  const below = (limit: number) => Math.floor(random() * limit);
  const known = scheme.parse("1.0");
  const check = (text: string) => {
    const parsed = scheme.parse(text);
    if (parsed === undefined) return;
    expect(scheme.compare(parsed, parsed)).toBe(0);
    if (known !== undefined) expect(scheme.compare(parsed, known)).not.toBeNaN();
  };
  const near = "0019azAZ.-_+~^:! \n\u0000é";
  for (let run = 0; run < 5000; run++) {
    const codes = Array.from({ length: below(24) }, () => {
      return run % 2 === 0 ? near.charCodeAt(below(near.length)) : below(0x1_0000);
    });
    check(String.fromCharCode(...codes));
  }
  for (const text of ["\ud800", "__proto__", "constructor", "1.__proto__", "-", "", " ", "\u0000"]) check(text);
}

/** Texts as long as they may be that are all of one thing, each with one that differs at its end. */
const hostileTexts: readonly string[] = [
  ...[
    "9",
    "0",
    "1.",
    "0.",
    ".",
    "~",
    "^",
    "-",
    "+",
    "_",
    ":",
    "a",
    "1a",
    "a1",
    "1-",
    "-1",
    "_p",
    "_p1",
    ".a",
    "-a",
    "0a",
  ],
  ...[" ", "1 ", "é", "1.0-", "a-", ".0", "1!", "rc"],
];

/** Milliseconds of processor time for some 8,000 comparisons of texts as long as may be: generous, as machines are slow. */
const hostileLimit = 3000;

/**
 * Expects the longest texts to be compared in no more time than their length asks for, and longer ones to be refused.
 * `cpuTime` gives milliseconds of processor time.
 */
export function expectHostileIsCheap<Parsed>(scheme: VersionScheme<Parsed>, cpuTime: () => number): void {
  const start = cpuTime();
  for (const piece of hostileTexts) {
    for (const head of ["", "1", "1.0-", "1.0a", "1!1"]) {
      const text = (head + piece.repeat(longestVersion)).slice(0, longestVersion - 1);
      for (const tail of ["", "1", "!", "a"]) {
        const a = scheme.parse(text);
        const b = scheme.parse(text + tail);
        for (let time = 0; time < 10 && a !== undefined && b !== undefined; time++) scheme.compare(a, b);
      }
    }
  }
  expect(cpuTime() - start).toBeLessThan(hostileLimit);
  expect(scheme.parse("1".repeat(longestVersion))).toBeDefined();
  expect(scheme.parse("1".repeat(longestVersion + 1))).toBeUndefined();
  expect(scheme.parse("1".repeat(10_000_000))).toBeUndefined();
}

/** Numbers that a double cannot tell apart, by their digits alone. */
export const longNumbers: readonly OrderCase[] = [
  ["behind the last whole double", "9007199254740992", "<", "9007199254740993"],
  ["longer than 64 bits", "18446744073709551616", "<", "18446744073709551617"],
  ["of a thousand digits", `${"9".repeat(1000)}8`, "<", `${"9".repeat(1000)}9`],
  ["of a thousand digits against fewer", "9".repeat(999), "<", `1${"0".repeat(999)}`],
  ["behind a thousand zeros", `${"0".repeat(1000)}2`, ">", "1"],
];
