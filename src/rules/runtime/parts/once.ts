import { isComposePath } from "../../../compose/compose-paths.ts";
import type { Problem } from "../../../finding/finding.ts";
import type { Facts } from "../../rule.ts";

/**
 * Anchors, merge keys and `extends` give several services one and the same line: the first of them speaks for it. Lines of
 * another Compose file that is checked by itself are left to its own turn.
 */
export function* oncePerPlace(problems: Iterable<Problem>, { source }: Partial<Facts> = {}): Iterable<Problem> {
  const seen = new Set<string>();
  for (const problem of problems) {
    const { path, start, end } = problem.at;
    if (path !== undefined && source && path !== source.path && isComposePath(path)) continue;
    const key = `${start}-${end} ${path ?? ""}`;
    if (seen.has(key)) continue;
    seen.add(key);
    yield problem;
  }
}
