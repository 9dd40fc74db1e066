import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { pvpVersions } from "./pvp.ts";
import {
  expectAscending,
  expectGarbageIsFine,
  expectHostileIsCheap,
  expectOrder,
  expectOrderLaws,
  longNumbers,
  type OrderCase,
} from "./version-scheme.fixture.ts";

describe("pvp", () => {
  test.each<OrderCase>([
    ["numbers are numbers", "2.2.9", "<", "2.2.10"],
    ["the longer one is greater", "1.2", "<", "1.2.0"],
    ["tags make no difference", "1.2-rc1", "=", "1.2"],
    ["more than one tag", "1.2-a-b", "=", "1.2"],
    ["one number", "0", "<", "0.1"],
  ])("%s: %s %s %s", (...one) => expectOrder(pvpVersions, one));

  test.each(longNumbers)("numbers %s", (...one) => expectOrder(pvpVersions, one));
  test("a ladder", () =>
    expectAscending(pvpVersions, ["0.4", "0.4.1", "0.4.1.0", "0.4.1.1", "0.4.2", "0.10", "1.0", "2.2.3.0"]));

  test.each([
    ["nothing", ""],
    ["letters", "1.0a"],
    ["a range", ">=1.0"],
    ["a wildcard", "1.2.*"],
    ["two dots", "1..0"],
    ["an empty tag", "1.0-"],
  ])("%s is no version: %j", (_, text) => {
    expect(pvpVersions.parse(text)).toBeUndefined();
  });

  test("three versions always have one order", () => {
    expectOrderLaws(pvpVersions, ["1.0", "1", "0"], [".0", ".1", "0", "10", "-a", "-b1", "."]);
  });
  test("garbage is parsed or refused, never thrown at", () => expectGarbageIsFine(pvpVersions));
  test("the longest texts are cheap, and longer ones refused", () => expectHostileIsCheap(pvpVersions, cpuTime));
});
