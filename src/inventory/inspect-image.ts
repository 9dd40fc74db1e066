/**
 * An image that was found, from its layers to its facts: what no cache has is read, and all is put together. A root file
 * system in a folder is one layer without a history; a folder without a system in it is a project, of which the lockfiles are
 * read. Of neither anything is kept in a cache.
 */
import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import { diskTree } from "../files/disk-tree.ts";
import type { FileTree } from "../files/file-tree.ts";
import { readRootFolder } from "../files/root-folder.ts";
import type { FoundFolder, FoundImage, LayerStream } from "../image/image-source.ts";
import { catalogers } from "../packages/catalogers.ts";
import { type AssembledImage, assembleImage } from "./assemble-image.ts";
import { collectLayer } from "./collect-layer.ts";
import type { LayerCache } from "./layer-cache.ts";
import { mergeLayers } from "./merge-layers.ts";
import { holdsSystem, readProject } from "./project-folder.ts";
import { readMerged } from "./read-merged.ts";

export interface InspectOptions {
  readonly cache: LayerCache;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** The Dockerfile the image was built from. */
  readonly dockerfile?: Dockerfile;
  /** Told of each layer that is read. */
  readonly progress?: (layer: LayerStream) => void;
}

/** Reads what has to be read. Throws what the source throws when it fails as a whole; closes it in any case. */
export async function inspectImage(found: FoundImage | FoundFolder, options: InspectOptions): Promise<AssembledImage> {
  return "folder" in found ? inspectFolder(found, options) : inspectLayers(found, options);
}

async function inspectLayers(found: FoundImage, options: InspectOptions): Promise<AssembledImage> {
  const { cache, today, dockerfile, progress } = options;
  try {
    const read = await readMerged(found, {
      catalogers,
      cache,
      ...(progress ? { progress } : {}),
    });
    cache.tidy();
    return assembleImage({
      ...{ name: found.name, source: found.kind, today, ...read },
      ...(dockerfile ? { dockerfile } : {}),
      ...(found.note === undefined ? {} : { note: found.note }),
    });
  } finally {
    await found.close();
  }
}

async function inspectFolder(found: FoundFolder, options: InspectOptions): Promise<AssembledImage> {
  const tree = diskTree([found.folder]);
  return inspectProject(tree, found, options.today) ?? inspectRootFolder(found, options);
}

/** What the lockfiles of a project list, as far as an image's facts have a place for it; undefined for what is no project. */
export function inspectProject(
  tree: FileTree,
  { name, folder }: Pick<FoundFolder, "name" | "folder">,
  today: string,
): AssembledImage | undefined {
  const project = holdsSystem(tree, folder) ? undefined : readProject(tree, folder);
  if (!project) return undefined;
  const { merged, lockfiles } = project;
  const image = assembleImage({ name, source: "dir", description: undefined, merged, unknowns: [], today });
  return { ...image, facts: { ...image.facts, project: { lockfiles } } };
}

async function inspectRootFolder({ name, folder }: FoundFolder, { today }: InspectOptions): Promise<AssembledImage> {
  const collector = collectLayer(catalogers);
  const read = await readRootFolder(folder, collector.visitor);
  const merged = mergeLayers([collector.facts(read)]);
  return assembleImage({ name, source: "dir", description: undefined, merged, unknowns: [], today });
}
