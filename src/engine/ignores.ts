/**
 * Puts ignores to work. In: findings, and the ignores of comments and of the config; out: the findings, suppressed ones
 * marked, and the ignores that matched nothing or could not apply. Nothing is dropped: a suppressed finding stays.
 */
import type { Finding } from "../finding/finding.ts";
import { matchesGlob } from "../text/glob.ts";
import type { Span } from "../text/source.ts";
import type { UnusedIgnore } from "./report.ts";

/** One rule that is to be silent at one place, of one file. */
export interface Ignore {
  readonly by: "comment" | "config";
  /** The file it is written in. */
  readonly path: string;
  readonly line: number;
  /** As a person would write it, for one rule. */
  readonly text: string;
  /** Ids of the rules it names. An alias can stand for several. */
  readonly rules: readonly string[];
  readonly reason: string;
  /** Offsets it covers; the whole file without them. */
  readonly covers?: Span;
  /** Covers the whole file after all when nothing matches inside `covers`. */
  readonly widens?: boolean;
  /** Why it does not apply. */
  readonly problem?: string;
}

/** An `ignore:` entry of the config. */
export interface ConfigIgnore {
  readonly rule: string;
  /** Glob; every file without it. */
  readonly path?: string;
  readonly reason?: string;
  /** The last day it applies, YYYY-MM-DD. */
  readonly until?: string;
  /** Where it is written. */
  readonly at: { readonly path: string; readonly line: number };
}

/** What `applyIgnores` gives back. */
export interface Ignored {
  readonly findings: readonly Finding[];
  /** The ignores that silenced something. */
  readonly used: ReadonlySet<Ignore>;
}

/** Marks the findings of one file that an ignore covers. The first that does gives the reason; each that does is used. */
export function applyIgnores(findings: readonly Finding[], ignores: readonly Ignore[]): Ignored {
  const by = new Map<Finding, Ignore>();
  const used = new Set<Ignore>();
  for (const ignore of ignores) {
    for (const finding of covered(findings, ignore)) {
      used.add(ignore);
      if (!by.has(finding)) by.set(finding, ignore);
    }
  }
  if (used.size === 0) return { findings, used };
  return {
    used,
    findings: findings.map((finding) => {
      const ignore = by.get(finding);
      return ignore ? { ...finding, suppressed: { by: ignore.by, reason: ignore.reason } } : finding;
    }),
  };
}

/** Ignores worth telling about. `ran`: the rules that looked; one that did not can prove nothing unused. */
export function unusedIgnores(
  ignores: Iterable<Ignore>,
  used: ReadonlySet<Ignore>,
  ran: ReadonlySet<string>,
): readonly UnusedIgnore[] {
  const unused: UnusedIgnore[] = [];
  for (const ignore of ignores) {
    const { path, line, text } = ignore;
    if (ignore.problem !== undefined) unused.push({ path, line, text, why: ignore.problem });
    else if (!used.has(ignore) && ignore.rules.every((rule) => ran.has(rule)))
      unused.push({ path, line, text, why: `no finding of ${ignore.rules.join(", ")} is left there to ignore` });
  }
  return unused;
}

/** The config's entries as ignores, for the files their globs match. `find` turns a name into rule ids. */
export function configIgnores(
  entries: readonly ConfigIgnore[],
  find: (entry: ConfigIgnore) => readonly string[],
  today: string,
): readonly { readonly ignore: Ignore; readonly matches: (path: string) => boolean }[] {
  return entries.map((entry) => {
    const problem = lapse(entry.until, today);
    return {
      matches: (path) => entry.path === undefined || matchesGlob(entry.path, path),
      ignore: {
        by: "config",
        path: entry.at.path,
        line: entry.at.line,
        text: `ignore: ${entry.rule}${entry.path === undefined ? "" : ` in ${entry.path}`}`,
        rules: find(entry),
        reason: entry.reason ?? `${entry.at.path}, line ${entry.at.line}`,
        ...(problem === undefined ? {} : { problem }),
      },
    };
  });
}

/** Why an ignore with this last day no longer applies, if so. */
export function lapse(until: string | undefined, today: string): string | undefined {
  if (until === undefined || today <= until) return undefined;
  return `it ended on ${until}; look at the finding again, then remove the ignore or give it a new day`;
}

/** True for a day that exists, as YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function covered(findings: readonly Finding[], ignore: Ignore): readonly Finding[] {
  if (ignore.problem !== undefined) return [];
  const named = findings.filter((finding) => ignore.rules.includes(finding.rule));
  const { covers } = ignore;
  if (!covers) return named;
  const inside = named.filter(({ location: { span } }) => span.start >= covers.start && span.start < covers.end);
  return inside.length === 0 && ignore.widens ? named : inside;
}
