import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { cranVersions } from "./cran.ts";
import {
  expectAscending,
  expectGarbageIsFine,
  expectHostileIsCheap,
  expectOrder,
  expectOrderLaws,
  longNumbers,
  type OrderCase,
} from "./version-scheme.fixture.ts";

describe("cran", () => {
  test.each<OrderCase>([
    ["numbers are numbers", "0.9", "<", "0.10"],
    ["a hyphen is a dot", "1.2-3", "=", "1.2.3"],
    ["zeros in front", "1.05", "=", "1.5"],
    ["the longer one is greater", "1.2", "<", "1.2.0"],
    ["a revision", "0.1.1", "<", "0.1.1-1"],
    ["one number", "0", "<", "0.1.0"],
    ["dates", "2024.12.31", "<", "2025.1.1"],
  ])("%s: %s %s %s", (...one) => expectOrder(cranVersions, one));

  test.each(longNumbers)("numbers %s", (...one) => expectOrder(cranVersions, one));
  test("a ladder", () =>
    expectAscending(cranVersions, ["0.1.0", "0.1.1", "1.0.0", "1.0.0.9000", "1.0.1", "1.1-0", "1.10"]));

  test.each([
    ["nothing", ""],
    ["letters", "1.0a"],
    ["two dots", "1..0"],
    ["a hyphen at the end", "1.0-"],
    ["a v in front", "v1.0"],
    ["a commit", "1.0.0 (abcdef)"],
  ])("%s is no version: %j", (_, text) => {
    expect(cranVersions.parse(text)).toBeUndefined();
  });

  test("three versions always have one order", () => {
    expectOrderLaws(cranVersions, ["1.0", "1", "0", "1-1"], [".0", ".1", "-0", "-1", "0", "10", "."]);
  });
  test("garbage is parsed or refused, never thrown at", () => expectGarbageIsFine(cranVersions));
  test("the longest texts are cheap, and longer ones refused", () => expectHostileIsCheap(cranVersions, cpuTime));
});
