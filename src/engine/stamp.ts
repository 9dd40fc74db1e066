/**
 * Turns what rules yield into findings: the rule's facts, places as lines and columns, and the fingerprint are stamped on.
 */

import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import type { Instruction } from "../dockerfile/tree.ts";
import type { Finding, Location, Problem, Severity } from "../finding/finding.ts";
import { severities } from "../finding/finding.ts";
import { fingerprintOf, normaliseAnchor } from "../finding/fingerprint.ts";
import type { Rule } from "../rules/rule.ts";
import { compareTexts } from "../text/compare.ts";
import type { Source, Span } from "../text/source.ts";
import { lineText, positionAt } from "../text/source.ts";

/**
 * Where the pages of the rules will stand, with `/<id>` behind it. The name is reserved (RFC 2606) until there is a site:
 * an address that nobody holds could be taken by somebody. `seaworthy explain <id>` prints the same page.
 */
export const helpAddress = "https://seaworthy.example/rules/";

/** A problem and the rule that has it. */
export interface RuleProblem {
  readonly rule: Rule;
  readonly problem: Problem;
}

/** The findings of one file, unsuppressed, worst first. `overrides`: severities by rule id. */
export function stampFindings(
  dockerfile: Dockerfile,
  problems: readonly RuleProblem[],
  overrides: ReadonlyMap<string, Severity>,
): readonly Finding[] {
  const { source } = dockerfile;
  const seen = new Map<string, number>();
  // Ordinals count in the order of place, whatever order a rule yields in.
  const inOrder = [...problems].sort((a, b) => a.problem.at.start - b.problem.at.start);
  const findings = inOrder.map(({ rule, problem }): Finding => {
    const anchor = anchorOf(dockerfile, rule, problem.at);
    const key = `${rule.id}\0${anchor}`;
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return {
      rule: rule.id,
      habit: rule.habit,
      severity: overrides.get(rule.id) ?? problem.severity ?? rule.severity,
      confidence: problem.confidence ?? rule.confidence,
      message: problem.message,
      help: helpAddress + rule.id,
      aliases: rule.aliases,
      location: locate(source, problem.at),
      related: (problem.related ?? []).map(({ at, message }) => ({ message, location: locate(source, at) })),
      fixes: problem.fixes ?? [],
      ...(problem.refusal === undefined ? {} : { refusal: problem.refusal }),
      fingerprint: fingerprintOf({ rule: rule.id, path: source.path, anchor, ordinal }),
    };
  });
  return findings.sort(byRank);
}

/** Worst first, then by path and place, then by rule. */
export function byRank(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compareTexts(a.location.path, b.location.path) ||
    a.location.span.start - b.location.span.start ||
    compareTexts(a.rule, b.rule) ||
    a.location.span.end - b.location.span.end
  );
}

/** A span as lines and columns. */
export function locate(source: Source, span: Span): Location {
  return {
    path: source.path,
    start: positionAt(source, span.start),
    end: positionAt(source, span.end),
    span: { start: span.start, end: span.end },
  };
}

/** The instruction a place lies in: binary search, files of ten thousand lines exist. */
export function instructionAt(instructions: readonly Instruction[], offset: number): Instruction | undefined {
  let low = 0;
  let high = instructions.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const instruction = instructions[middle];
    if (!instruction) return undefined;
    if (offset < instruction.span.start) high = middle - 1;
    else if (offset >= instruction.span.end) low = middle + 1;
    else return instruction;
  }
  return undefined;
}

/** What the fingerprint remembers of a place: never the value of a variable, and nothing at all of a secret's line. */
function anchorOf({ source, tree }: Dockerfile, rule: Rule, at: Span): string {
  const instruction = instructionAt(tree.instructions, at.start);
  const line = () => lineText(source, positionAt(source, at.start).line);
  if (!instruction) return rule.habit === "secrets" ? "" : normaliseAnchor(line());
  const { name, pairs } = instruction;
  const pair = pairs.find(({ span }) => at.start >= span.start && at.start < span.end);
  const keys = (pair ? [pair] : pairs).map(({ key }) => normaliseAnchor(key.text));
  if (keys.length > 0) return [name, ...keys].join(" ");
  return rule.habit === "secrets" ? name : `${name} ${normaliseAnchor(line())}`;
}
