import { expect, test } from "vitest";
import { agoWords, daysBetween } from "./days.ts";

test.each([
  ["2026-11-20", "2026-11-21", 1],
  ["2026-11-21T23:59:59Z", "2026-11-21", 0],
  ["2024-02-28", "2024-03-01", 2],
  ["2026-11-22", "2026-11-21", undefined],
  ["never", "2026-11-21", undefined],
  [undefined, "2026-11-21", undefined],
  ["2026-11-21", undefined, undefined],
])("from %s to %s: %s days", (from, to, days) => {
  expect(daysBetween(from, to)).toBe(days);
});

test.each([
  [0, "today"],
  [1, "1 day ago"],
  [59, "59 days ago"],
  [60, "1 month ago"],
  [729, "23 months ago"],
  [731, "2 years ago"],
])("%i days: %s", (days, words) => {
  expect(agoWords(days)).toBe(words);
});
