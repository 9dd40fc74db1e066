import type { Report } from "../engine/report.ts";
import { helpAddress } from "../engine/stamp.ts";
import type { Confidence, Finding, Severity } from "../finding/finding.ts";
import type { Rule } from "../rules/rule.ts";
import { escapeMarkdown } from "./markdown-text.ts";

/** SARIF knows three levels for a problem. */
export function levelOf(severity: Severity): "error" | "warning" | "note" {
  if (severity === "critical" || severity === "high") return "error";
  return severity === "medium" ? "warning" : "note";
}

/** GitHub sorts alerts by this number: over 9 critical, from 7 high, from 4 medium, above 0 low. */
export const securitySeverities: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
  info: "0.0",
};

const precisions: Readonly<Record<Confidence, string>> = { high: "high", medium: "medium", low: "low" };

/** A reportingDescriptor; the index in the list is the `ruleIndex` of the results. */
export interface RuleDescriptor {
  readonly id: string;
  readonly [property: string]: unknown;
}

/** The rules that ran, and any other a finding names. */
export function ruleDescriptors(report: Report, findings: readonly Finding[]): RuleDescriptor[] {
  const pages = new Map(findings.map(({ rule, help }) => [rule, help]));
  const known = [...report.rules.values()].map((rule) =>
    descriptorOf(rule, pages.get(rule.id) ?? helpAddress + rule.id),
  );
  const others = [...pages].filter(([id]) => !report.rules.has(id)).map(([id, helpUri]) => ({ id, helpUri }));
  return [...known, ...others];
}

function descriptorOf(rule: Rule, page: string): RuleDescriptor {
  return {
    id: rule.id,
    name: pascalCase(rule.id),
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    helpUri: page,
    help: { text: helpText(rule), markdown: helpMarkdown(rule) },
    defaultConfiguration: { level: levelOf(rule.severity) },
    properties: {
      tags: ["security", rule.habit, ...rule.aliases],
      precision: precisions[rule.confidence],
      "problem.severity": { error: "error", warning: "warning", note: "recommendation" }[levelOf(rule.severity)],
      "security-severity": securitySeverities[rule.severity],
    },
  };
}

function helpText(rule: Rule): string {
  return [
    rule.title,
    `Why: ${rule.why}`,
    `Fix: ${rule.remedy}`,
    rule.scope,
    `When to ignore: ${rule.whenToIgnore}`,
  ].join("\n\n");
}

function helpMarkdown(rule: Rule): string {
  return [
    `# ${escapeMarkdown(rule.title)}`,
    `**Why:** ${escapeMarkdown(rule.why)}`,
    `**Fix:** ${escapeMarkdown(rule.remedy)}`,
    escapeMarkdown(rule.scope),
    `**When to ignore:** ${escapeMarkdown(rule.whenToIgnore)}`,
  ].join("\n\n");
}

/** `root-user` becomes `RootUser`, as SARIF asks of a rule's name. */
function pascalCase(id: string): string {
  return id
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
