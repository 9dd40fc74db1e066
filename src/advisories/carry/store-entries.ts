/** Everything that a collection holds, entry by entry, in the order of its keys: what an export writes down. */
import { type KeyedFile, loadKeyedFiles } from "../../files/keyed-file.ts";
import { openKeyedFolder } from "../../files/keyed-file-folder.ts";
import type { CollectionEntry } from "../lookup.ts";
import { tables } from "../store/collection-tables.ts";
import type { AdvisoryStore } from "../store/open-advisory-store.ts";

/** Opens the collections of a folder to be gone through; `store` is the same folder's. */
export async function openEntries(
  folder: string,
  store: AdvisoryStore,
): Promise<(collection: string) => Iterable<CollectionEntry>> {
  const states = openKeyedFolder(folder, await loadKeyedFiles());
  return function* entries(collection) {
    const file = states.open(collection);
    if (!file || "why" in file) return;
    try {
      yield* entriesOf(file, store);
    } finally {
      file.close();
    }
  };
}

function* entriesOf(file: KeyedFile, store: AdvisoryStore): Generator<CollectionEntry> {
  for (const id of file.keys(tables.records, "")) {
    const record = store.record(id);
    if (record) yield { record };
  }
  for (const key of file.keys(tables.statuses, "")) {
    const [ecosystem = "", name = ""] = key.split("\0");
    yield { ecosystem, name, statuses: store.statuses(ecosystem, name) };
  }
  for (const cve of file.keys(tables.exploited, "")) {
    const exploited = store.exploited(cve);
    if (exploited) yield { exploited };
  }
  for (const cve of file.keys(tables.likelihoods, "")) {
    const likelihood = store.likelihood(cve);
    if (likelihood) yield { likelihood };
  }
}
