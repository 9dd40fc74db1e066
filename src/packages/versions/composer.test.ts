import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { composerVersions } from "./composer.ts";
import {
  expectAscending,
  expectGarbageIsFine,
  expectOrder,
  expectOrderLaws,
  type OrderCase,
} from "./version-scheme.fixture.ts";
import { longestVersion } from "./version-scheme.ts";

describe("composer", () => {
  test.each<OrderCase>([
    ["a v in front", "v1.0", "=", "1.0.0.0"],
    ["a capital one", "V1.0", "=", "1.0"],
    ["numbers are numbers", "1.9.0", "<", "1.10.0"],
    ["a fourth number", "5.3.12", "<", "5.3.12.1"],
    ["b is a beta", "1.0-b2", "=", "1.0.0-beta2"],
    ["with or without separators", "1.0.0RC1", "=", "1.0.0-rc.1"],
    ["a patch comes after its release", "2.3.2", "<", "2.3.2-p2"],
    ["and before the next", "2.3.2-p2", "<", "2.3.3"],
    ["pl and patch are p", "2.3.2-pl2", "=", "2.3.2-patch2"],
    ["patches are counted", "2.4.4-p9", "<", "2.4.4-p10"],
    ["stable is the release", "1.0-stable", "=", "1.0"],
    ["build metadata makes no difference", "1.0.0+build.5", "=", "1.0.0"],
    ["a flag of stability makes none", "1.0@dev", "=", "1.0"],
    ["an alias makes none", "1.0 as 2.0", "=", "1.0"],
    ["dev of a release comes before it", "1.0.0-dev", "<", "1.0.0-alpha1"],
    ["dev of a beta before the beta", "1.0.0-beta2-dev", "<", "1.0.0-beta2"],
    ["a numeric branch comes after its releases", "1.99.99", "<", "1.x-dev"],
    ["and before the next series", "1.x-dev", "<", "2.0.0-dev"],
    ["a branch of a minor version", "1.2.x-dev", "<", "1.3"],
    ["dates without separators are one number", "20100101", "<", "20100102"],
    ["dates with separators", "2010-01-02", "<", "2010.01.03"],
    ["the zero of events", "0", "=", "0.0.0.0"],
    ["numbers longer than a double holds", "1.9007199254740992", "<", "1.9007199254740993"],
  ])("%s: %s %s %s", (...one) => expectOrder(composerVersions, one));

  test("the ladder of stabilities", () =>
    expectAscending(composerVersions, [
      ...[
        "1.0-dev",
        "1.0-alpha",
        "1.0-alpha2",
        "1.0-beta",
        "1.0-beta10",
        "1.0-RC1",
        "1.0-RC2",
        "1.0",
        "1.0-p1",
        "1.0.1",
      ],
    ]));

  test.each([
    ["nothing", ""],
    ["a branch", "dev-master"],
    ["one in capitals", "DEV-feature"],
    ["an old name of a branch", "master"],
    ["a named branch with dev behind", "feature-dev"],
    ["a range", "^1.0"],
    ["a wildcard", "1.*"],
    ["five numbers", "1.2.3.4.5"],
    ["an unknown word", "1.0-foo"],
    ["a commit", "dev-master#abcdef"],
    ["two versions", "1.0, 2.0"],
  ])("%s is no version: %j", (_, text) => {
    expect(composerVersions.parse(text)).toBeUndefined();
  });

  test("three versions always have one order", () => {
    expectOrderLaws(
      composerVersions,
      ["1.0", "v1", "1.0.0.0", "2010.01.02", "1.x", "1.0-beta"],
      [".0", ".1", "2", "-alpha", "RC", "-p", "patch3", "-dev", "-stable", "-Stable", "+b"],
    );
  });
  test("garbage is parsed or refused, never thrown at", () => expectGarbageIsFine(composerVersions));
  test("the longest texts are cheap, and longer ones refused", () => {
    const started = cpuTime();
    for (const piece of "1 1. 1- - . a 1a a1 -1 1.x ~ + 0 v 20 10- -dev @dev as".split(" "))
      for (const head of ["", "1.", "1-p", "2020.", "v", "1+"])
        for (const tail of ["", "!", "dev", " ", " as 1"]) {
          const text = (head + piece.repeat(longestVersion)).slice(0, longestVersion - tail.length) + tail;
          const parsed = composerVersions.parse(text);
          if (parsed) expect(composerVersions.compare(parsed, parsed)).toBe(0);
        }
    expect(cpuTime() - started).toBeLessThan(3000);
    expect(composerVersions.parse(`0.${"1".repeat(longestVersion - 2)}`)).toBeDefined();
    expect(composerVersions.parse(`0.${"1".repeat(longestVersion - 1)}`)).toBeUndefined();
  });
});
