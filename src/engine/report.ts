import type { Finding, Fix, Habit, LocatedUnknown } from "../finding/finding.ts";
import type { ImageFacts } from "../inventory/image-facts.ts";
import type { Rule } from "../rules/rule.ts";
import type { Source, Span } from "../text/source.ts";
import type { Vulnerabilities } from "../vulnerabilities/vulnerability.ts";

/** Everything a check found out, for the reporters: they look, and add nothing. */
export interface Report {
  readonly tool: { readonly name: string; readonly version: string };
  readonly target: { readonly kind: "project" | "image"; readonly name: string };
  /** The image that was opened, when the target is one. Places whose path is its name lie in the text of its steps. */
  readonly image?: ImageFacts;
  /** What is known to be wrong with its packages; absent where nobody asked, `whyNot` says why nothing could be asked. */
  readonly vulnerabilities?: Vulnerabilities | { readonly whyNot: string };
  /** Files that were read and checked, in order. */
  readonly files: readonly string[];
  /** Worst first, then by path and place. Suppressed ones stand in it, marked. */
  readonly findings: readonly Finding[];
  readonly habits: readonly HabitState[];
  readonly unknowns: readonly LocatedUnknown[];
  /** Ignore comments and config entries that matched nothing, and expired ones. */
  readonly unusedIgnores: readonly UnusedIgnore[];
  /** The texts, for code frames and for offsets. Keys are `Source.path`. */
  readonly sources: ReadonlyMap<string, Source>;
  /** The rules that ran, by id. */
  readonly rules: ReadonlyMap<string, Rule>;
  /** Hides the values of the secrets found in the texts: everything printed goes through it. */
  readonly mask: (text: string) => string;
}

/** One line of the checklist. `unknown` reads "not looked" to a person. */
export interface HabitState {
  readonly habit: Habit;
  readonly state: "holds" | "broken" | "unknown";
  readonly why: string;
}

export interface UnusedIgnore {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly why: string;
}

/** What the fix loop did to one file. `after` is the text to write; equal to `before.text` when nothing was applied. */
export interface FixedFile {
  readonly before: Source;
  readonly after: string;
  /** In the order of application. */
  readonly applied: readonly AppliedFix[];
  /** Findings that are still there although their rule has fixes, each with the reason in one sentence. */
  readonly refused: readonly { readonly finding: Finding; readonly why: string }[];
  /** Findings that are still there and have no fix: left to the person. */
  readonly left: readonly Finding[];
  /** The net changes to `before.text`, each with the fixes (indices into `applied`) that made it. Sorted, disjoint. */
  readonly changes: readonly Change[];
  readonly passes: number;
  /** The file was not there before; `before` is empty. */
  readonly isNew?: true;
}

export interface AppliedFix {
  readonly finding: Finding;
  readonly fix: Fix;
}

export interface Change {
  readonly span: Span;
  readonly text: string;
  readonly by: readonly number[];
}
