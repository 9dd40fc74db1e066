import { compareDigits } from "./digits.ts";

/** The order of two lists of whole numbers (digits), part by part; what a shorter one lacks counts as 0: `1.2` = `1.2.0`. */
export function comparePadded(a: readonly string[], b: readonly string[]): number {
  const longer = Math.max(a.length, b.length);
  for (let at = 0; at < longer; at++) {
    const order = compareDigits(a[at] ?? "", b[at] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

/** The same, but of two that begin alike the longer one is greater: `1.2` < `1.2.0`. */
export function compareLists(a: readonly string[], b: readonly string[]): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const order = compareDigits(a[at] ?? "", b[at] ?? "");
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
