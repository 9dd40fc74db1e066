import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { gemVersions, withoutPlatform } from "./gem.ts";
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
  ["a letter makes a prerelease", "1.0.a", "<", "1.0"],
  ["zeros before the first word do not count", "1.0.0.rc1", "=", "1.rc1"],
  ["zeros at the end of a prerelease do not count", "1.rc.0", "=", "1.rc"],
  ["zeros inside do", "1.0.1", "<", "1.1"],
  ["words by their letters", "2.0.0.beta.2", "<", "2.0.0.rc1"],
  ["words in front of numbers", "1.a", "<", "1.0.a1"],
  ["numbers of a prerelease", "1.0.a9", "<", "1.0.a10"],
  ["digits and letters need no dot between", "1.0.a1", "=", "1.0.a.1"],
  ["large letters come first", "1.B", "<", "1.a"],
  ["a hyphen makes a prerelease", "1.0-1", "<", "1.0"],
  ["a hyphen stands for .pre.", "1.0-rc1", "=", "1.0.pre.rc1"],
  ["two hyphens", "1.0--1", "=", "1.0.pre.pre.1"],
  ["a prerelease is behind the release before", "1.0.1.a", ">", "1.0"],
  ["a patch of a release", "6.1.7.6", ">", "6.1.7"],
  ["a platform does not count", "1.15.4-x86_64-linux", "=", "1.15.4"],
  ["a platform that could be a prerelease", "1.15.4-arm64-darwin", "=", "1.15.4"],
  ["a virtual machine as a platform", "1.15.4-java", "=", "1.15.4"],
  ["a platform behind a prerelease", "2.0.rc1-x64-mingw-ucrt", "=", "2.0.rc1"],
  ["a platform behind a prerelease with a hyphen", "2.0-rc1-java", "=", "2.0-rc1"],
  ["blanks around it", " 1.0\n", "=", "1.0"],
];

test.each(cases)("%s: %s %s %s", (...one) => expectOrder(gemVersions, one));

test.each(longNumbers)("numbers %s", (...one) => expectOrder(gemVersions, one));

test("prereleases in their order", () => {
  expectAscending(gemVersions, ["1.A", "1.a", "1.a.1", "1.b", "1.pre", "1.rc1", "1.rc2", "1", "1.0.1", "1.1.a", "1.1"]);
});

describe("no version", () => {
  test.each([
    ["nothing", ""],
    ["a blank", " "],
    ["a word", "a"],
    ["a letter behind the first number", "1a"],
    ["a dot at the end", "1."],
    ["two dots", "1..0"],
    ["a hyphen at the end", "1.0-"],
    ["an underscore", "1.0_1"],
    ["a plus", "1.0+1"],
    ["a range", ">= 1.0"],
    ["two lines", "1.0\n1.1"],
  ])("%s", (_, text) => {
    expect(gemVersions.parse(text)).toBeUndefined();
  });
});

describe("a platform is taken off", () => {
  const platforms = [
    ...[
      "x86_64-linux",
      "x86_64-linux-gnu",
      "x86_64-linux-musl",
      "aarch64-linux",
      "arm-linux-gnueabihf",
      "arm64-darwin",
    ],
    ...["arm64-darwin-23", "universal-darwin20", "x86-mingw32", "x64-mingw-ucrt", "x86-mswin32-60", "java", "jruby"],
    ...[
      "universal-java-11",
      "x86_64-freebsd-13",
      "ppc64le-linux",
      "s390x-linux",
      "riscv64-linux",
      "x86_64-solaris2.11",
    ],
  ];
  test.each(platforms)("%s", (platform) => {
    expect(withoutPlatform(`1.2.3-${platform}`)).toBe("1.2.3");
  });

  test.each(["1.2.3", "1.2.3-rc1", "1.0.0-beta.1", "1.2-linux", "1.2-a-b", "1.2-rc1-linux", "1.2-"])(
    "none in %s",
    (version) => {
      expect(withoutPlatform(version)).toBe(version);
    },
  );
});

test("it is an order", () => {
  const pieces = [".", ".0", ".1", "0", "1", "a", ".a", "b1", "-", "-1", ".rc", ".pre", "A"];
  expectOrderLaws(gemVersions, ["1", "1.0", "0", "1.0.a", "2.1", "1-"], pieces);
});

test("platforms without end are cheap", () => {
  const start = cpuTime();
  for (const piece of ["-x86-linux", "-x86-linux-a", "-a", "-", "-x86", "-x86-linux1.1"])
    for (let time = 0; time < 20; time++) withoutPlatform(`${piece.repeat(200).slice(0, 1000)}!`);
  expect(cpuTime() - start).toBeLessThan(1000);
});

test("the longest texts are cheap", () => expectHostileIsCheap(gemVersions, cpuTime));

test("garbage is no trouble", () => expectGarbageIsFine(gemVersions));
