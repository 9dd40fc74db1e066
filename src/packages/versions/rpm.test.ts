import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { rpmVersions } from "./rpm.ts";
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
  ["zeros in front do not count", "1.01", "=", "1.1"],
  ["a missing epoch is 0", "1.0-1", "=", "0:1.0-1"],
  ["an empty epoch is 0", ":1.0-1", "=", "0:1.0-1"],
  ["an epoch goes before all", "1:0.1-1", ">", "9.9-1"],
  ["an epoch of any length", "99999999999999999999:1", "<", "100000000000000000000:1"],
  ["what is before the colon is no number, so no epoch", "a:1", "<", "1"],
  ["a missing release comes before every one", "1.0", "<", "1.0-~"],
  ["the last hyphen starts the release", "1.0-1-1", ">", "1.0-1"],
  ["the release of a minor version", "3.0.7-24.el9", "<", "3.0.7-25.el9_3"],
  ["a longer release", "2.9.13-6.el9", "<", "2.9.13-6.el9_4"],
  ["a tilde comes before the end", "1.0~rc1-1", "<", "1.0-1"],
  ["a caret comes behind the end", "1.0^git1-1", ">", "1.0-1"],
  ["a caret comes before anything more", "1.0^git1-1", "<", "1.0.1-1"],
  ["a tilde behind a caret", "1.0^git1~2", "<", "1.0^git1"],
  ["digits come behind letters", "1.0.a", "<", "1.0.0"],
  ["a letter is more than nothing", "1.0", "<", "1.0a"],
  ["which separators does not matter", "1.0+a", "=", "1_0.a"],
  ["how many separators does not matter", "1..0", "=", "1.0"],
  ["where letters and digits meet is an edge", "1.a2", "=", "1a.2"],
  ["other alphabets only separate", "1é2", "=", "1.2"],
  ["separators alone are equal", "1-.", "=", "1-_"],
  ["large letters come first", "1.Z", "<", "1.a"],
  ["a module's release", "18.19.1-1.module+el8.9.0+21383+abc", "<", "18.20.2-1.module+el8.9.0+21767+abc"],
];

test.each(cases)("%s: %s %s %s", (...one) => expectOrder(rpmVersions, one));

test.each(longNumbers)("numbers %s", (...one) => expectOrder(rpmVersions, one));

test("what comes next in its order", () => {
  expectAscending(rpmVersions, ["1~~", "1~", "1~a", "1~1", "1", "1^~", "1^", "1^a", "1^1", "1Z", "1a", "1.0", "1.1"]);
});

describe("no version", () => {
  test.each([
    ["nothing", ""],
    ["an epoch alone", "1:"],
    ["a release alone", "-1"],
    ["an epoch and a release", "1:-1"],
    ["an empty release", "1.0-"],
    ["a hyphen alone", "-"],
    ["a colon alone", ":"],
  ])("%s", (_, text) => {
    expect(rpmVersions.parse(text)).toBeUndefined();
  });
});

test("the parts of a version", () => {
  expect(rpmVersions.parse("1:2-3-4")).toEqual({ epoch: "1", version: "2-3", release: "4" });
  expect(rpmVersions.parse("2")).toEqual({ epoch: "0", version: "2", release: undefined });
});

test("it is an order", () => {
  const pieces = ["~", "^", "+", "-", ".", ":", "0", "00", "1", "9", "10", "a", "Z", "rc1", "-0", "é"];
  expectOrderLaws(rpmVersions, ["1", "1.0", "0:1", "1:", "", "1.0-1", "~"], pieces);
});

test("the longest texts are cheap", () => expectHostileIsCheap(rpmVersions, cpuTime));

test("garbage is no trouble", () => expectGarbageIsFine(rpmVersions));
