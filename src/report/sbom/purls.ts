import type { ImageFacts } from "../../inventory/image-facts.ts";
import { compareTexts } from "../../text/compare.ts";
import { visible } from "../visible.ts";

/** The package addresses of an image, sorted, each once and on a line of its own. */
export function renderPurls({ packages }: ImageFacts): string {
  const purls = new Set(packages.flatMap(({ purl }) => (purl === "" ? [] : [visible(purl)])));
  return [...purls]
    .sort(compareTexts)
    .map((purl) => `${purl}\n`)
    .join("");
}
