/**
 * What every rule owes, tested on its own examples: bad fires and good is silent; ids, words and aliases are well formed;
 * a declared fix cures, parses, brings no other finding, and has nothing more to do the second time.
 */
import { describe, expect, it } from "vitest";
import { resolveDockerfile } from "../src/dockerfile/stages.ts";
import { fixSource } from "../src/engine/fix.ts";
import { selectRules } from "../src/engine/presets.ts";
import type { Problem } from "../src/finding/finding.ts";
import { habits } from "../src/finding/finding.ts";
import { rules } from "../src/rules/catalog.ts";
import type { Example, Facts, Rule } from "../src/rules/rule.ts";
import { applyEdits } from "../src/text/edit.ts";
import { createSource } from "../src/text/source.ts";

const today = "2026-11-21";
const peers = ["hadolint", "buildkit", "trivy", "dockle", "kics", "checkov", "semgrep", "cis", "compose-lint"];
const strict = selectRules(rules, { preset: "strict" });

/** Rules that judge by a project's policy get one under which their own examples speak. */
function factsOf(text: string): Facts {
  return {
    dockerfile: resolveDockerfile(createSource("Dockerfile", text)),
    policy: { allowedRegistries: ["docker.io"] },
  };
}

function problemsOf(rule: Rule, example: Example): Problem[] {
  return [...rule.check(factsOf(example.dockerfile))];
}

/** How often each rule of the strict preset fires, the given one left out. */
function othersIn(text: string, but: Rule): Map<string, number> {
  const facts = factsOf(text);
  const counts = new Map<string, number>();
  for (const rule of rules) {
    if (rule === but || !strict.chosen.has(rule.id)) continue;
    counts.set(rule.id, [...rule.check(facts)].length);
  }
  return counts;
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
  });

  it.each(rule.bad)("fires: $title", (example) => {
    const problems = problemsOf(rule, example);
    expect(problems.length).toBeGreaterThan(0);
    for (const { at, message, related } of problems) {
      for (const span of [at, ...(related ?? []).map((one) => one.at)]) {
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(span.end).toBeLessThanOrEqual(example.dockerfile.length);
      }
      expect(message).toMatch(/\S/);
      expect(message).not.toContain("undefined");
    }
  });

  it.each(rule.good)("is silent: $title", (example) => {
    expect(problemsOf(rule, example).map(({ message }) => message)).toEqual([]);
  });

  it("offers just the fixes it declares, and a reason where it offers none", () => {
    const safeties = new Set<string>();
    for (const example of rule.bad)
      for (const { fixes, refusal } of problemsOf(rule, example)) {
        for (const { safety } of fixes ?? []) safeties.add(safety);
        if (rule.fix && !fixes?.length) expect(refusal).toMatch(/\S/);
      }
    const declared = rule.fix === "both" ? ["safe", "unsafe"] : rule.fix ? [rule.fix] : [];
    for (const safety of safeties) expect(declared).toContain(safety);
    if (rule.fix) expect(safeties.size).toBeGreaterThan(0);
  });

  it.each(rule.bad)("each fix is a clean edit that cures: $title", (example) => {
    const before = problemsOf(rule, example);
    for (const problem of before)
      for (const fix of problem.fixes ?? []) {
        const after = applyEdits(example.dockerfile, fix.edits);
        const facts = factsOf(after);
        expect(facts.dockerfile.tree.errors).toEqual(factsOf(example.dockerfile).dockerfile.tree.errors);
        expect([...rule.check(facts)].length).toBeLessThan(before.length);
        const others = othersIn(example.dockerfile, rule);
        for (const [id, count] of othersIn(after, rule))
          expect([id, count]).toEqual([id, Math.min(count, others.get(id) ?? 0)]);
      }
  });

  it.each(rule.bad)("the fix loop ends, and a second run changes nothing: $title", (example) => {
    const options = { rules: selectRules(rules, { only: [rule.id] }), today, unsafe: true };
    const once = fixSource(createSource("Dockerfile", example.dockerfile), options);
    expect(fixSource(createSource("Dockerfile", once.after), options).after).toBe(once.after);
  });
});
