/** Conditions on versions as GitHub's advisories write them: `< 2.0`, `>= 4.4.0, <= 4.5.1`; `||` between alternatives. */
import type { Subject } from "./fold-range.ts";

/** Characters of a condition that are looked at, and conditions in one. */
export const longestCondition = 1_000;

/** Undefined where one of its parts is no condition, or the version cannot be ordered. */
export function isWithin(written: string, subject: Subject): boolean | undefined {
  if (written.length > longestCondition) return undefined;
  let isIn: boolean | undefined = false;
  for (const alternative of written.split("||")) {
    const one = holds(alternative, subject);
    if (one) return true;
    if (one === undefined) isIn = undefined;
  }
  return isIn;
}

function holds(alternative: string, { parsed, order }: Subject): boolean | undefined {
  let isHeld = true;
  for (const condition of alternative.split(",")) {
    const found = /^\s*(<=|>=|<|>|==?)\s*(\S+)\s*$/.exec(condition);
    const bound = found?.[2] === undefined ? undefined : order.parse(found[2]);
    if (found === null || bound === undefined || parsed === undefined) return undefined;
    isHeld &&= fits(found[1] ?? "", order.compare(parsed, bound));
  }
  return isHeld;
}

function fits(operator: string, side: number): boolean {
  if (operator === "<") return side < 0;
  if (operator === "<=") return side <= 0;
  if (operator === ">") return side > 0;
  return operator === ">=" ? side >= 0 : side === 0;
}
