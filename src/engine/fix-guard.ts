/**
 * Says no to fixes that do not cure or that harm. In: what all rules and the parser said before and after; out: the
 * reason to take the fixes back, or undefined. It counts by rule, not by place: places move when text is edited.
 */
import type { Finding } from "../finding/finding.ts";
import type { UnitFacts } from "../project/unit.ts";
import type { Examined } from "./examine.ts";

/** Findings by rule, and syntax errors by message. Suppressed findings count: an ignore does not excuse a new one. */
export interface Tally {
  readonly findings: ReadonlyMap<string, number>;
  readonly errors: ReadonlyMap<string, number>;
  readonly crashed: ReadonlySet<string>;
}

/** Counts what was said of one text. */
export function tallyOf({ facts, problems, crashed }: Examined): Tally {
  return {
    findings: count(problems.map(({ rule }) => rule.id)),
    errors: count(syntaxErrors(facts)),
    crashed: new Set(crashed.map(({ rule }) => rule.id)),
  };
}

/** Why the step from `before` to `after`, meant to cure `cured`, cannot stand; undefined when it can. */
export function objection(before: Tally, after: Tally, cured: readonly Finding[]): string | undefined {
  for (const [message, number] of after.errors)
    if (number > (before.errors.get(message) ?? 0)) return `the file would no longer parse (${message})`;
  for (const rule of after.crashed) if (!before.crashed.has(rule)) return `the rule ${rule} cannot read the result`;
  for (const [rule, number] of after.findings)
    if (number > (before.findings.get(rule) ?? 0)) return `it would bring in a finding of ${rule}`;
  for (const [rule, number] of count(cured.map((finding) => finding.rule)))
    if ((after.findings.get(rule) ?? 0) > (before.findings.get(rule) ?? 0) - number)
      return "the finding would still be there";
  return undefined;
}

/** What the readers of the file object to. */
function syntaxErrors({ dockerfile, ignoreFile, compose }: UnitFacts): string[] {
  return [
    ...(dockerfile?.tree.errors.map(({ message }) => message) ?? []),
    ...(ignoreFile?.file.patterns.flatMap(({ error }) => (error === undefined ? [] : [error])) ?? []),
    ...(compose?.problems.map(({ message }) => message) ?? []),
  ];
}

/** What was said of several texts together. */
export function joinTallies(tallies: readonly Tally[]): Tally {
  return {
    findings: sum(tallies.map(({ findings }) => findings)),
    errors: sum(tallies.map(({ errors }) => errors)),
    crashed: new Set(tallies.flatMap(({ crashed }) => [...crashed])),
  };
}

function sum(all: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const total = new Map<string, number>();
  for (const counts of all) for (const [name, number] of counts) total.set(name, (total.get(name) ?? 0) + number);
  return total;
}

function count(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
