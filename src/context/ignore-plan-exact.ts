/** Patterns that match one path and nothing else. */
import type { Candidate, PatternSubject } from "./ignore-plan-candidate.ts";

/** Just these files, one pattern each. Files whose names no line of an ignore file can say are left out. */
export function exactCandidates(
  paths: readonly string[],
  subject: PatternSubject,
  reason: string,
): readonly Candidate[] {
  return paths.filter(canBeWritten).map((path) => ({ lines: [escapePath(path)], subject, reason, isUsual: false }));
}

/** False for names with line ends in them, and for those that begin or end with a blank: the builder trims lines. */
export function canBeWritten(path: string): boolean {
  return !/[\r\n]/.test(path) && path.trim() === path;
}

/** A path as the pattern that matches it and nothing else. */
export function escapePath(path: string): string {
  // `/!x` would not do: the builder drops the slash and then takes the `!` for its own.
  return path.replace(/[\\*?[\]]|^[#!]/g, "\\$&");
}
