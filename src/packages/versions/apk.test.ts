import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { apkVersions } from "./apk.ts";
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
  ["numbers are numbers", "1.9-r0", "<", "1.10-r0"],
  ["more numbers are more", "1.2-r9", "<", "1.2.0-r0"],
  ["the first number may have zeros in front", "01.2", "=", "1.2"],
  ["a later number with a zero in front is less than one without", "1.09", "<", "1.1"],
  ["two zeros in front are less than one", "1.001", "<", "1.01"],
  ["behind as many zeros, numbers count", "1.09", "<", "1.010"],
  ["zero is a number with a zero in front", "1.0", "<", "1.1"],
  ["two zeros are less than one", "1.00", "<", "1.0"],
  ["a build", "3.0.8-r3", "<", "3.0.8-r10"],
  ["no build is less than the first", "3.0.8", "<", "3.0.8-r0"],
  ["zeros of a build do not count", "1-r01", "=", "1-r1"],
  ["a letter", "1.1.1-r5", "<", "1.1.1a-r0"],
  ["letters by their code", "1.1.1v-r5", "<", "1.1.1w-r0"],
  ["a letter is less than another number", "1.1a", "<", "1.1.0"],
  ["a prerelease", "1.2_rc1-r0", "<", "1.2-r0"],
  ["a prerelease of a version that ends with zero", "1.0_rc1", "<", "1.0"],
  ["a prerelease of a prerelease", "1.2_alpha_pre2", "<", "1.2_alpha"],
  ["a number of a prerelease", "1.2_rc9", "<", "1.2_rc10"],
  ["a prerelease without a number comes first", "1.2_rc", "<", "1.2_rc0"],
  ["a patch", "9.3_p2-r0", ">", "9.3-r9"],
  ["a patch without a number", "9.3_p", "<", "9.3_p1"],
  ["a snapshot by its day", "0_git20230101-r0", "<", "0_git20230102-r0"],
  ["a snapshot by its second", "1.0_pre20191002222144-r0", "<", "1.0_pre20210530193627-r0"],
  ["a hash of a commit", "1.2_git20240101~abc-r0", ">", "1.2_git20240101-r5"],
  ["a longer hash of a commit", "1.2~abc-r0", "<", "1.2~abc0-r0"],
  ["digits behind a letter", "6.6.2p1", "<", "6.6.2p10"],
  ["numbers behind digits behind a letter", "6.6.2p1", "<", "6.6.2p1.0"],
  ["blanks around it", " 1.0-r0\n", "=", "1.0-r0"],
];

test.each(cases)("%s: %s %s %s", (...one) => expectOrder(apkVersions, one));

test.each(longNumbers)("numbers %s", (...one) => expectOrder(apkVersions, one));

test.each(longNumbers)("later numbers %s", (_, a, relation, b) => {
  // A zero in front counts there.
  const [shortA, shortB] = [a, b].map((text) => `1.${text.replace(/^0+/, "").slice(-1000)}`);
  expectOrder(apkVersions, ["", shortA ?? "", relation, shortB ?? ""]);
});

test("suffixes in their order", () => {
  const suffixes = ["_alpha", "_beta", "_pre", "_rc", "", "_cvs", "_svn", "_git", "_hg", "_p"];
  for (const behind of ["", "-r0"])
    for (const version of ["1.0", "1", "1.2a", "1.2_p1"])
      expectAscending(
        apkVersions,
        suffixes.map((suffix) => version + suffix + behind),
      );
});

test("what comes next in its order", () => {
  const next = ["_rc", "", "-r0", "~a", "_p", "a", ".00", ".0", ".01", ".1"];
  expectAscending(
    apkVersions,
    next.map((text) => `1.2${text}`),
  );
});

describe("no version", () => {
  test.each([
    ["nothing", ""],
    ["a word", "a"],
    ["a number that is missing at the start", ".1"],
    ["a number that is missing at the end", "1."],
    ["a number that is missing in between", "1..2"],
    ["a suffix that nobody knows", "1.2_foo"],
    ["an empty suffix", "1.2_"],
    ["two letters", "1.0bc"],
    ["a large letter", "1.0A"],
    ["a number behind a suffix and a dot", "1.0_p1.2"],
    ["a build without a number", "1.0-r"],
    ["two builds", "1.0-r1-r2"],
    ["no build behind the hyphen", "1.0-1"],
    ["a prerelease of another scheme", "1.0-beta.1-r0"],
    ["an empty hash", "1.0~-r0"],
    ["a hash that is none", "1.0~xyz"],
    ["a hash behind the build", "1.0-r0~abc"],
  ])("%s", (_, text) => {
    expect(apkVersions.parse(text)).toBeUndefined();
  });
});

test("it is an order", () => {
  const pieces = [
    ".",
    ".0",
    ".00",
    ".1",
    ".01",
    ".010",
    "1",
    "0",
    "a",
    "b",
    "_rc",
    "_p",
    "_git",
    "_alpha",
    "-r0",
    "-r1",
    "~a",
  ];
  expectOrderLaws(apkVersions, ["1", "1.0", "1.2", "01", "1a", "1.2_rc", "1.2_p1"], pieces);
});

test("the longest texts are cheap", () => expectHostileIsCheap(apkVersions, cpuTime));

test("garbage is no trouble", () => expectGarbageIsFine(apkVersions));
