/** For the tests beside the rules: sentences, sources and the exact text each problem points at. */
import { expect, it } from "vitest";
import { resolveDockerfile } from "../dockerfile/stages.ts";
import type { Problem } from "../finding/finding.ts";
import { applyEdits } from "../text/edit.ts";
import { createSource } from "../text/source.ts";
import type { Rule } from "./rule.ts";

/** `[what it shows, Dockerfile, the source text of each problem's span]`. */
export type ProblemCase = readonly [title: string, dockerfile: string, places: readonly string[]];

/** `[what it shows, before, after]`; after is what one round of the first fixes makes of it. */
export type FixCase = readonly [title: string, before: string, after: string];

/** Every problem a rule finds in a text. */
export function problemsIn(rule: Rule, dockerfile: string): Problem[] {
  return [...rule.check({ dockerfile: resolveDockerfile(createSource("Dockerfile", dockerfile)) })];
}

export function expectProblems(rule: Rule, cases: readonly ProblemCase[]): void {
  it.each(cases)(`${rule.id}: %s`, (_, dockerfile, places) => {
    const found = problemsIn(rule, dockerfile).map(({ at }) => dockerfile.slice(at.start, at.end));
    expect(found).toEqual(places);
  });
}

export function expectFixes(rule: Rule, cases: readonly FixCase[]): void {
  it.each(cases)(`${rule.id} fixes %s`, (_, before, after) => {
    const edits = problemsIn(rule, before).flatMap((problem) => problem.fixes?.[0]?.edits ?? []);
    expect(applyEdits(before, edits)).toBe(after);
  });
}

/** `[what it shows, Dockerfile, words the refusal must hold]`. */
export function expectRefusals(rule: Rule, cases: readonly (readonly [string, string, string])[]): void {
  it.each(cases)(`${rule.id} refuses %s`, (_, dockerfile, words) => {
    const problems = problemsIn(rule, dockerfile);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) {
      expect(problem.fixes ?? []).toEqual([]);
      expect(problem.refusal).toContain(words);
    }
  });
}
