import { expect, test } from "vitest";
import { field, jsonValue, objectOf, pairsOf, sizeOf } from "./json.ts";

test.each(["constructor", "toString", "__proto__", "hasOwnProperty"])("an object has no %s but its own", (key) => {
  expect(field({}, key)).toBeUndefined();
  expect(field(jsonValue(`{"${key}":1}`), key)).toBe(1);
  expect(pairsOf(jsonValue(`{"${key}":1}`), 5)).toEqual([[key, 1]]);
});

test.each([[[]], [null], ["text"], [1], [undefined]])("%j is no object", (value) => {
  expect(objectOf(value)).toBeUndefined();
  expect(field(value, "length")).toBeUndefined();
  expect(pairsOf(value, 5)).toEqual([]);
});

test.each([
  [0, 0],
  [-1, undefined],
  [1.5, undefined],
  [2 ** 53, undefined],
  ["1", undefined],
])("%j as a size is %j", (value, size) => {
  expect(sizeOf(value)).toBe(size);
});
