/** Tables for the rules on how containers are run: a Compose file or a script, and the text of each problem. */
import { expect, it } from "vitest";
import { applyEdits } from "../../../text/edit.ts";
import type { Rule } from "../../rule.ts";
import { problemsInFiles } from "../../testing.ts";

/** `[what it shows, lines of service web, the text of each problem, with its severity where that matters]`. */
export type ServiceCase = readonly [title: string, lines: string, found: readonly string[]];

/** A Compose file with one service of an image that nobody knows. */
export function service(lines: string, image = "example.com/web:1.4"): string {
  const body = lines.split("\n").map((line) => `    ${line}\n`);
  return `services:\n  web:\n    image: ${image}\n${body.join("")}`;
}

/** What a rule finds in a Compose file: texts, or `severity text`. */
export function foundIn(rule: Rule, yaml: string, withSeverity = false): string[] {
  return problemsInFiles(rule, { "compose.yaml": yaml }).map(({ text, problem }) =>
    withSeverity ? `${problem.severity ?? rule.severity} ${text}` : text,
  );
}

/** Severities are told in front of the texts. */
export function expectInService(rule: Rule, cases: readonly ServiceCase[]): void {
  it.each(cases)(`${rule.id}: %s`, (_, lines, found) => {
    expect(foundIn(rule, service(lines), true)).toEqual(found);
  });
}

/** `[what it shows, Compose file, the text of each problem]`. */
export function expectInCompose(rule: Rule, cases: readonly ServiceCase[]): void {
  it.each(cases)(`${rule.id}: %s`, (_, yaml, found) => {
    expect(foundIn(rule, yaml)).toEqual(found);
  });
}

/** `[what it shows, lines of a shell script, the text of each problem]`. */
export function expectInScript(rule: Rule, cases: readonly ServiceCase[]): void {
  it.each(cases)(`${rule.id} in a script: %s`, (_, script, found) => {
    const problems = problemsInFiles(rule, { "run.sh": `#!/bin/sh\n${script}\n` });
    expect(problems.map(({ text }) => text)).toEqual(found);
  });
}

/** `[what it shows, before, after]`: what the first fixes make of a file; `refused` where none is offered. */
export function expectFileFixes(
  rule: Rule,
  cases: readonly (readonly [title: string, before: string, after: string])[],
  path = "compose.yaml",
): void {
  it.each(cases)(`${rule.id} fixes %s`, (_, before, after) => {
    const problems = problemsInFiles(rule, { [path]: before });
    expect(problems.length).toBeGreaterThan(0);
    const edits = problems.flatMap(({ problem }) => problem.fixes?.[0]?.edits ?? []);
    for (const { problem } of problems) if (!problem.fixes?.length) expect(problem.refusal).toMatch(/\S/);
    expect(edits.length === 0 ? "refused" : applyEdits(before, edits)).toBe(after);
  });
}
