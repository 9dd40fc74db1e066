import { derivedStore } from "../../../dockerfile/derived.ts";
import type { DockerfileTree } from "../../../dockerfile/tree.ts";

/** How a file writes its instructions. */
export type KeywordCase = "upper" | "lower";

const cases = derivedStore<DockerfileTree, KeywordCase>();

/** The casing most instructions of the file have; upper when there are as many of both. Mixed casing does not count. */
export function keywordCase(tree: DockerfileTree): KeywordCase {
  const known = cases.get(tree);
  if (known) return known;
  let balance = 0;
  for (const { keyword } of tree.instructions) {
    if (keyword.text === keyword.text.toLowerCase()) balance -= 1;
    else if (keyword.text === keyword.text.toUpperCase()) balance += 1;
  }
  const found = balance < 0 ? "lower" : "upper";
  cases.set(tree, found);
  return found;
}

/** A keyword as the file would write it: fixes that add instructions use this. */
export function inKeywordCase(tree: DockerfileTree, keyword: string): string {
  return keywordCase(tree) === "lower" ? keyword.toLowerCase() : keyword.toUpperCase();
}
