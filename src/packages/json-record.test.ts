import { expect, test } from "vitest";
import { jsonRecordLimits, parseJson } from "./json-record.ts";

test("what is no JSON is nothing, and null is null", () => {
  expect(parseJson(Buffer.from("{"))).toBeUndefined();
  expect(parseJson(Buffer.from("\uFEFFnull"))).toBeNull();
});

const { depth, values } = jsonRecordLimits;
test.each([
  ["as deep as may be", "[".repeat(depth) + "]".repeat(depth), true],
  ["deeper", "[".repeat(depth + 1) + "]".repeat(depth + 1), false],
  ["brackets in a text", JSON.stringify("[{".repeat(values)), true],
  ["a text that ends in backslashes", JSON.stringify(["\\\\", "[".repeat(depth + 1), '\\"']), true],
  ["too many values", `[${"0,".repeat(values)}0]`, false],
])("%s: %s is read: %s", (_, text, isRead) => {
  expect(parseJson(Buffer.from(text)) !== undefined).toBe(isRead);
});
