/**
 * Proves the fixes on real files: every Dockerfile of the corpus is fixed with all rules, once with safe fixes only and
 * once with all of them. What is printed is counted from the outside: from texts, spans and a fresh check of the result.
 */

import { parseDockerfile } from "../src/dockerfile/parse.ts";
import { examine, loneDockerfile } from "../src/engine/examine.ts";
import { fixSource } from "../src/engine/fix.ts";
import { selectRules } from "../src/engine/presets.ts";
import type { FixedFile } from "../src/engine/report.ts";
import { decodeText } from "../src/files/read-text.ts";
import { rules } from "../src/rules/catalog.ts";
import { applyEdits } from "../src/text/edit.ts";
import { createSource } from "../src/text/source.ts";
import { type RealFile, realDockerfiles, withCorpus } from "./corpus.ts";

const today = "2026-11-21";

/** What must hold for each fixed file. Each yields a sentence for what does not. */
const claims: Readonly<Record<string, (file: FixedFile, again: () => FixedFile) => string | undefined>> = {
  "fixing twice equals fixing once": (file, again) =>
    again().after === file.after ? undefined : "the second run changed more",
  "the result parses as well as before": ({ before, after }) => {
    const known = new Set(parseDockerfile(before).errors.map(({ message }) => message));
    return parseDockerfile(createSource("Dockerfile", after)).errors.find(({ message }) => !known.has(message))
      ?.message;
  },
  "every fixed finding is gone": ({ before, after, applied }) => {
    const [old, now, fixed] = [countByRule(before.text), countByRule(after), new Map<string, number>()];
    for (const { finding } of applied) fixed.set(finding.rule, (fixed.get(finding.rule) ?? 0) + 1);
    for (const [rule, count] of fixed)
      if ((now.get(rule) ?? 0) > (old.get(rule) ?? 0) - Math.min(count, old.get(rule) ?? 0))
        return `${rule} is still there`;
    return undefined;
  },
  "no new finding of any rule": ({ before, after }) => {
    const old = countByRule(before.text);
    for (const [rule, count] of countByRule(after)) if (count > (old.get(rule) ?? 0)) return `${rule} appeared`;
    return undefined;
  },
  "no byte outside the spans changes": ({ before, after, changes }) => {
    const rebuilt = applyEdits(
      before.text,
      changes.map(({ span, text }) => ({ ...span, text })),
    );
    return rebuilt === after ? undefined : "the changes do not give the result";
  },
  "comments, directives and line ends stay": ({ before, after }) => keptLines(before.text, after),
};

function countByRule(text: string): Map<string, number> {
  const { problems } = examine(loneDockerfile(createSource("Dockerfile", text), {}), rules);
  const counts = new Map<string, number>();
  for (const { rule } of problems) counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
  return counts;
}

/** Full-line comments and directives in order; carriage returns only where they were. */
function keptLines(before: string, after: string): string | undefined {
  const comments = (text: string) => {
    const { nodes } = parseDockerfile(createSource("Dockerfile", text));
    return nodes.flatMap(({ lines }) => lines.filter(({ kind }) => kind === "comment").map((line) => line.text.trim()));
  };
  const left = comments(after);
  let at = 0;
  for (const comment of comments(before)) {
    const found = left.indexOf(comment, at);
    if (found === -1) return `a comment is gone: ${comment.slice(0, 60)}`;
    at = found + 1;
  }
  if (before.startsWith("\uFEFF") !== after.startsWith("\uFEFF")) return "the byte order mark changed";
  if (before.endsWith("\n") !== after.endsWith("\n") && after !== "") return "the final line end changed";
  if (!before.includes("\r\n") && after.includes("\r")) return "a carriage return appeared";
  return undefined;
}

interface Totals {
  readonly failures: Map<string, string[]>;
  readonly appliedByRule: Map<string, number>;
  readonly refusals: Map<string, number>;
  files: number;
  changed: number;
  edits: number;
}

function prove(files: readonly RealFile[], unsafe: boolean): Totals {
  const totals: Totals = {
    failures: new Map(),
    appliedByRule: new Map(),
    refusals: new Map(),
    files: 0,
    changed: 0,
    edits: 0,
  };
  const options = { rules: selectRules(rules, { preset: "all" }), today, unsafe };
  for (const { name, bytes } of files) {
    const read = decodeText(bytes);
    if ("why" in read) continue;
    totals.files += 1;
    const file = fixSource(createSource("Dockerfile", read.text), options);
    const again = () => fixSource(createSource("Dockerfile", file.after), options);
    for (const [claim, holds] of Object.entries(claims)) {
      const why = holds(file, again);
      if (why !== undefined) totals.failures.set(claim, [...(totals.failures.get(claim) ?? []), `${name}: ${why}`]);
    }
    if (file.changes.length > 0) totals.changed += 1;
    totals.edits += file.changes.length;
    for (const { finding } of file.applied) add(totals.appliedByRule, finding.rule);
    for (const { finding, why } of file.refused) add(totals.refusals, `${finding.rule}: ${generalised(why)}`);
  }
  return totals;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Names and values out of a reason, so that equal reasons count together. */
function generalised(why: string): string {
  return why
    .replace(/`[^`]*`|"[^"]*"|'[^']*'/g, "…")
    .replace(/\S*[/:=$@\d]\S*/g, "…")
    .slice(0, 90);
}

function print(title: string, totals: Totals): void {
  console.log(`\n${title}`);
  console.log(`  files ${totals.files}, changed ${totals.changed}, edits ${totals.edits}`);
  console.log(`  fixes applied: ${sum(totals.appliedByRule)}`);
  for (const [rule, count] of ranked(totals.appliedByRule)) console.log(`    ${String(count).padStart(6)} ${rule}`);
  console.log(`  fixes refused: ${sum(totals.refusals)}; by reason:`);
  for (const [reason, count] of ranked(totals.refusals).slice(0, 60))
    console.log(`    ${String(count).padStart(6)} ${reason}`);
  for (const claim of Object.keys(claims)) {
    const wrong = totals.failures.get(claim) ?? [];
    console.log(`  ${claim}: ${totals.files - wrong.length} of ${totals.files}`);
    for (const line of wrong.slice(0, 10)) console.log(`    ${line}`);
  }
}

function ranked(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

await withCorpus("the proof of the fixes", (folder) => {
  const files = realDockerfiles(folder);
  let failed = 0;
  for (const unsafe of [false, true]) {
    const totals = prove(files, unsafe);
    print(unsafe ? "All fixes (--unsafe --preset all)" : "Safe fixes (--preset all)", totals);
    failed += totals.failures.size;
  }
  const passed = 2 * Object.keys(claims).length - failed;
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
});
