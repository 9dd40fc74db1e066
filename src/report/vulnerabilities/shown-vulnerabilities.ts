/**
 * What a report tells of vulnerabilities, whatever its format: which of them are shown, how many of them are whose, what can
 * be done about those that are shown. In comes a report with its options; texts come out as they are, to be masked and
 * escaped by each format.
 */
import type { Report } from "../../engine/report.ts";
import { readableCount } from "../../text/quantities.ts";
import { hasFreeFix } from "../../vulnerabilities/filter.ts";
import {
  type Action,
  type Origin,
  origins,
  type Vulnerabilities,
  type Vulnerability,
  type VulnerabilitySeverity,
} from "../../vulnerabilities/vulnerability.ts";
import type { ReportOptions } from "../options.ts";

/** Columns of every summary; `info` only where there are some. */
export const countedSeverities: readonly VulnerabilitySeverity[] = [
  ...(["critical", "high", "medium", "low", "info", "unknown"] as const),
];

/** A vulnerability with its index into `Vulnerabilities.found`. */
export interface Entry {
  readonly index: number;
  readonly vulnerability: Vulnerability;
}

/** The vulnerabilities of a report, sorted by what happens to them. */
export interface ShownVulnerabilities {
  readonly all: Vulnerabilities;
  /** All that the options ask for, in order: also those that are suppressed or unimportant. */
  readonly entries: readonly Entry[];
  /** Those of them that people are to act on: neither excused nor unimportant. */
  readonly open: readonly Entry[];
  /** The same whatever was asked for: what is filtered away still counts. */
  readonly total: readonly Entry[];
  readonly unimportant: readonly Entry[];
  readonly suppressed: readonly Entry[];
  /** Left out by the options. */
  readonly hidden: number;
}

/** Undefined where nobody asked, or nothing could be asked: see `whyNotAsked`. */
export function shownVulnerabilities(report: Report, options: ReportOptions): ShownVulnerabilities | undefined {
  const all = report.vulnerabilities;
  if (all === undefined || "whyNot" in all) return undefined;
  const everything = all.found.map((vulnerability, index) => ({ index, vulnerability }));
  const entries = everything.filter(({ vulnerability }) => options.isShown?.(vulnerability) ?? true);
  return {
    ...{ all, entries, total: everything.filter(isOpen), hidden: everything.length - entries.length },
    open: entries.filter(isOpen),
    unimportant: entries.filter(({ vulnerability }) => !vulnerability.suppressed && vulnerability.isUnimportant),
    suppressed: entries.filter(({ vulnerability }) => vulnerability.suppressed),
  };
}

function isOpen({ vulnerability }: Entry): boolean {
  return vulnerability.suppressed === undefined && !vulnerability.isUnimportant;
}

/** Why nothing could be asked; undefined where it was, or where nobody wanted it. */
export function whyNotAsked({ vulnerabilities }: Report): string | undefined {
  return vulnerabilities !== undefined && "whyNot" in vulnerabilities ? vulnerabilities.whyNot : undefined;
}

/** True where the rule on expired ignores stands among the findings: then they are told there, and only there. */
export function isExpiryFound({ findings }: Report): boolean {
  return findings.some(({ rule, suppressed }) => rule === "expired-ignore" && !suppressed);
}

/** One line of the summary. */
export interface CountRow {
  readonly origin: Origin | "all";
  readonly counts: ReadonlyMap<VulnerabilitySeverity, number>;
  readonly total: number;
  /** Those with a version that has the fix and costs nothing. */
  readonly fixable: number;
}

/**
 * The summary: a row for each origin, `unknown` only where there are some. One row for all where whose they are is known of
 * none, and for a project, where all of them are its own.
 */
export function countRows(report: Report, entries: readonly Entry[]): readonly CountRow[] {
  const isPlain = entries.every(({ vulnerability }) => vulnerability.origin === "unknown");
  if (isPlain || report.target.kind === "project") return [rowOf("all", entries)];
  return origins
    .map((origin) =>
      rowOf(
        origin,
        entries.filter(({ vulnerability }) => vulnerability.origin === origin),
      ),
    )
    .filter(({ origin, total }) => origin !== "unknown" || total > 0);
}

function rowOf(origin: CountRow["origin"], entries: readonly Entry[]): CountRow {
  const counts = new Map<VulnerabilitySeverity, number>();
  for (const { vulnerability } of entries)
    counts.set(vulnerability.severity, (counts.get(vulnerability.severity) ?? 0) + 1);
  const fixable = entries.filter(({ vulnerability }) => hasFreeFix(vulnerability)).length;
  return { origin, counts, total: entries.length, fixable };
}

/** The severities that a summary has columns for. */
export function columnsOf(rows: readonly CountRow[]): readonly VulnerabilitySeverity[] {
  return countedSeverities.filter(
    (severity) => severity !== "info" || rows.some(({ counts }) => (counts.get("info") ?? 0) > 0),
  );
}

/** `9 known vulnerabilities`. */
export function vulnerabilitiesText(number: number): string {
  return `${readableCount(number)} known ${number === 1 ? "vulnerability" : "vulnerabilities"}`;
}

/** `2 critical, 1 high`; severities that nothing has are left out. */
export function countWords(entries: readonly Entry[]): string {
  const { counts } = rowOf("all", entries);
  return countedSeverities
    .flatMap((severity) => (counts.has(severity) ? [`${counts.get(severity)} ${severity}`] : []))
    .join(", ");
}

/** `, 2 of them known to be exploited`; "" where none is. */
export function exploitedWords(entries: readonly Entry[]): string {
  const exploited = entries.filter(({ vulnerability }) => vulnerability.kev).length;
  return exploited === 0 ? "" : `, ${exploited} of them known to be exploited`;
}

/** An action with what it solves among the open ones that are shown. */
export interface ShownAction {
  readonly action: Action;
  readonly solves: readonly Entry[];
  /** False for reasons to do nothing. */
  readonly isWork: boolean;
}

const idle: ReadonlySet<Action["kind"]> = new Set<Action["kind"]>(["wait", "will-not-fix", "unimportant"]);

/** `3 high`, `4 (1 critical, 3 high)`. */
export function solvedWords(entries: readonly Entry[]): string {
  const words = countWords(entries);
  return words.includes(",") ? `${entries.length} (${words})` : words;
}

/** Actions that solve something that is shown, in their order: work first. */
export function shownActions({ all, open }: ShownVulnerabilities): readonly ShownAction[] {
  const byIndex = new Map(open.map((entry) => [entry.index, entry]));
  const shown = all.actions
    .map((action) => ({
      action,
      isWork: !idle.has(action.kind),
      solves: [...new Set(action.solves)].flatMap((index) => byIndex.get(index) ?? []),
    }))
    .filter(({ solves }) => solves.length > 0);
  return [...shown.filter(({ isWork }) => isWork), ...shown.filter(({ isWork }) => !isWork)];
}

/** The vulnerabilities of one component that stand at the same place. */
export interface Component {
  /** Worst first, as found; never empty. */
  readonly entries: readonly [Entry, ...Entry[]];
}

/** Rows of one component together, in the order of the first of each. */
export function byComponent(entries: readonly Entry[]): readonly Component[] {
  const groups = new Map<string, [Entry, ...Entry[]]>();
  for (const entry of entries) {
    const { package: pkg, origin, locations } = entry.vulnerability;
    const [first] = locations;
    const key = JSON.stringify([pkg.type, pkg.name, pkg.version, pkg.purl, origin, first?.path, first?.layer]);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()].map((group) => ({ entries: group }));
}
