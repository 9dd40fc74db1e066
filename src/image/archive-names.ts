/** Names in archives of images: made comparable, links among them followed, and what a tar that is no image looks like. */
import { posix } from "node:path";
import type { EntryKind } from "../files/layer-entry.ts";
import { shown } from "./manifest.ts";

/** Links that lead to links. */
const mostHops = 10;
/** Names that are remembered to say what a tar looks like. */
export const mostNamesSeen = 200;

/** `./a//b` is `a/b`. Undefined for what leads out of the archive. */
export function plainName(name: string): string | undefined {
  if (name.startsWith("/")) return undefined;
  const plain = posix.normalize(name).replace(/\/+$/, "");
  return plain === ".." || plain.startsWith("../") ? undefined : plain;
}

/** Where a link inside the archive leads: a symbolic one from its folder, a hard one from the root. */
export function linkTarget(name: string, kind: EntryKind, link: string): string | undefined {
  return plainName(kind === "symlink" ? posix.join(posix.dirname(name), link) : link);
}

/** The name behind all links; the last one when they go in a circle. */
export function followLinks(name: string, links: ReadonlyMap<string, string>): string {
  let at = plainName(name) ?? "";
  for (let hops = 0; hops < mostHops; hops++) {
    const next = links.get(at);
    if (next === undefined) break;
    at = next;
  }
  return at;
}

/** What a tar without an image in it seems to be: a sentence, and what to do. */
export function describeStranger(names: readonly string[]): string {
  if (names.length === 0) return "It is empty.";
  const deeper = names.find((name) => /^[^/]+\/(?:manifest\.json|index\.json|oci-layout)$/.test(name));
  if (deeper !== undefined)
    return `The image lies in the folder ${shown(deeper.slice(0, deeper.indexOf("/")))} of the archive: unpack it and use oci-dir:FOLDER, or make the archive without that folder.`;
  const tops = new Set(names.map((name) => name.slice(0, name.indexOf("/") === -1 ? name.length : name.indexOf("/"))));
  if (["bin", "etc", "usr", "lib"].filter((top) => tops.has(top)).length >= 2)
    return "It looks like a root file system, as docker export gives it: unpack it into a folder and use dir:FOLDER, or save the image with docker save.";
  const some = names.slice(0, 5).map(shown).join(", ");
  return `It holds ${some}${names.length > 5 ? " and more" : ""}: that is no image. Save one with docker save, podman save or skopeo copy.`;
}
