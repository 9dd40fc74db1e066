import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { pep440Versions, publicPart } from "./pep440.ts";
import {
  expectAscending,
  expectGarbageIsFine,
  expectHostileIsCheap,
  expectOrder,
  expectOrderLaws,
  longNumbers,
  type OrderCase,
} from "./version-scheme.fixture.ts";

const cases: readonly OrderCase[] = [
  ["numbers are numbers", "1.9", "<", "1.10"],
  ["zeros at the end do not count", "1", "=", "1.0.0"],
  ["zeros in front do not count", "1.01", "=", "1.1"],
  ["a missing epoch is 0", "0!1", "=", "1"],
  ["an epoch goes before all", "1!0.1", ">", "2023.1"],
  ["a v in front", "v1.0", "=", "1.0"],
  ["large letters", "1.0RC1", "=", "1.0rc1"],
  ["alpha is a", "1.0alpha1", "=", "1.0a1"],
  ["beta is b", "1.0-beta.1", "=", "1.0b1"],
  ["c, pre and preview are rc", "1.0c1", "=", "1.0rc1"],
  ["c, pre and preview are rc: pre", "1.0.pre.1", "=", "1.0rc1"],
  ["c, pre and preview are rc: preview", "1.0_preview_1", "=", "1.0rc1"],
  ["rev and r are post", "1.0.rev1", "=", "1.0.post1"],
  ["rev and r are post: r", "1.0-r1", "=", "1.0.post1"],
  ["a hyphen and a number is a post release", "1.0-1", "=", "1.0.post1"],
  ["a number that is missing is 0", "1.0a", "=", "1.0a0"],
  ["a number that is missing is 0: post", "1.0.post", "=", "1.0.post0"],
  ["a number that is missing is 0: dev", "1.0.dev", "=", "1.0.dev0"],
  ["a post release is behind the final one", "1.0.post0", ">", "1.0"],
  ["a post release of a prerelease", "1.0a1.post1", "<", "1.0a2"],
  ["a development release of a post release", "1.0.post1.dev1", ">", "1.0"],
  ["a local version is behind its public one", "1.2+dfsg", ">", "1.2"],
  ["a local version is before the next public one", "1.2+dfsg", "<", "1.2.post0.dev0"],
  ["words of a local version come before numbers", "1.0+abc", "<", "1.0+1"],
  ["a longer local version", "1.0+1", "<", "1.0+1.0"],
  ["numbers of a local version are numbers", "1.0+9", "<", "1.0+10"],
  ["separators of a local version are all the same", "1.0+ubuntu-1", "=", "1.0+ubuntu_1"],
  ["blanks around it", " 1.0\n", "=", "1.0"],
];

test.each(cases)("%s: %s %s %s", (...one) => expectOrder(pep440Versions, one));

test.each(longNumbers)("numbers %s", (...one) => expectOrder(pep440Versions, one));

test("the stages in their order", () => {
  const stages = [".dev0", ".dev1", "a0.dev0", "a0", "a0.post0.dev0", "a0.post0", "a1", "b0", "rc0", "", "+a", "+0"];
  expectAscending(
    pep440Versions,
    [...stages, ".post0.dev0", ".post0", ".post1"].map((stage) => `1.0${stage}`),
  );
});

describe("no version", () => {
  test.each([
    ["nothing", ""],
    ["a legacy version", "2004d"],
    ["a word", "final"],
    ["a snapshot of another scheme", "5.0.0-SNAPSHOT"],
    ["a dot at the end", "1."],
    ["two dots", "1..0"],
    ["two hyphens", "1.0--1"],
    ["dev before post", "1.0.dev1.post1"],
    ["two post releases", "1.0-1-1"],
    ["an empty local version", "1.0+"],
    ["a local version with a dot at its end", "1.0+a."],
    ["two local versions", "1.0+a+b"],
    ["an epoch that is no number", "a!1"],
    ["a range", ">=1.0"],
    ["a wildcard", "1.*"],
    ["letters that only look small when folded", "1.0po\u017ft1"],
  ])("%s", (_, text) => {
    expect(pep440Versions.parse(text)).toBeUndefined();
  });
});

test.each([
  ["a public version as it is", "1.2", "1.2"],
  ["without a distributor's build", "1.2+dfsg.1", "1.2"],
  ["what is no version as well", "2004d+x", "2004d"],
])("the public part: %s", (_, version, expected) => {
  expect(publicPart(version)).toBe(expected);
});

test("it is an order", () => {
  const pieces = [".0", ".1", "0", "1", "a1", "b", "rc1", ".post1", "-1", ".dev0", ".dev1", "+a", "+1", ".a", "."];
  expectOrderLaws(pep440Versions, ["1", "1.0", "v1", "1!1", "0!1", "1.0a1", "1.0+a", "1.0+1"], pieces);
});

test("the longest texts are cheap", () => expectHostileIsCheap(pep440Versions, cpuTime));

test("garbage is no trouble", () => expectGarbageIsFine(pep440Versions));
