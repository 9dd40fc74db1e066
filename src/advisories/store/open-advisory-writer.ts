/**
 * Writes collections of advisories. Entries and what is said of them go in; states in the store's folder come out, each of
 * which answers whole or not at all. Memory does not depend on how many entries there are.
 */
import { loadKeyedFiles } from "../../files/keyed-file.ts";
import { type KeyedFolder, openKeyedFolder } from "../../files/keyed-file-folder.ts";
import type { AdvisoryWriter, CollectionBuild, CollectionEntry, CollectionMeta } from "../lookup.ts";
import { amendCollection } from "./amend-collection.ts";
import { buildCollection } from "./build-collection.ts";
import { getMeta } from "./collection-meta.ts";

type MetaInput = Omit<CollectionMeta, "records" | "packages">;

/** `now`: milliseconds. The folder is made when something is written. */
export async function openAdvisoryWriter(
  folder: string,
  { now }: { readonly now: () => number },
): Promise<AdvisoryWriter> {
  const states = openKeyedFolder(folder, await loadKeyedFiles());
  const open = new Set<CollectionBuild>();
  return {
    collection: (name) => collectionOf(states, name),
    build(name) {
      const build = buildCollection(name, states.begin(name), () => open.delete(build));
      open.add(build);
      return build;
    },
    amend: (name, changes, meta) => amend(states, name, changes, meta),
    tidy: () => states.tidy(now()),
    close() {
      for (const build of open) build.abandon();
    },
  };
}

function collectionOf(states: KeyedFolder, name: string): CollectionMeta | undefined {
  const file = states.open(name);
  if (!file || "why" in file) return undefined;
  try {
    return getMeta(file);
  } catch {
    // Damaged: as if it were not there, so that it is fetched anew.
    return undefined;
  } finally {
    file.close();
  }
}

function amend(states: KeyedFolder, name: string, changes: Iterable<CollectionEntry>, meta: MetaInput): boolean {
  // A damaged state is not changed, but made anew.
  if (!collectionOf(states, name)) return false;
  const file = states.change(name);
  if (!file) return false;
  try {
    return file.transaction(() => amendCollection(file, changes, meta));
  } finally {
    file.close();
  }
}
