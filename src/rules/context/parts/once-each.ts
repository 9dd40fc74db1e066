import type { Problem } from "../../../finding/finding.ts";

/** Several builds of one Dockerfile can have the same to say: each sentence once a place. */
export function* onceEach(problems: Iterable<Problem>): Iterable<Problem> {
  const said = new Set<string>();
  for (const problem of problems) {
    const key = `${problem.at.path ?? ""}\0${problem.at.start}\0${problem.message}`;
    if (said.has(key)) continue;
    said.add(key);
    yield problem;
  }
}
