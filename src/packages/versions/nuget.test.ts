import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { nugetVersions } from "./nuget.ts";
import {
  expectAscending,
  expectGarbageIsFine,
  expectHostileIsCheap,
  expectOrder,
  expectOrderLaws,
  longNumbers,
  type OrderCase,
} from "./version-scheme.fixture.ts";

describe("nuget", () => {
  test.each<OrderCase>([
    ["four numbers", "1.0.0.9", "<", "1.0.0.10"],
    ["missing ones are zero", "1.0", "=", "1.0.0.0"],
    ["one number", "1", "=", "1.0"],
    ["zeros in front", "1.01.1", "=", "1.1.1"],
    ["case makes no difference", "1.0.0-BETA", "=", "1.0.0-beta"],
    ["metadata makes none", "1.0.0+githash", "=", "1.0.0"],
    ["a prerelease comes before its release", "13.0.1-beta2", "<", "13.0.1"],
    ["a revision comes after the release", "1.8.3", "<", "1.8.3.1"],
    ["a prerelease of a revision", "1.8.3", "<", "1.8.3.1-rc"],
    ["numbers of prereleases are numbers", "6.0.0-preview.9", "<", "6.0.0-preview.10"],
    ["without a dot they are text", "1.0.0-beta10", "<", "1.0.0-beta9"],
    ["numbers before text", "1.0.0-9", "<", "1.0.0-a"],
    ["more labels after fewer", "1.0.0-rc", "<", "1.0.0-rc.1"],
    ["a number of more than 32 bits is text", "1.0.0-9999999999", "<", "1.0.0-a"],
    ["so it comes after every number", "1.0.0-2147483647", "<", "1.0.0-10000000000"],
    ["and is ordered by its digits", "1.0.0-10000000000", "<", "1.0.0-9999999999"],
    ["dates are ordered as text", "1.0.0-20250101235959", "<", "1.0.0-20250102000000"],
    ["a v in front", "v1.2.3", "=", "1.2.3"],
    ["the zero of events", "0", "=", "0.0.0"],
  ])("%s: %s %s %s", (...one) => expectOrder(nugetVersions, one));

  test.each(longNumbers)("numbers %s", (...one) => expectOrder(nugetVersions, one));

  // https://learn.microsoft.com/nuget/concepts/package-versioning
  test("the ladder of the documentation", () =>
    expectAscending(nugetVersions, [
      ...["1.0.1-aaa", "1.0.1-alpha", "1.0.1-alpha.2", "1.0.1-alpha.10", "1.0.1-alpha2", "1.0.1-beta", "1.0.1-open"],
      ...["1.0.1-rc.1", "1.0.1-rc.2", "1.0.1-zzz", "1.0.1"],
    ]));

  test.each([
    ["nothing", ""],
    ["five numbers", "1.2.3.4.5"],
    ["a range", "[1.0,2.0)"],
    ["a floating version", "1.0.*"],
    ["a hyphen alone", "1.0.0-"],
    ["an empty label", "1.0.0-a..b"],
    ["a foreign character", "1.0.0-a_b"],
    ["a property", "$(Version)"],
  ])("%s is no version: %j", (_, text) => {
    expect(nugetVersions.parse(text)).toBeUndefined();
  });

  test("three versions always have one order", () => {
    expectOrderLaws(
      nugetVersions,
      ["1.0", "1.0.0-rc", "1", "1.0.1-0"],
      [".0", ".1", ".10", "-rc", "-0", ".a", ".A", "+1", "01", ".2147483648", ".-1"],
    );
  });
  test("garbage is parsed or refused, never thrown at", () => expectGarbageIsFine(nugetVersions));
  test("the longest texts are cheap, and longer ones refused", () => expectHostileIsCheap(nugetVersions, cpuTime));
});
