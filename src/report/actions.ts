import { type Finding, type Safety, type Severity, severities } from "../finding/finding.ts";

/** What one person does in one go: all findings of one rule in one file. */
export interface Action {
  readonly rule: string;
  readonly path: string;
  /** That of the worst finding. */
  readonly severity: Severity;
  /** Worst first; never empty. */
  readonly findings: readonly [Finding, ...Finding[]];
}

/** Groups findings into actions, worst first; among equals the order of the findings stays. Give it open findings only. */
export function groupActions(findings: readonly Finding[]): Action[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const key = `${finding.rule}\0${finding.location.path}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  const actions = [...groups.values()].map(toAction);
  return actions.sort((a, b) => rank(a.severity) - rank(b.severity));
}

/** The safety of the mildest fix on offer, or undefined when there is none. */
export function fixSafety(finding: Finding): Safety | undefined {
  if (finding.fixes.some((fix) => fix.safety === "safe")) return "safe";
  return finding.fixes.length > 0 ? "unsafe" : undefined;
}

/** `2 critical, 1 low`; severities without a finding are left out. */
export function countSeverities(items: readonly { readonly severity: Severity }[]): string {
  const counted = severities.map((severity) => ({
    severity,
    number: items.filter((item) => item.severity === severity).length,
  }));
  return counted
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => `${number} ${severity}`)
    .join(", ");
}

/** `1 file`, `2 files`, `2 fixes`. */
export function plural(number: number, noun: string): string {
  if (number === 1) return `1 ${noun}`;
  return `${number} ${noun}${noun.endsWith("x") ? "es" : "s"}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

function toAction(group: [Finding, ...Finding[]]): Action {
  const findings = group.sort((a, b) => rank(a.severity) - rank(b.severity));
  const { rule, location, severity } = findings[0];
  return { rule, path: location.path, severity, findings };
}

function rank(severity: Severity): number {
  return severities.indexOf(severity);
}
