import type { Habit, LocatedUnknown } from "../finding/finding.ts";

/** An unknown, and the habits of which nobody can say now that they hold. */
export interface OpenUnknown {
  readonly unknown: LocatedUnknown;
  readonly habits: readonly Habit[];
}
