import { fixProject } from "../engine/fix-project.ts";
import type { Severity } from "../finding/finding.ts";
import { memoryProject } from "../project/memory-project.ts";
import { exampleFiles } from "../rules/rule.ts";
import type { FixExample } from "./rule-page.ts";

/** Examples are judged on this day, so that a page does not change overnight. */
const today = "2026-01-01";

/**
 * What fixing an example really gives: the loop of `seaworthy fix` over the example's files, with this rule alone. Only
 * the files that it changed.
 */
export const fixedExample: FixExample = (rule, example) => {
  const rules = { known: [rule], chosen: new Set([rule.id]), severities: new Map<string, Severity>() };
  const fixed = fixProject(memoryProject(exampleFiles(example)), { rules, today, unsafe: rule.fix !== "safe" });
  return fixed
    .filter(({ before, after }) => after !== before.text)
    .map(({ before, after }) => ({ path: before.path, text: after }));
};
