/**
 * Turns what rules yield into findings: the rule's facts, places as lines and columns, and the fingerprint are stamped on.
 */

import type { Instruction } from "../dockerfile/tree.ts";
import type { Finding, Fix, Location, Problem, Severity } from "../finding/finding.ts";
import { isAtLeast, severities } from "../finding/finding.ts";
import { fingerprintOf, normaliseAnchor } from "../finding/fingerprint.ts";
import { steadyImageName } from "../inventory/steady-name.ts";
import type { Rule } from "../rules/rule.ts";
import { compareTexts } from "../text/compare.ts";
import type { Place, Source, Span } from "../text/source.ts";
import { lineText, positionAt } from "../text/source.ts";
import type { Examined, RuleProblem } from "./examine.ts";

/**
 * Where the pages of the rules will stand, with `/<id>` behind it. The name is reserved (RFC 2606) until there is a site:
 * an address that nobody holds could be taken by somebody. `seaworthy explain <id>` prints the same page.
 */
export const helpAddress = "https://seaworthy.example/rules/";

/** The findings of one file, unsuppressed, worst first. `overrides`: severities by rule id. */
export function stampFindings(
  examined: Examined,
  problems: readonly RuleProblem[],
  overrides: ReadonlyMap<string, Severity>,
): readonly Finding[] {
  const seen = new Map<string, number>();
  const at = (place: Place) => locate(sourceOf(examined, place), place);
  // Ordinals count in the order of place, whatever order a rule yields in.
  const inOrder = [...problems].sort((a, b) => a.problem.at.start - b.problem.at.start);
  const findings = inOrder.map(({ rule, problem }): Finding => {
    const location = at(problem.at);
    const anchor = [anchorOf(examined, rule, problem.at), problem.subject ?? ""].join(" ").trimEnd();
    const key = `${rule.id}\0${location.path}\0${anchor}`;
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return {
      rule: rule.id,
      habit: rule.habit,
      severity: severityOf(examined, rule, problem, overrides),
      confidence: problem.confidence ?? rule.confidence,
      message: problem.message,
      help: helpAddress + rule.id,
      aliases: rule.aliases,
      location,
      related: (problem.related ?? []).map((one) => ({ message: one.message, location: at(one.at) })),
      fixes: examined.unit.isFixed ? [] : fixesOf(examined, problem),
      ...refusalOf(examined, problem),
      fingerprint: fingerprintOf({ rule: rule.id, path: steadyPath(examined, location.path), anchor, ordinal }),
    };
  });
  return findings.sort(byRank);
}

/** A tag or a digest in a fingerprint would make every finding of the next build a new one. */
function steadyPath({ unit, source }: Examined, path: string): string {
  return unit.kind === "image" && path === source.path ? steadyImageName(path) : path;
}

/** What a README shows is run by readers, if at all: it is advice, unless the config says otherwise. */
function severityOf(
  { unit }: Examined,
  rule: Rule,
  problem: Problem,
  overrides: ReadonlyMap<string, Severity>,
): Severity {
  const own = overrides.get(rule.id);
  if (own) return own;
  const severity = problem.severity ?? rule.severity;
  return unit.isDocumentation && isAtLeast(severity, "info") ? "info" : severity;
}

/** Edits without a path are of the file that was looked at, which need not be the one the finding lies in. */
function fixesOf({ source }: Examined, { at, fixes = [] }: Problem): readonly Fix[] {
  if (at.path === undefined || at.path === source.path) return fixes;
  return fixes.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => ({ path: source.path, ...edit })) }));
}

function refusalOf({ unit }: Examined, { fixes, refusal }: Problem): Pick<Problem, "refusal"> {
  if (unit.isFixed && fixes && fixes.length > 0)
    return { refusal: "It stands inside another file: change it there by hand." };
  return refusal === undefined ? {} : { refusal };
}

/** The text a place lies in; the examined one when the other cannot be had. */
function sourceOf({ unit, source }: Examined, { path }: Place): Source {
  if (path === undefined || path === source.path) return source;
  return unit.sourceOf(path) ?? source;
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
function anchorOf(examined: Examined, rule: Rule, at: Place): string {
  const source = sourceOf(examined, at);
  const tree = source === examined.source ? examined.facts.dockerfile?.tree : undefined;
  const instruction = tree && instructionAt(tree.instructions, at.start);
  const line = () => lineText(source, positionAt(source, at.start).line);
  if (!instruction) return rule.habit === "secrets" ? "" : normaliseAnchor(line());
  const { name, pairs } = instruction;
  const pair = pairs.find(({ span }) => at.start >= span.start && at.start < span.end);
  const keys = (pair ? [pair] : pairs).map(({ key }) => normaliseAnchor(key.text));
  if (keys.length > 0) return [name, ...keys].join(" ");
  return rule.habit === "secrets" ? name : `${name} ${normaliseAnchor(line())}`;
}
