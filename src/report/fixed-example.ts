import { fixSource } from "../engine/fix.ts";
import type { Severity } from "../finding/finding.ts";
import { createSource } from "../text/source.ts";
import type { FixExample } from "./rule-page.ts";

/** Examples are judged on this day, so that a page does not change overnight. */
const today = "2026-01-01";

/**
 * What fixing an example really gives: the loop of `seaworthy fix` over the example's text, with this rule alone.
 * Undefined when nothing was applied.
 */
export const fixedExample: FixExample = (rule, example) => {
  const rules = { known: [rule], chosen: new Set([rule.id]), severities: new Map<string, Severity>() };
  const fixed = fixSource(createSource("Dockerfile", example.dockerfile), {
    rules,
    today,
    unsafe: rule.fix !== "safe",
  });
  return fixed.applied.length > 0 ? fixed.after : undefined;
};
