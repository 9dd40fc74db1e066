/**
 * What every rule owes, tested on its own examples: bad fires and good is silent; ids, words and aliases are well formed;
 * a declared fix cures, parses, brings no other finding, and has nothing more to do the second time.
 */
import { describe, expect, it } from "vitest";
import { fixProject } from "../src/engine/fix-project.ts";
import { selectRules } from "../src/engine/presets.ts";
import type { Fix, Problem } from "../src/finding/finding.ts";
import { habits } from "../src/finding/finding.ts";
import type { ExampleImage } from "../src/inventory/example-image.ts";
import { memoryProject } from "../src/project/memory-project.ts";
import type { Project } from "../src/project/project.ts";
import type { Unit } from "../src/project/unit.ts";
import { rules } from "../src/rules/catalog.ts";
import { exampleUnit } from "../src/rules/image/facts.fixture.ts";
import { type Example, exampleFiles, type Rule } from "../src/rules/rule.ts";
import { runRule } from "../src/rules/testing.ts";
import { applyEdits } from "../src/text/edit.ts";

const today = "2026-11-21";
const peers = ["hadolint", "buildkit", "trivy", "dockle", "kics", "checkov", "semgrep", "cis", "compose-lint"];
const strict = selectRules(rules, { preset: "strict" });

/** Rules that judge by a project's policy get one under which their own examples speak. */
const policy = { allowedRegistries: ["docker.io"] };

/** A problem and the file it was found in. */
interface Found {
  readonly problem: Problem;
  readonly unit: Unit;
}

function problemsOf(rule: Rule, project: Project): Found[] {
  return project.units.flatMap((unit) => runRule(rule, unit.facts(unit.source)).map((problem) => ({ problem, unit })));
}

function open(example: Example): Project {
  return "image" in example ? imageProject(example.image) : memoryProject(exampleFiles(example), { policy });
}

/** An image is one thing that is checked, and nothing that can be edited. */
function imageProject(image: ExampleImage): Project {
  const unit = exampleUnit(image);
  const { path, text } = unit.source;
  const project: Project = {
    units: [unit],
    unit: (asked) => (asked === path ? unit : undefined),
    textOf: (asked) => (asked === path ? text : undefined),
    with: () => project,
  };
  return project;
}

/** How often each rule of the strict preset fires, the given one left out. */
function othersIn(project: Project, but: Rule): Map<string, number> {
  const others = rules.filter((rule) => rule !== but && strict.chosen.has(rule.id));
  return new Map(others.map((rule) => [rule.id, problemsOf(rule, project).length]));
}

/** What the readers of the files object to. */
function errorsIn(project: Project): string[] {
  return project.units.flatMap((unit) => {
    const { dockerfile, compose } = unit.facts(unit.source);
    return [...(dockerfile?.tree.errors ?? []), ...(compose?.problems ?? [])].map(({ message }) => message);
  });
}

function applyFix(project: Project, { unit }: Found, fix: Fix): Project {
  const texts = new Map<string, string>();
  const paths = new Set(fix.edits.map(({ path = unit.source.path }) => path));
  for (const path of paths) {
    const edits = fix.edits.filter((edit) => (edit.path ?? unit.source.path) === path);
    texts.set(path, applyEdits(project.textOf(path) ?? "", edits));
  }
  return project.with(texts);
}

it("ids are unique, and no alias stands in two places of one rule", () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { aliases } of rules) expect(new Set(aliases).size).toBe(aliases.length);
});

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
  it("is described in full", () => {
    expect(rule.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(habits).toContain(rule.habit);
    expect(rule.bad.length).toBeGreaterThan(0);
    expect(rule.good.length).toBeGreaterThan(0);
    expect(rule.title).not.toMatch(/\.$/);
    for (const words of [rule.why, rule.remedy, rule.scope, rule.whenToIgnore, rule.severityReason])
      expect(words).toMatch(/^[\s\S]{12,}[.!?`]$/);
    for (const alias of rule.aliases) expect(peers).toContain(alias.slice(0, alias.indexOf("/")));
    if (rule.presets.includes("recommended@1")) expect(rule.presets).toContain("strict@1");
    // What a rule looks at is what its examples show.
    for (const example of [...rule.bad, ...rule.good]) expect("image" in example).toBe(rule.needs.includes("image"));
  });

  it.each(rule.bad)("fires: $title", (example) => {
    const project = open(example);
    const found = problemsOf(rule, project);
    expect(found.length).toBeGreaterThan(0);
    for (const { problem, unit } of found) {
      for (const { path = unit.source.path, start, end } of [
        problem.at,
        ...(problem.related ?? []).map(({ at }) => at),
      ]) {
        expect(start).toBeLessThanOrEqual(end);
        // The config that an excuse stands in is no file of the project.
        const text = project.textOf(path) ?? unit.sourceOf(path)?.text ?? "";
        expect(end).toBeLessThanOrEqual(text.length);
      }
      expect(problem.message).toMatch(/\S/);
      expect(problem.message).not.toContain("undefined");
    }
  });

  it.each(rule.good)("is silent: $title", (example) => {
    expect(problemsOf(rule, open(example)).map(({ problem }) => problem.message)).toEqual([]);
  });

  it("offers just the fixes it declares, and a reason where it offers none", () => {
    const safeties = new Set<string>();
    for (const example of rule.bad)
      for (const { problem } of problemsOf(rule, open(example))) {
        for (const { safety } of problem.fixes ?? []) safeties.add(safety);
        if (rule.fix && !problem.fixes?.length) expect(problem.refusal).toMatch(/\S/);
      }
    const declared = rule.fix === "both" ? ["safe", "unsafe"] : rule.fix ? [rule.fix] : [];
    for (const safety of safeties) expect(declared).toContain(safety);
    if (rule.fix) expect(safeties.size).toBeGreaterThan(0);
  });

  it.each(rule.bad)("each fix is a clean edit that cures: $title", (example) => {
    const project = open(example);
    const before = problemsOf(rule, project);
    for (const found of before)
      for (const fix of found.problem.fixes ?? []) {
        const after = applyFix(project, found, fix);
        expect(errorsIn(after)).toEqual(errorsIn(project));
        expect(problemsOf(rule, after).length).toBeLessThan(before.length);
        const others = othersIn(project, rule);
        for (const [id, count] of othersIn(after, rule))
          expect([id, count]).toEqual([id, Math.min(count, others.get(id) ?? 0)]);
      }
  });

  it.each(rule.bad)("the fix loop ends, and a second run changes nothing: $title", (example) => {
    // An image cannot be edited: its rules offer no fix, which is tested above.
    if ("image" in example) return expect(rule.fix).toBeUndefined();
    const options = { rules: selectRules(rules, { only: [rule.id] }), today, unsafe: true };
    const textsOf = (project: Project) =>
      fixProject(project, options).map(({ before, after }): [string, string] => [before.path, after]);
    const once = { ...exampleFiles(example), ...Object.fromEntries(textsOf(open(example))) };
    for (const [path, text] of textsOf(memoryProject(once, { policy })))
      expect([path, text]).toEqual([path, once[path]]);
  });
});
