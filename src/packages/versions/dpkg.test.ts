import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { dpkgVersions, largestDpkgEpoch } from "./dpkg.ts";
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
  ["a missing epoch is 0", "1.0", "=", "0:1.0"],
  ["an epoch goes before all", "1:0.1", ">", "9.9"],
  ["a missing revision is 0", "1.0", "=", "1.0-0"],
  ["a missing revision is any number of zeros", "1.0", "=", "1.0-000"],
  ["the last hyphen starts the revision", "1.0-1-1", ">", "1.0-1"],
  ["a hyphen inside the upstream part", "1.0-1-1", "<", "1.0-2-0"],
  ["a later colon is part of the upstream version", "1:2:3", "<", "1:2:4"],
  ["a tilde comes before the end", "1.0~rc1-1", "<", "1.0-1"],
  ["two tildes come before one", "1.0~~", "<", "1.0~"],
  ["a tilde in the revision", "3.0.13-1~deb12u1", "<", "3.0.13-1"],
  ["a security update", "3.0.11-1~deb12u2", "<", "3.0.13-1~deb12u1"],
  ["letters come before other characters", "1.0a", "<", "1.0+"],
  ["letters by their code, large ones first", "1.0Z", "<", "1.0a"],
  ["the end comes before letters", "1.1.1", "<", "1.1.1n"],
  ["a rebuild", "2.3-4", "<", "2.3-4+b1"],
  ["an update of Ubuntu", "1.18.0-6ubuntu14.3", "<", "1.18.0-6ubuntu14.10"],
  ["extended support", "9.0.1378-2", "<", "9.0.1378-2+esm1"],
  ["repacked sources", "1.2.13.dfsg-1", ">", "1.2.13-1"],
  ["no digit at the start, which dpkg only warns of", "v1.0", ">", "1.0"],
  ["an underscore, which dpkg only warns of", "1.0_2", ">", "1.0"],
  ["blanks around it", " 1.0\t", "=", "1.0"],
  ["signs of an epoch, as strtol reads them", "+1:1", "=", "1:1"],
  ["the largest epoch", `${largestDpkgEpoch}:1`, ">", "1"],
  ["an epoch with zeros in front", `${"0".repeat(100)}1:1`, "=", "1:1"],
];

test.each(cases)("%s: %s %s %s", (...one) => expectOrder(dpkgVersions, one));

test.each(longNumbers)("numbers %s", (...one) => expectOrder(dpkgVersions, one));

test("the characters in their order", () => {
  expectAscending(dpkgVersions, ["1~~", "1~~a", "1~", "1~1", "1", "1A", "1Z", "1a", "1z", "1+", "1.", "1_"]);
});

describe("no version", () => {
  test.each([
    ["nothing", ""],
    ["blanks", "  "],
    ["a blank inside", "1 0"],
    ["nothing behind the colon", "1:"],
    ["nothing before the colon", ":1"],
    ["an epoch that is no number", "a:1"],
    ["an epoch of less than nothing", "-1:1"],
    ["an epoch that is only a sign", "+:1"],
    ["an epoch that does not fit", `${largestDpkgEpoch + 1}:1`],
    ["an empty revision", "1.0-"],
    ["an empty upstream version", "-1"],
    ["an empty upstream version behind an epoch", "1:-1"],
    ["a hyphen alone", "-"],
    ["letters of other alphabets", "1.0é"],
    ["a control character", "1.0\u0000"],
  ])("%s", (_, text) => {
    expect(dpkgVersions.parse(text)).toBeUndefined();
  });
});

test("the parts of a version", () => {
  expect(dpkgVersions.parse("1:2-3-4~x")).toEqual({ epoch: 1, upstream: "2-3", revision: "4~x" });
});

test("it is an order", () => {
  const pieces = ["~", "~~", "+", "-", ".", ":", "0", "00", "1", "9", "10", "a", "Z", "rc1", "-0", " "];
  expectOrderLaws(dpkgVersions, ["1", "1.0", "0:1", "1:", "", "1.0-1", "~"], pieces);
});

test("the longest texts are cheap", () => expectHostileIsCheap(dpkgVersions, cpuTime));

test("garbage is no trouble", () => expectGarbageIsFine(dpkgVersions));
