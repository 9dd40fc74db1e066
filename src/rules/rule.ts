import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import type { Confidence, Habit, Problem, Safety, Severity } from "../finding/finding.ts";

/** Presets, narrow to wide. A rule names each versioned preset it is in; `all` holds every rule. */
export type Preset = "recommended@1" | "strict@1";

/** A Dockerfile that shows the rule. In `bad` the rule fires; in `good` it is silent. */
export interface Example {
  /** What it shows, a few words: the test's name and the caption on the rule's page. */
  readonly title: string;
  readonly dockerfile: string;
}

/** What rules look at. Grows with each kind of input; a rule names what it needs in `needs`. */
export interface Facts {
  readonly dockerfile: Dockerfile;
  /** What the project allows, when its config says so. A rule that needs it does not run without. */
  readonly policy?: Policy;
}

/** The project's own decisions, from its config. */
export interface Policy {
  /** Registry hosts images may come from: `docker.io`, `ghcr.io`, `*.example.com`. Never empty. */
  readonly allowedRegistries: readonly string[];
}

/**
 * One rule: its documentation, its examples and its check, in one object literal. From it come the finding, the page in
 * docs/rules, `explain`, the SARIF entry, the config schema and the migration table.
 */
export interface Rule {
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
  readonly needs: readonly (keyof Facts)[];
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
  check(facts: Facts): Iterable<Problem>;
}
