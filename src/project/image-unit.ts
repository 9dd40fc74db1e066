import type { AssembledImage } from "../inventory/assemble-image.ts";
import { createSource } from "../text/source.ts";
import type { Unit } from "./unit.ts";

/**
 * An image as something that is checked. Its text is that of its steps, under the image's name; where the Dockerfile it was
 * built from is known, places lie in that too. Nothing in it can be edited: an image is mended where it is made.
 */
export function imageUnit({ facts, stepsText, dockerfile }: AssembledImage): Unit {
  return {
    kind: "image",
    source: createSource(facts.name, stepsText),
    isDocumentation: false,
    isFixed: true,
    facts: (source) => ({ source, image: facts }),
    sourceOf: (path) => (dockerfile?.path === path ? dockerfile : undefined),
  };
}
