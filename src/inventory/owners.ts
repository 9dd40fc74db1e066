/** Which file belongs to which package of the operating system: over all layers, links of folders followed. */
import type { ImageTree } from "../files/image-tree.ts";
import type { LayerFacts } from "./layer-facts.ts";

export interface Owner {
  readonly type: string;
  readonly name: string;
}

export interface Owners {
  ownerOf(path: string): Owner | undefined;
  /** True when the system's database knows the package. */
  has(type: string, name: string): boolean;
}

/** Only what the lists say that are still there counts. */
export function ownersOf(layers: readonly LayerFacts[], tree: ImageTree): Owners {
  const owners = new Map<string, Owner>();
  const names = new Set<string>();
  layers.forEach(({ owned, packages }, layer) => {
    for (const { type, name, paths, from } of owned) {
      if (!tree.isVisible(layer, from)) continue;
      // A list may name `lib/x` where the file stands in `usr/lib/x`.
      const owner = { type, name };
      for (const path of paths) owners.set(tree.resolve(path) ?? path, owner);
    }
    for (const { type, name, path, details } of packages)
      if (details.note !== "true" && tree.isVisible(layer, path)) names.add(`${type}\0${name}`);
  });
  return {
    ownerOf: (path) => owners.get(tree.resolve(path) ?? path),
    has: (type, name) => names.has(`${type}\0${name}`),
  };
}
