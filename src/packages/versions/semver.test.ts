import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { semverBuildVersions, semverVersions } from "./semver.ts";
import {
  expectAscending,
  expectGarbageIsFine,
  expectHostileIsCheap,
  expectOrder,
  expectOrderLaws,
  longNumbers,
  type OrderCase,
} from "./version-scheme.fixture.ts";

describe("semver", () => {
  test.each<OrderCase>([
    ["numbers are numbers", "1.2.9", "<", "1.2.10"],
    ["a prerelease comes before its release", "1.0.0-beta", "<", "1.0.0"],
    ["the first of all prereleases", "1.0.0-0", "<", "1.0.0-alpha"],
    ["and after the release before it", "0.9.9", "<", "1.0.0-0"],
    ["numbers of prereleases are numbers", "1.0.0-rc.9", "<", "1.0.0-rc.10"],
    ["without a dot they are text", "1.0.0-rc10", "<", "1.0.0-rc9"],
    ["upper case comes first", "1.0.0-RC", "<", "1.0.0-alpha"],
    ["build metadata makes no difference", "1.0.0+1", "=", "1.0.0+2"],
    ["a v in front", "v1.2.3", "=", "1.2.3"],
    ["an equals sign in front", "=v1.2.3", "=", "1.2.3"],
    ["white space around it", " 1.2.3\n", "=", "1.2.3"],
    ["a short version is filled with zeros", "1.2", "=", "1.2.0"],
    ["one number", "2", "=", "2.0.0"],
    ["the zero of events", "0", "=", "0.0.0"],
    ["a short version with a prerelease", "1.2-beta", "<", "1.2.0"],
    ["zeros in front", "1.02.3", "=", "1.2.3"],
    ["a fourth number counts after the patch", "1.2.3.1", "<", "1.2.4"],
    ["and more than none", "1.2.3", "<", "1.2.3.1"],
    ["unless it is zero", "1.2.3", "=", "1.2.3.0"],
    ["a prerelease without a hyphen", "1.9.0b1", "<", "1.9.0"],
    ["another", "1.0.0rc.1", "=", "1.0.0-rc.1"],
    ["dates in a prerelease", "1.0.0-20250101000000001", "<", "1.0.0-20250101000000002"],
  ])("%s: %s %s %s", (...one) => expectOrder(semverVersions, one));

  test.each(longNumbers)("numbers %s", (...one) => expectOrder(semverVersions, one));

  // https://semver.org, section 11.
  test("the ladder of the specification", () =>
    expectAscending(semverVersions, [
      ...[
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
      ],
      ...["1.0.0", "2.0.0", "2.1.0", "2.1.1"],
    ]));

  test.each([
    ["nothing", ""],
    ["a name", "latest"],
    ["a range", "1.x"],
    ["another range", "^1.2.3"],
    ["a wildcard", "*"],
    ["an empty identifier", "1.0.0-a..b"],
    ["a hyphen alone", "1.0.0-"],
    ["a plus alone", "1.0.0+"],
    ["a foreign character", "1.0.0-a_b"],
    ["a dot at the end", "1.0."],
    ["a letter of OpenSSL, which tells a later release", "1.0.2k"],
    ["a patch of OpenSSH", "9.3p1"],
    ["a branch", "nightly.2026-03-10.0"],
    ["two versions", "1.0.0 2.0.0"],
    ["digits of another script", "١.٢.٣"],
    ["a web address", "https://example.com/a-1.0.0.tgz"],
  ])("%s is no version: %j", (_, text) => {
    expect(semverVersions.parse(text)).toBeUndefined();
  });

  test("three versions always have one order", () => {
    expectOrderLaws(
      semverVersions,
      ["1.0.0", "1.0.0-rc", "1.2", "v1.0.1-0"],
      [".0", ".1", ".10", "-rc", "-0", ".a", ".A", "+1", "01"],
    );
  });
  test("garbage is parsed or refused, never thrown at", () => expectGarbageIsFine(semverVersions));
  test("the longest texts are cheap, and longer ones refused", () => expectHostileIsCheap(semverVersions, cpuTime));
});

describe("semver-build", () => {
  test("build metadata tells repackagings apart", () =>
    expectAscending(semverBuildVersions, [
      ...[
        "1.0.7",
        "1.0.8-rc.1+9",
        "1.0.8",
        "1.0.8+0",
        "1.0.8+1",
        "1.0.8+2",
        "1.0.8+10",
        "1.0.8+echo.1",
        "1.0.8+echo.2",
        "1.0.9",
      ],
    ]));
  test.each<OrderCase>([["of short versions too", "1.0+1", "=", "1.0.0+1"]])("%s: %s %s %s", (...one) =>
    expectOrder(semverBuildVersions, one),
  );
  test("three versions always have one order", () => {
    expectOrderLaws(
      semverBuildVersions,
      ["1.0.0", "1.0.0+1", "1.0.0-rc", "1.0.1-0"],
      [".0", ".1", ".10", "-rc", "-0", ".a", "+1", "+echo.2", "+"],
    );
  });
  test("garbage is parsed or refused, never thrown at", () => expectGarbageIsFine(semverBuildVersions));
  test("the longest texts are cheap, and longer ones refused", () =>
    expectHostileIsCheap(semverBuildVersions, cpuTime));
});
