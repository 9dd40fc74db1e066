/**
 * Proves the fixes of whole projects on real files: every Compose file and every application of the corpus is fixed with
 * all rules, once with safe fixes only and once with all. What is printed is counted from the outside: from texts, spans,
 * and a fresh look at the result.
 */
import { examine } from "../src/engine/examine.ts";
import { fixProject } from "../src/engine/fix-project.ts";
import { selectRules } from "../src/engine/presets.ts";
import type { FixedFile } from "../src/engine/report.ts";
import { memoryProject } from "../src/project/memory-project.ts";
import type { Project } from "../src/project/project.ts";
import { rules } from "../src/rules/catalog.ts";
import { applyEdits } from "../src/text/edit.ts";
import { realApplications, realComposeFiles, withCorpus } from "./corpus.ts";

type Files = Readonly<Record<string, string>>;

/** One project before and after. */
interface Fixed {
  readonly before: Files;
  readonly after: Files;
  readonly results: readonly FixedFile[];
}

/** What must hold for each project. Each yields a sentence for what does not. */
const claims: Readonly<Record<string, (fixed: Fixed, again: () => Files) => string | undefined>> = {
  "fixing twice equals fixing once": ({ after }, again) => {
    const second = again();
    return Object.keys(second).find((path) => second[path] !== after[path]);
  },
  "the files parse as well as before": ({ before, after }) => {
    const known = new Set(errorsIn(memoryProject(before)));
    return errorsIn(memoryProject(after)).find((message) => !known.has(message));
  },
  "every fixed finding is gone, and no new one appears": ({ before, after, results }) => {
    const [old, now] = [countByRule(memoryProject(before)), countByRule(memoryProject(after))];
    const fixed = new Map<string, number>();
    const applied = new Map(results.flatMap((file) => file.applied.map((one) => [one.fix, one.finding.rule] as const)));
    for (const rule of applied.values()) fixed.set(rule, (fixed.get(rule) ?? 0) + 1);
    for (const [rule, count] of now) if (count > (old.get(rule) ?? 0)) return `${rule} appeared`;
    for (const [rule, count] of fixed)
      if ((now.get(rule) ?? 0) > (old.get(rule) ?? 0) - Math.min(count, old.get(rule) ?? 0))
        return `${rule} is still there`;
    return undefined;
  },
  "no byte outside the spans changes": ({ results }) =>
    results.find(({ before, after, changes }) => {
      const edits = changes.map(({ span, text }) => ({ ...span, text }));
      return applyEdits(before.text, edits) !== after;
    })?.before.path,
  "comments stay": ({ results }) =>
    results.find(({ before, after }) => {
      const left = after.split("\n").map((line) => line.trim());
      const comments = before.text.split("\n").filter((line) => /^\s*#/.test(line));
      return comments.some((line) => !left.includes(line.trim()));
    })?.before.path,
  "no COPY loses its source": ({ before, after }) => {
    const now = copiedBy(memoryProject(after));
    return [...copiedBy(memoryProject(before))].find(([copy, files]) => files > 0 && now.get(copy) === 0)?.[0];
  },
};

function errorsIn(project: Project): string[] {
  return project.units.flatMap((unit) => {
    const { dockerfile, compose, ignoreFile } = unit.facts(unit.source);
    const patterns = ignoreFile?.file.patterns.flatMap(({ error }) => (error === undefined ? [] : [error])) ?? [];
    return [...(dockerfile?.tree.errors ?? []), ...(compose?.problems ?? [])]
      .map(({ message }) => message)
      .concat(patterns);
  });
}

function countByRule(project: Project): Map<string, number> {
  const counts = new Map<string, number>();
  for (const unit of project.units)
    for (const { rule } of examine(unit, rules).problems) counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
  return counts;
}

/** How many files each source of a COPY takes, by Dockerfile and source. ADD may become COPY, so the word does not count. */
function copiedBy(project: Project): Map<string, number> {
  const counts = new Map<string, number>();
  for (const unit of project.units)
    for (const context of unit.facts(unit.source).contexts ?? [])
      for (const transfer of context.transfers) {
        const source = transfer.pattern.known ? transfer.pattern.text : "?";
        counts.set(`${unit.source.path}: ${source}`, transfer.files().length);
      }
  return counts;
}

function fix(files: Files, unsafe: boolean): { readonly after: Files; readonly results: readonly FixedFile[] } {
  const options = { rules: selectRules(rules, { preset: "all" }), today: "2026-11-21", unsafe };
  const results = fixProject(memoryProject(files), options);
  return {
    after: { ...files, ...Object.fromEntries(results.map(({ before, after }) => [before.path, after])) },
    results,
  };
}

function prove(projects: readonly { readonly name: string; readonly files: Files }[], unsafe: boolean): number {
  const failures = new Map<string, string[]>();
  const applied = new Map<string, number>();
  let changed = 0;
  let made = 0;
  for (const { name, files } of projects) {
    const { after, results } = fix(files, unsafe);
    if (results.some(({ before, after: text }) => before.text !== text)) changed += 1;
    made += results.filter(({ isNew }) => isNew).length;
    const fixes = new Map(results.flatMap((file) => file.applied.map((one) => [one.fix, one.finding.rule] as const)));
    for (const rule of fixes.values()) applied.set(rule, (applied.get(rule) ?? 0) + 1);
    for (const [claim, holds] of Object.entries(claims)) {
      const why = holds({ before: files, after, results }, () => fix(after, unsafe).after);
      if (why !== undefined) failures.set(claim, [...(failures.get(claim) ?? []), `${name}: ${why}`]);
    }
  }
  console.log(`  projects ${projects.length}, changed ${changed}, files made ${made}`);
  console.log(`  fixes applied: ${[...applied.values()].reduce((total, count) => total + count, 0)}`);
  for (const [rule, count] of [...applied].sort((a, b) => b[1] - a[1]))
    console.log(`    ${String(count).padStart(6)} ${rule}`);
  for (const claim of Object.keys(claims)) {
    const wrong = failures.get(claim) ?? [];
    console.log(`  ${claim}: ${projects.length - wrong.length} of ${projects.length}`);
    for (const line of wrong.slice(0, 10)) console.log(`    ${line}`);
  }
  return failures.size;
}

await withCorpus("the proof of the fixes of projects", (folder) => {
  const compose = realComposeFiles(folder).map(({ name, text }) => ({ name, files: { "compose.yaml": text } }));
  const apps = realApplications(folder);
  let failed = 0;
  for (const [title, projects] of Object.entries({ "Compose files": compose, Applications: apps }))
    for (const unsafe of [false, true]) {
      console.log(`\n${title}, ${unsafe ? "all fixes (--unsafe --preset all)" : "safe fixes (--preset all)"}`);
      failed += prove(projects, unsafe);
    }
  console.log(`${4 * Object.keys(claims).length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
});
