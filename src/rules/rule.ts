import type { Confidence, Habit, Problem, Safety, Severity } from "../finding/finding.ts";
import type { ExampleImage } from "../inventory/example-image.ts";
import type { Facts } from "../project/facts.ts";

export type { Facts, Policy } from "../project/facts.ts";

/** Presets, narrow to wide. A rule names each versioned preset it is in; `all` holds every rule. */
export type Preset = "recommended@1" | "strict@1";

/** A project that shows the rule. In `bad` the rule fires; in `good` it is silent. */
export type Example = {
  /** What it shows, a few words: the test's name and the caption on the rule's page. */
  readonly title: string;
} & (
  | { readonly dockerfile: string }
  /** Several files, by path. The rule looks at each; those that end with `/` are empty folders. */
  | { readonly files: Readonly<Record<string, string>> }
  | { readonly image: ExampleImage }
);

/** The files of an example by path; a lone Dockerfile is called so. None of an image. */
export function exampleFiles(example: Example): Readonly<Record<string, string>> {
  if ("image" in example) return {};
  return "files" in example ? example.files : { Dockerfile: example.dockerfile };
}

/**
 * One rule: its documentation, its examples and its check, in one object literal. From it come the finding, the page in
 * docs/rules, `explain`, the SARIF entry, the config schema and the migration table.
 */
export interface Rule<Need extends keyof Facts = keyof Facts> {
  /** Names the harm, kebab-case: `root-user`. */
  readonly id: string;
  /** Sentence without final stop: "The container runs as root". */
  readonly title: string;
  readonly habit: Habit;
  /** The usual one; a problem may carry its own. */
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Why this severity and when it differs: one or two sentences for the rule's page. */
  readonly severityReason: string;
  readonly needs: readonly Need[];
  /** Version of seaworthy that brought it. */
  readonly since: string;
  readonly presets: readonly Preset[];
  /** `peer/ID`, as in `hadolint/DL3002`. */
  readonly aliases: readonly string[];
  /** Exactly what is flagged and what is left alone: one short paragraph. */
  readonly scope: string;
  /** What an attacker gets, or what breaks: one sentence, plain words. Printed under the finding. */
  readonly why: string;
  /** What to do, one sentence, imperative. Printed under the finding. */
  readonly remedy: string;
  readonly whenToIgnore: string;
  /** The fixes it can offer; absent when it has none. */
  readonly fix?: Safety | "both";
  readonly bad: readonly Example[];
  readonly good: readonly Example[];
  check(facts: Pick<Facts, Need> & Partial<Facts>): Iterable<Problem>;
}
