import type { SecretFinding } from "../secret-finding.ts";

/** A finding before its line is known. */
export type Judged = Omit<SecretFinding, "line">;

/** Both lists in order of their places; of two that overlap the first list's stays. Each list is in order already. */
export function mergeJudged(first: readonly Judged[], second: readonly Judged[]): Judged[] {
  const added: Judged[] = [];
  let at = 0;
  for (const each of second) {
    while (at < first.length && (first[at]?.end ?? 0) <= each.start) at++;
    const next = first[at];
    if (next === undefined || next.start >= each.end) added.push(each);
  }
  return [...first, ...added].sort((a, b) => a.start - b.start);
}
