import { describe, expect, test } from "vitest";
import {
  decodeRecord,
  longestDetail,
  longestName,
  longestVersion,
  recordDetails,
  recordName,
  recordVersion,
} from "./record-text.ts";

test("bytes become text without the mark, whatever they are", () => {
  expect(decodeRecord(Buffer.from("\uFEFFa"))).toBe("a");
  expect(decodeRecord(Buffer.from([0x61, 0xff, 0x62]))).toBe("a\uFFFDb");
  expect(decodeRecord(Buffer.from([0xef, 0xbb]))).toBe("\uFFFD");
  expect(decodeRecord(Buffer.alloc(0))).toBe("");
});

test("a part of a larger buffer is decoded, not the whole", () => {
  expect(decodeRecord(Buffer.from("abc").subarray(1, 2))).toBe("b");
});

describe("names and versions", () => {
  test("have an end", () => {
    expect(recordName("a".repeat(longestName))).toHaveLength(longestName);
    expect(recordName("a".repeat(longestName + 1))).toBeUndefined();
    expect(recordVersion("1".repeat(longestVersion))).toHaveLength(longestVersion);
    expect(recordVersion("1".repeat(longestVersion + 1))).toBeUndefined();
  });

  test.each<[unknown]>([
    [undefined],
    [null],
    [1],
    [{}],
    [[]],
    [""],
    [" "],
    ["a\nb"],
    ["\u001b[2J"],
    ["a\u202Eb"],
    ["\uD800"],
  ])("%j is none", (value) => {
    expect(recordName(value)).toBeUndefined();
    expect(recordVersion(value)).toBeUndefined();
  });

  test("a name may have blanks, a version none", () => {
    expect(recordName(" a b ")).toBe("a b");
    expect(recordVersion("1 2")).toBeUndefined();
  });
});

test("details keep short texts only", () => {
  const long = "x".repeat(longestDetail + 1);
  expect(recordDetails({ a: "1", b: undefined, c: 3, d: long, e: "" })).toEqual({ a: "1" });
});
