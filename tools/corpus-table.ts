/**
 * What the rules say about real files. In: the corpus; out: docs/real-files.md, numbers first, then what people read by
 * hand, which this script keeps as it stands between its markers. Writes nothing when the corpus is not there.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FixOptions, fixSource } from "../src/engine/fix.ts";
import { fixProject } from "../src/engine/fix-project.ts";
import { selectRules } from "../src/engine/presets.ts";
import type { FixedFile } from "../src/engine/report.ts";
import { check, type Input } from "../src/engine/run.ts";
import { decodeText } from "../src/files/read-text.ts";
import { type Severity, severities } from "../src/finding/finding.ts";
import { memoryProject } from "../src/project/memory-project.ts";
import { rules } from "../src/rules/catalog.ts";
import type { Rule } from "../src/rules/rule.ts";
import { createSource } from "../src/text/source.ts";
import { realApplications, realComposeFiles, realDockerfiles, withCorpus } from "./corpus.ts";

const page = join(import.meta.dirname, "../docs/real-files.md");
const today = new Date().toISOString().slice(0, 10);

const handMarkers = { start: "<!-- by hand -->", end: "<!-- /by hand -->" };
const presets = ["recommended", "strict", "all"] as const;
const all = selectRules(rules, { preset: "all" });

/** Kinds of files by the names index.json gives to the groups they were collected in. */
const kinds: Readonly<Record<string, string>> = {
  collection: "other public repositories",
  "collection-binnacle": "large public repositories, 2019",
  "collection-dockerhub-2020": "behind images of a public registry, 2020",
  "collection-github-2019": "public repositories, 2019",
  benchmark: "a web framework benchmark",
  "compose-collection": "collections of Compose examples",
  devcontainer: "development containers",
  official: "official images",
  product: "products",
  sample: "samples and tutorials",
  "small-team": "applications of small teams",
  vulnerable: "vulnerable on purpose, for exercises",
  windows: "Windows containers",
};

/** Something that is checked by itself: a file alone, or an application. */
interface RealProject {
  readonly kind: string;
  readonly inputs: readonly Input[];
  fix(options: FixOptions): readonly FixedFile[];
}

/** One file's findings, by rule and severity, for the rules of `all`; ignores are respected. */
interface FileResult {
  readonly findings: readonly { readonly rule: string; readonly severity: Severity }[];
  readonly safe: ReadonlyMap<string, number>;
  readonly unsafe: ReadonlyMap<string, number>;
  readonly refused: ReadonlyMap<string, number>;
}

/** Texts that can be read, with their kind. Files that no builder takes are left to the fuzz run. */
function loneDockerfiles(folder: string): RealProject[] {
  const index: readonly { readonly file: string; readonly group?: string }[] = JSON.parse(
    readFileSync(join(folder, "index.json"), "utf8"),
  );
  const groups = new Map(index.map(({ file, group }) => [file, group]));
  return realDockerfiles(folder).flatMap(({ name, bytes }) => {
    const read = decodeText(bytes);
    if (name.startsWith("malformed/") || "why" in read) return [];
    const group = groups.get(name);
    const kind = group === undefined ? "applications with their build context" : (kinds[group] ?? group);
    const source = createSource(name, read.text);
    return [{ kind, inputs: [{ source }], fix: (options) => [fixSource(source, options)] }];
  });
}

function loneComposeFiles(folder: string): RealProject[] {
  return realComposeFiles(folder).map(({ text }) => fromFiles("Compose files", { "compose.yaml": text }));
}

function applications(folder: string): RealProject[] {
  return realApplications(folder).map(({ files }) => fromFiles("applications", files));
}

function fromFiles(kind: string, files: Readonly<Record<string, string>>): RealProject {
  const project = memoryProject(files);
  return { kind, inputs: project.units.map((unit) => ({ unit })), fix: (options) => fixProject(project, options) };
}

function measure({ inputs, fix }: RealProject): FileResult {
  const { findings } = check(inputs, { rules: all, today });
  const safe = joined(fix({ rules: all, today }));
  const unsafe = joined(fix({ rules: all, today, unsafe: true }));
  const ruleOf = ({ finding }: { readonly finding: { readonly rule: string } }) => finding.rule;
  return {
    findings: findings.filter(({ suppressed }) => !suppressed).map(({ rule, severity }) => ({ rule, severity })),
    safe: countBy(safe.applied, ruleOf),
    unsafe: countBy(unsafe.applied, ruleOf),
    refused: countBy(unsafe.refused, ruleOf),
  };
}

/** What was done to all files; a fix that changed several counts once. */
function joined(files: readonly FixedFile[]) {
  const applied = new Map(files.flatMap((file) => file.applied.map((one) => [one.fix, one] as const)));
  return { applied: [...applied.values()], refused: files.flatMap(({ refused }) => refused) };
}

function countBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

interface Measured {
  readonly projects: readonly RealProject[];
  readonly results: readonly FileResult[];
}

function render(dockerfiles: Measured, compose: Measured, apps: Measured, byHand: string): string {
  return `${[
    "# What the rules say about real files",
    "<!-- Made by tools/corpus-table.ts (`npm run table`): only the part between the last two markers is written by hand. -->",
    [
      `Measured on ${today} over files of public projects. They are not part of this repository: their licences are their own.`,
      "Findings that an ignore comment silences are left out. In all tables `safe` is the number of fixes that `fix` applies,",
      "`unsafe` what `fix --unsafe` applies in all, `refused` the findings that `fix --unsafe` leaves with a reason although",
      "their rule has a fix. What is in neither went away with another fix, or has no fix.",
    ].join("\n"),
    `## Dockerfiles\n\n${number(dockerfiles.projects.length)} files, each checked alone.`,
    kindTable(dockerfiles.projects),
    ...tables(dockerfiles),
    `## Compose files\n\n${number(compose.projects.length)} files, each checked alone.`,
    ...tables(compose),
    [
      `## Applications\n\n${number(apps.projects.length)} projects with all their Dockerfiles, ignore files and Compose files. Of their other`,
      "files names and sizes are known, and they are taken as blank: what only a file's content can tell is not counted.",
    ].join("\n"),
    ...tables(apps),
    "## Read by hand",
    `${handMarkers.start}\n${byHand}\n${handMarkers.end}`,
  ].join("\n\n")}\n`;
}

function tables({ results }: Measured): string[] {
  return [presetTable(results), "Share with so many findings:", distributionTable(results), ruleTable(results)];
}

function kindTable(texts: readonly RealProject[]): string {
  const rows = [...countBy(texts, ({ kind }) => kind)].sort((a, b) => b[1] - a[1]);
  return table(
    ["kind", "files"],
    rows.map(([kind, count]) => [kind, number(count)]),
  );
}

/** Findings a file under one preset. */
function findingsUnder(preset: (typeof presets)[number], results: readonly FileResult[]): number[] {
  const { chosen } = selectRules(rules, { preset });
  return results
    .map(({ findings }) => findings.filter(({ rule }) => chosen.has(rule)).length)
    .sort((first, second) => first - second);
}

function presetTable(results: readonly FileResult[]): string {
  const rows = presets.map((preset) => {
    const counts = findingsUnder(preset, results);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const quantile = (share: number) => number(counts[Math.floor((counts.length - 1) * share)] ?? 0);
    const { size } = selectRules(rules, { preset }).chosen;
    const mean = (total / counts.length).toFixed(1);
    return [preset, number(size), quantile(0.5), quantile(0.9), quantile(1), mean, number(total)];
  });
  return table(["preset", "rules", "median", "nine in ten at most", "most", "mean", "findings"], rows);
}

const steps: readonly (readonly [string, number, number])[] = [
  ["0", 0, 0],
  ["1", 1, 1],
  ["2", 2, 2],
  ["3 to 5", 3, 5],
  ["6 to 10", 6, 10],
  ["over 10", 11, Number.POSITIVE_INFINITY],
];

function distributionTable(results: readonly FileResult[]): string {
  const rows = presets.map((preset) => {
    const counts = findingsUnder(preset, results);
    const share = (low: number, high: number) =>
      `${((100 * counts.filter((count) => count >= low && count <= high).length) / counts.length).toFixed(0)} %`;
    return [preset, ...steps.map(([, low, high]) => share(low, high))];
  });
  return table(["preset", ...steps.map(([title]) => title)], rows);
}

/** Rules that fire, most files first. */
function ruleTable(results: readonly FileResult[]): string {
  const rows = rules.map((rule) => ({ rule, ...ruleNumbers(rule, results) })).sort((a, b) => b.files - a.files);
  const lines = rows
    .filter(({ files }) => files > 0)
    .map(({ rule, files, findings, range, safe, unsafe, refused }) => [
      `[${rule.id}](rules/${rule.id}.md)`,
      presetsOf(rule),
      range,
      ...[files, findings, safe, unsafe, refused].map(number),
    ]);
  const head = ["rule", "presets", "severity", "files", "findings", "safe", "unsafe", "refused"];
  return table(head, lines);
}

function ruleNumbers({ id, severity }: Rule, results: readonly FileResult[]) {
  const own = results.map((result) => result.findings.filter(({ rule }) => rule === id));
  const seen = new Set(own.flat().map((finding) => finding.severity));
  const sum = (counts: (result: FileResult) => ReadonlyMap<string, number>) =>
    results.reduce((total, result) => total + (counts(result).get(id) ?? 0), 0);
  return {
    files: own.filter(({ length }) => length > 0).length,
    findings: own.flat().length,
    range: severities.filter((one) => seen.has(one)).join(", ") || severity,
    safe: sum((result) => result.safe),
    unsafe: sum((result) => result.unsafe),
    refused: sum((result) => result.refused),
  };
}

function presetsOf({ presets: names }: Rule): string {
  return names.length > 0 ? names.join(", ") : "only all";
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function number(count: number): string {
  return count.toLocaleString("en-GB");
}

/** The part of the page that stands as it was written. */
function writtenByHand(): string {
  if (!existsSync(page)) return "Nothing yet.";
  const text = readFileSync(page, "utf8");
  const start = text.indexOf(handMarkers.start);
  const end = text.lastIndexOf(handMarkers.end);
  if (start === -1 || end < start) throw new Error(`${page}: the markers around the part written by hand are gone`);
  return text.slice(start + handMarkers.start.length, end).trim();
}

function silentRules(all: readonly Measured[]): string[] {
  const fired = new Set(
    all.flatMap(({ results }) => results.flatMap(({ findings }) => findings.map(({ rule }) => rule))),
  );
  return rules.filter(({ id }) => !fired.has(id)).map(({ id }) => id);
}

await withCorpus("the table of rules", (folder) => {
  const byHand = writtenByHand();
  const measured = [loneDockerfiles(folder), loneComposeFiles(folder), applications(folder)].map(
    (projects): Measured => ({ projects, results: projects.map(measure) }),
  );
  const [dockerfiles, compose, apps] = measured;
  if (!dockerfiles || !compose || !apps) return;
  writeFileSync(page, render(dockerfiles, compose, apps, byHand));
  for (const { projects, results } of measured)
    console.log(
      `${projects.length} projects, median ${findingsUnder("recommended", results)[projects.length >> 1]} in recommended`,
    );
  console.log(`fire nowhere: ${silentRules(measured).join(", ")}`);
});
