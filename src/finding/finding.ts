import type { FileEdit } from "../text/edit.ts";
import type { Place, Position, Span } from "../text/source.ts";

/** From worst to mildest; the order is the ranking. */
export const severities = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof severities)[number];

/** How sure the tool is that what it says is so; independent of how bad it would be. */
export const confidences = ["high", "medium", "low"] as const;
export type Confidence = (typeof confidences)[number];

/** What everything the tool says belongs to, in the order of the checklist. */
export const habits = [
  "user",
  "secrets",
  "context",
  "pinned",
  "fresh",
  "slim",
  "vulnerabilities",
  "build",
  "health",
  "runtime",
] as const;
export type Habit = (typeof habits)[number];

/** `safe`: cannot change what the image does at run time. Everything else is `unsafe`. */
export type Safety = "safe" | "unsafe";

/** A repair as data. Applying it is the engine's business. */
export interface Fix {
  /** Imperative, without final stop: "Run as user 10001 in the final stage". */
  readonly title: string;
  readonly safety: Safety;
  /** All or none are applied. */
  readonly edits: readonly FileEdit[];
  /**
   * What is left to the person once the edits are in: lines ready to paste (a run command, a Compose fragment)
   * or a sentence. Printed by `fix`; never holds a secret's value.
   */
  readonly followUp?: readonly string[];
}

/** Another place that explains a problem: the trace. */
export interface Related {
  readonly at: Place;
  readonly message: string;
}

/** What a rule yields: a place and a sentence. The engine stamps it into a Finding. */
export interface Problem {
  readonly at: Place;
  readonly message: string;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly related?: readonly Related[];
  /**
   * What tells it from others of its rule at the same place, for the fingerprint: a path, the name of a variable. Never a
   * value. Without it they are told apart by their order.
   */
  readonly subject?: string;
  /** In order of preference; the engine applies the first that is allowed. */
  readonly fixes?: readonly Fix[];
  /** Why no fix is offered here although the rule has one. One sentence. */
  readonly refusal?: string;
}

/** What could not be read, parsed, resolved or looked up. */
export interface Unknown {
  /** Noun phrase: "base image of stage build". */
  readonly what: string;
  /** Sentence: why, and what to do next. */
  readonly why: string;
  readonly at?: Span;
  /** True when input was left unread because of it: the command then exits with 2. */
  readonly fatal?: boolean;
}

export interface Location {
  readonly path: string;
  readonly start: Position;
  readonly end: Position;
  /** Offsets as read, UTF-16 code units. */
  readonly span: Span;
}

/** A problem with the rule's facts stamped on: what reports show. */
export interface Finding {
  readonly rule: string;
  readonly habit: Habit;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  /** Address of the rule's page. */
  readonly help: string;
  readonly aliases: readonly string[];
  readonly location: Location;
  readonly related: readonly { readonly message: string; readonly location: Location }[];
  readonly fixes: readonly Fix[];
  readonly refusal?: string;
  /** Stable under edits elsewhere in the file: see fingerprint.ts. */
  readonly fingerprint: string;
  readonly suppressed?: Suppression;
}

export interface Suppression {
  readonly by: "comment" | "config" | "baseline";
  readonly reason: string;
}

/** An Unknown with its place resolved. */
export interface LocatedUnknown {
  readonly what: string;
  readonly why: string;
  readonly fatal: boolean;
  readonly location?: Location;
}

/** True when `a` is at least as bad as `b`. */
export function isAtLeast(a: Severity, b: Severity): boolean {
  return severities.indexOf(a) <= severities.indexOf(b);
}
