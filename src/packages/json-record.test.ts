import { expect, test } from "vitest";
import { jsonMember, jsonObject, jsonText, parseJson } from "./json-record.ts";

test.each(["constructor", "toString", "__proto__", "hasOwnProperty"])("an object has no %s but its own", (key) => {
  expect(jsonMember({}, key)).toBeUndefined();
  expect(jsonMember(parseJson(Buffer.from(`{"${key}":1}`)), key)).toBe(1);
});

test.each([[[]], [null], ["text"], [1], [undefined]])("%j is no object", (value) => {
  expect(jsonObject(value)).toBeUndefined();
  expect(jsonMember(value, "length")).toBeUndefined();
});

test("only texts are texts", () => {
  expect(jsonText({ a: "x" }, "a")).toBe("x");
  expect(jsonText({ a: 1 }, "a")).toBeUndefined();
});

test("what is no JSON is nothing, and null is null", () => {
  expect(parseJson(Buffer.from("{"))).toBeUndefined();
  expect(parseJson(Buffer.from("\uFEFFnull"))).toBeNull();
});
