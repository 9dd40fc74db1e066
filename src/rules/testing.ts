/** For the tests beside the rules: sentences, sources and the exact text each problem points at. */
import { expect, it } from "vitest";
import { resolveDockerfile } from "../dockerfile/stages.ts";
import type { Problem } from "../finding/finding.ts";
import { memoryProject } from "../project/memory-project.ts";
import type { UnitFacts } from "../project/unit.ts";
import { applyEdits } from "../text/edit.ts";
import { createSource, type Source } from "../text/source.ts";
import type { Facts, Rule } from "./rule.ts";

/** `[what it shows, Dockerfile, the source text of each problem's span]`. */
export type ProblemCase = readonly [title: string, dockerfile: string, places: readonly string[]];

/** `[what it shows, before, after]`; after is what one round of the first fixes makes of it. */
export type FixCase = readonly [title: string, before: string, after: string];

/** A problem of a rule that looked at a whole project. */
export interface PlacedProblem {
  /** The file it lies in. */
  readonly path: string;
  readonly problem: Problem;
  /** The text its span covers. */
  readonly text: string;
}

/** Every problem a rule finds in a lone Dockerfile. */
export function problemsIn(rule: Rule, dockerfile: string): Problem[] {
  const source = createSource("Dockerfile", dockerfile);
  return runRule(rule, { source, dockerfile: resolveDockerfile(source) });
}

/** Every problem a rule finds in the files of a project, in the order of the files. */
export function problemsInFiles(rule: Rule, files: Readonly<Record<string, string>>): PlacedProblem[] {
  return memoryProject(files).units.flatMap((unit) =>
    runRule(rule, unit.facts(unit.source)).map((problem) => {
      const { path = unit.source.path, start, end } = problem.at;
      const lies: Source = path === unit.source.path ? unit.source : (unit.sourceOf(path) ?? unit.source);
      return { path, problem, text: lies.text.slice(start, end) };
    }),
  );
}

/** What a rule says of these facts; nothing when one that it needs is not among them. */
export function runRule(rule: Rule, facts: UnitFacts): Problem[] {
  return rule.needs.every((need) => facts[need] !== undefined) ? [...rule.check(facts as Facts)] : [];
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
