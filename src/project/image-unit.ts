import type { AssembledImage } from "../inventory/assemble-image.ts";
import { createSource } from "../text/source.ts";
import type { ExpiredIgnore } from "./facts.ts";
import type { Unit } from "./unit.ts";

/**
 * An image as something that is checked. Its text is that of its steps, under the image's name; where the Dockerfile it was
 * built from is known, lie in that too; excuses that have run out lie in the config. in it can be edited: an image is mended where it is made.
 */
export function imageUnit(
  { facts, stepsText, dockerfile }: AssembledImage,
  expiredIgnores: readonly ExpiredIgnore[] = [],
): Unit {
  const configs = new Map(expiredIgnores.map(({ source }) => [source.path, source]));
  return {
    kind: "image",
    source: createSource(facts.name, stepsText),
    isDocumentation: false,
    isFixed: true,
    facts: (source) => ({ source, image: facts, ...(expiredIgnores.length > 0 ? { expiredIgnores } : {}) }),
    sourceOf: (path) => (dockerfile?.path === path ? dockerfile : configs.get(path)),
  };
}
