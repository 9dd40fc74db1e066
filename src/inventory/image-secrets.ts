/**
 * The secrets in the files of all layers, those that a later layer hides too: whoever has the image has every layer. A file
 * of the operating system's own packages is everybody's, so what looks like a secret there is none of this image. A layer
 * that changes the owner or the mode of a file ships it again: that is no second secret, and hides nothing.
 */
import type { ImageTree } from "../files/image-tree.ts";
import { compareTexts } from "../text/compare.ts";
import type { ImageSecret } from "./image-facts.ts";
import type { LayerFacts } from "./layer-facts.ts";
import type { Owners } from "./owners.ts";

/** By layer, path and line; the first of equal ones in a file, seen by a container when any of them is. */
export function imageSecrets(layers: readonly LayerFacts[], tree: ImageTree, owners: Owners): ImageSecret[] {
  const found = new Map<string, ImageSecret>();
  for (const [layer, { secrets }] of layers.entries())
    for (const secret of [...secrets].sort((a, b) => compareTexts(a.path, b.path) || a.line - b.line)) {
      if (owners.ownerOf(secret.path) !== undefined) continue;
      const key = [secret.path, secret.line, secret.fingerprint].join("\0");
      const first = found.get(key);
      if (first?.isVisible) continue;
      const hidden = tree.hiding(layer, secret.path);
      const { layer: from } = first ?? { layer };
      found.set(key, { ...secret, layer: from, isVisible: hidden === undefined, ...(hidden ? { hidden } : {}) });
    }
  return [...found.values()];
}
