/**
 * The secrets in the files of all layers, those that a later layer hides too: whoever has the image has every layer. A file
 * of the operating system's own packages is everybody's, so what looks like a secret there is none of this image.
 */
import type { ImageTree } from "../files/image-tree.ts";
import { compareTexts } from "../text/compare.ts";
import type { ImageSecret } from "./image-facts.ts";
import type { LayerFacts } from "./layer-facts.ts";
import type { Owners } from "./owners.ts";

/** By layer, path and line. */
export function imageSecrets(layers: readonly LayerFacts[], tree: ImageTree, owners: Owners): ImageSecret[] {
  const said = new Set<string>();
  return layers.flatMap(({ secrets }, layer) =>
    [...secrets]
      .sort((a, b) => compareTexts(a.path, b.path) || a.line - b.line)
      .filter(({ path }) => owners.ownerOf(path) === undefined)
      .filter(({ path, line, fingerprint }) => {
        // A layer that changes the owner or the mode of a file ships it again: that is no second secret.
        const key = [path, line, fingerprint].join("\0");
        return said.size < said.add(key).size;
      })
      .map((secret) => {
        const hidden = tree.hiding(layer, secret.path);
        return { ...secret, layer, isVisible: hidden === undefined, ...(hidden ? { hidden } : {}) };
      }),
  );
}
