/**
 * What the rules say about real files. In: the corpus; out: docs/real-files.md, numbers first, then what people read by
 * hand, which this script keeps as it stands between its markers. Writes nothing when the corpus is not there.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fixSource } from "../src/engine/fix.ts";
import { selectRules } from "../src/engine/presets.ts";
import { check } from "../src/engine/run.ts";
import { decodeText } from "../src/files/read-text.ts";
import { type Severity, severities } from "../src/finding/finding.ts";
import { rules } from "../src/rules/catalog.ts";
import type { Rule } from "../src/rules/rule.ts";
import { createSource, type Source } from "../src/text/source.ts";
import { realDockerfiles, withCorpus } from "./corpus.ts";

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

interface RealText {
  readonly source: Source;
  readonly kind: string;
}

/** One file's findings, by rule and severity, for the rules of `all`; ignores are respected. */
interface FileResult {
  readonly findings: readonly { readonly rule: string; readonly severity: Severity }[];
  readonly safe: ReadonlyMap<string, number>;
  readonly unsafe: ReadonlyMap<string, number>;
  readonly refused: ReadonlyMap<string, number>;
}

/** Texts that can be read, with their kind. Files that no builder takes are left to the fuzz run. */
function realTexts(folder: string): RealText[] {
  const index: readonly { readonly file: string; readonly group?: string }[] = JSON.parse(
    readFileSync(join(folder, "index.json"), "utf8"),
  );
  const groups = new Map(index.map(({ file, group }) => [file, group]));
  return realDockerfiles(folder).flatMap(({ name, bytes }) => {
    const read = decodeText(bytes);
    if (name.startsWith("malformed/") || "why" in read) return [];
    const group = groups.get(name);
    const kind = group === undefined ? "applications with their build context" : (kinds[group] ?? group);
    return [{ source: createSource(name, read.text), kind }];
  });
}

function measure(source: Source): FileResult {
  const { findings } = check([{ source }], { rules: all, today });
  const safe = fixSource(source, { rules: all, today });
  const unsafe = fixSource(source, { rules: all, today, unsafe: true });
  const ruleOf = ({ finding }: { readonly finding: { readonly rule: string } }) => finding.rule;
  return {
    findings: findings.filter(({ suppressed }) => !suppressed).map(({ rule, severity }) => ({ rule, severity })),
    safe: countBy(safe.applied, ruleOf),
    unsafe: countBy(unsafe.applied, ruleOf),
    refused: countBy(unsafe.refused, ruleOf),
  };
}

function countBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

function render(texts: readonly RealText[], results: readonly FileResult[], byHand: string): string {
  return `${[
    "# What the rules say about real files",
    "<!-- Made by tools/corpus-table.ts (`npm run table`): only the part between the last two markers is written by hand. -->",
    [
      `Measured on ${today} over ${number(texts.length)} Dockerfiles of public projects, each checked alone. The files are not`,
      "part of this repository: their licences are their own. Findings that an ignore comment silences are left out.",
    ].join("\n"),
    kindTable(texts),
    "## Findings a file",
    presetTable(results),
    "Share of the files with so many findings:",
    distributionTable(results),
    "## Rules",
    [
      "`safe` is the number of fixes that `fix` applies, `unsafe` what `fix --unsafe` applies in all, `refused` the findings",
      "that `fix --unsafe` leaves with a reason although their rule has a fix. What is in neither went away with another",
      "fix, or has no fix.",
    ].join("\n"),
    ruleTable(results),
    "## Read by hand",
    `${handMarkers.start}\n${byHand}\n${handMarkers.end}`,
  ].join("\n\n")}\n`;
}

function kindTable(texts: readonly RealText[]): string {
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

/** Rules that fire, most files first; then the names of those that do not. */
function ruleTable(results: readonly FileResult[]): string {
  const rows = rules.map((rule) => ({ rule, ...ruleNumbers(rule, results) })).sort((a, b) => b.files - a.files);
  const silent = rows.filter(({ files }) => files === 0).map(({ rule }) => `\`${rule.id}\``);
  const lines = rows
    .filter(({ files }) => files > 0)
    .map(({ rule, files, findings, range, safe, unsafe, refused }) => [
      `[${rule.id}](rules/${rule.id}.md)`,
      presetsOf(rule),
      range,
      ...[files, findings, safe, unsafe, refused].map(number),
    ]);
  const head = ["rule", "presets", "severity", "files", "findings", "safe", "unsafe", "refused"];
  const rest = silent.length > 0 ? `\n\nFire in none of these files: ${silent.join(", ")}.` : "";
  return `${table(head, lines)}${rest}`;
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

await withCorpus("the table of rules", (folder) => {
  const byHand = writtenByHand();
  const texts = realTexts(folder);
  writeFileSync(
    page,
    render(
      texts,
      texts.map(({ source }) => measure(source)),
      byHand,
    ),
  );
  console.log(`docs/real-files.md: ${texts.length} files, ${rules.length} rules`);
});
