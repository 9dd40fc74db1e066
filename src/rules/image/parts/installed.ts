/** Packages of the operating system by their names. */
import type { ImageFacts, ImagePackage } from "../../../inventory/image-facts.ts";
import { compareTexts } from "../../../text/compare.ts";

/** Those whose name fits, by name. */
export function installedPackages({ packages }: ImageFacts, fits: (name: string) => boolean): readonly ImagePackage[] {
  return packages
    .filter(({ type, name }) => (type === "deb" || type === "apk" || type === "rpm") && fits(name))
    .sort((a, b) => compareTexts(a.name, b.name));
}

/** Index of the layer that brought it. */
export function layerOfPackage({ locations }: ImagePackage): number {
  return locations[0]?.layer ?? 0;
}
