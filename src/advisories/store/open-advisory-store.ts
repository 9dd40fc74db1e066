/**
 * Opens a store for reading. Its folder goes in, a lookup comes out that reads by key, in place: nothing is loaded whole, and
 * a collection is opened when it is first asked. What is damaged answers as if it were not there, and is told as a trouble.
 */
import { type KeyedFile, KeyedFileError, loadKeyedFiles } from "../../files/keyed-file.ts";
import { type KeyedFolder, openKeyedFolder } from "../../files/keyed-file-folder.ts";
import type { ExploitLikelihood, KnownExploited } from "../advisory.ts";
import { splitEcosystem } from "../ecosystems.ts";
import type { AdvisoryLookup, CollectionEntry, CollectionMeta } from "../lookup.ts";
import { entriesFinder } from "./advisory-chunks.ts";
import { getMeta } from "./collection-meta.ts";
import { ownerKey, tables } from "./collection-tables.ts";
import {
  DamagedValue,
  fail,
  readAdvisories,
  readObject,
  readRecord,
  readStatuses,
  readText,
} from "./read-collection.ts";

/** A store on the disk. */
export interface AdvisoryStore extends AdvisoryLookup {
  /** All of them, sorted by name. */
  collections(): readonly CollectionMeta[];
  /** All that a collection holds, in the order of its keys; what is damaged is left out, and told as a trouble. */
  entries(name: string): Iterable<CollectionEntry>;
  /** On the disk; 0 where there is no such collection. */
  bytes(name: string): number;
  close(): void;
}

/** A folder that is not there is a store without collections. */
export async function openAdvisoryStore(folder: string): Promise<AdvisoryStore> {
  return storeOf(openKeyedFolder(folder, await loadKeyedFiles()));
}

function storeOf(states: KeyedFolder): AdvisoryStore {
  const troubles = new Set<string>();
  const opened = new Map<string, KeyedFile | undefined>();
  let names: readonly string[] | undefined;

  const damaged = (name: string, why: string) =>
    void troubles.add(`${name} of the advisory store is not used: ${why}. Run "seaworthy db update" to fetch it anew.`);

  const fileOf = (name: string) => {
    if (opened.has(name)) return opened.get(name);
    const file = states.open(name);
    if (file && "why" in file) damaged(name, `its file cannot be opened, ${file.why}`);
    const usable = file && !("why" in file) ? file : undefined;
    opened.set(name, usable);
    return usable;
  };

  /** What `read` finds in a collection's file; undefined where there is none or it is damaged. */
  const ask = <T>(name: string, read: (file: KeyedFile) => T | undefined): T | undefined => {
    const file = fileOf(name);
    if (!file) return undefined;
    try {
      return read(file);
    } catch (error) {
      if (!(error instanceof KeyedFileError) && !(error instanceof DamagedValue)) throw error;
      damaged(name, `it is damaged (${error.message})`);
      return undefined;
    }
  };

  /** The keys of a table are read at once: no state of the file is held while the entries are used. */
  const keysOf = (name: string, table: string) => ask(name, (file) => [...file.keys(table, "")]) ?? [];

  function* entries(name: string): Generator<CollectionEntry> {
    const file = fileOf(name);
    if (!file) return;
    const find = entriesFinder(file);
    for (const id of keysOf(name, tables.records)) {
      const record = ask(name, () => readRecord(file, id, find));
      if (record) yield { record };
    }
    for (const owner of keysOf(name, tables.statuses)) {
      const statuses = ask(name, () => readStatuses(file, owner));
      const [ecosystem = "", packageName = ""] = owner.split("\0");
      if (statuses) yield { ecosystem, name: packageName, statuses };
    }
    for (const cve of keysOf(name, tables.exploited)) {
      const exploited = ask(name, () => readObject<KnownExploited>(file, tables.exploited, cve));
      if (exploited) yield { exploited };
    }
    for (const cve of keysOf(name, tables.likelihoods)) {
      const likelihood = ask(name, () => readObject<ExploitLikelihood>(file, tables.likelihoods, cve));
      if (likelihood) yield { likelihood };
    }
  }

  /** Of collections of records. */
  const recordCollections = (among?: ReadonlySet<string>) => {
    if (among) return [...among].filter((name) => name.startsWith("osv/"));
    names ??= states.names();
    return names.filter((name) => name.startsWith("osv/"));
  };

  /** In the first collection that has it. */
  const firstOf = <T>(among: ReadonlySet<string> | undefined, read: (file: KeyedFile) => T | undefined) => {
    for (const name of recordCollections(among)) {
      const found = ask(name, read);
      if (found) return found;
    }
    return undefined;
  };

  const collection = (name: string) => ask(name, (file) => getMeta(file) ?? fail("its description cannot be read"));

  return {
    collection,
    collections: () => states.names().flatMap((name) => collection(name) ?? []),
    entries,
    bytes: (name) => states.bytes(name),
    advisories(ecosystem, name) {
      const owner = ownerKey(ecosystem, name);
      if (owner === undefined) return [];
      return ask(`osv/${splitEcosystem(ecosystem).base}`, (file) => readAdvisories(file, ecosystem, name, owner)) ?? [];
    },
    statuses(ecosystem, name) {
      const owner = ownerKey(ecosystem, name);
      if (owner === undefined) return [];
      const base = splitEcosystem(ecosystem).base.toLowerCase();
      return ask(`status/${base}`, (file) => readStatuses(file, owner)) ?? [];
    },
    record: (id, among) => firstOf(among, (file) => readRecord(file, id, entriesFinder(file))),
    text: (id, among) => firstOf(among, (file) => readText(file, id)),
    namedBy(id, among) {
      const prefix = `${id}\0`;
      const ids = recordCollections(among).flatMap(
        (name) =>
          ask(name, (file) => [...file.keys(tables.names, prefix)].map((key) => key.slice(prefix.length))) ?? [],
      );
      return [...new Set(ids)].sort();
    },
    exploited: (cve) => ask("kev", (file) => readObject<KnownExploited>(file, tables.exploited, cve)),
    likelihood: (cve) => ask("epss", (file) => readObject<ExploitLikelihood>(file, tables.likelihoods, cve)),
    troubles: () => [...troubles],
    close() {
      for (const file of opened.values()) file?.close();
      opened.clear();
    },
  };
}
