/**
 * Opens a store for reading. Its folder goes in, a lookup comes out that reads by key, in place: nothing is loaded whole, and
 * a collection is opened when it is first asked. What is damaged answers as if it were not there, and is told as a trouble.
 */
import { type KeyedFile, KeyedFileError, loadKeyedFiles } from "../../files/keyed-file.ts";
import { type KeyedFolder, openKeyedFolder } from "../../files/keyed-file-folder.ts";
import { objectOf } from "../../text/json.ts";
import type {
  Advisory,
  Affected,
  ExploitLikelihood,
  KnownExploited,
  OsvRecord,
  OsvText,
  VendorStatus,
} from "../advisory.ts";
import { splitEcosystem, storedName } from "../ecosystems.ts";
import type { AdvisoryLookup, CollectionMeta } from "../lookup.ts";
import { findEntries, rowLength, rowsStart, valuesOf } from "./advisory-chunks.ts";
import { getMeta } from "./collection-meta.ts";
import { ownerKey, tables } from "./collection-tables.ts";
import { unpackJson } from "./packed-text.ts";
import { readAdvisory, readAffected } from "./stored-advisory.ts";
import { type StoredRecord, unpackRecord } from "./stored-record.ts";
import { unpackStatuses } from "./stored-status.ts";

/** A store on the disk. */
export interface AdvisoryStore extends AdvisoryLookup {
  /** All of them, sorted by name. */
  collections(): readonly CollectionMeta[];
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
    record: (id, among) => firstOf(among, (file) => readRecord(file, id)),
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

/** A value that is not what was stored. */
class DamagedValue extends Error {
  override readonly name = "DamagedValue";
}

function fail(what: string): never {
  throw new DamagedValue(what);
}

function readAdvisories(file: KeyedFile, ecosystem: string, name: string, owner: string): readonly Advisory[] {
  const advisories: Advisory[] = [];
  const key = storedName(ecosystem, name);
  for (const chunk of valuesOf(file, owner)) {
    const { entries, rows } = chunk ?? fail("advisories cannot be read");
    // What several say alike is one object: there are thousands of them.
    const affected = entries.map((each) => readEntries(each, ecosystem, key));
    for (let at = rowsStart; at < rows.length; at += rowLength) {
      const id = String(rows[at]);
      const written = rows[at + 1] === 0 ? sharedHead(file, id) : rows[at + 1];
      const mine = affected[Number(rows[at + 2])] ?? fail("an advisory cannot be read");
      advisories.push(readAdvisory(id, written, mine) ?? fail("an advisory's head cannot be read"));
    }
  }
  return advisories;
}

function readEntries(entries: unknown, ecosystem: string, key: string): readonly Affected[] {
  return Array.isArray(entries) ? entries.map((each) => readAffected(each, ecosystem, key)) : [];
}

function sharedHead(file: KeyedFile, id: string): unknown {
  const bytes = file.get(tables.heads, id);
  return bytes ? unpackJson(bytes) : undefined;
}

function readStatuses(file: KeyedFile, owner: string): readonly VendorStatus[] | undefined {
  const bytes = file.get(tables.statuses, owner);
  return bytes && (unpackStatuses(bytes) ?? fail("statuses cannot be read"));
}

function readRecord(file: KeyedFile, id: string): OsvRecord | undefined {
  const stored = storedRecord(file, id);
  return stored && { id, ...stored.head, ...stored.text, affected: readRecordAffected(file, id, stored.owners) };
}

function readText(file: KeyedFile, id: string): OsvText | undefined {
  const stored = storedRecord(file, id);
  return stored && { id, ...stored.head, ...stored.text };
}

function storedRecord(file: KeyedFile, id: string): StoredRecord | undefined {
  const bytes = file.get(tables.records, id);
  return bytes && (unpackRecord(id, bytes) ?? fail("a record cannot be read"));
}

/** Entries of one package lie together, in the order of the record. */
function readRecordAffected(file: KeyedFile, id: string, owners: readonly string[]): readonly Affected[] {
  const left = new Map<string, Iterator<Affected>>();
  return owners.map((owner) => {
    const entries = left.get(owner) ?? entriesOf(file, id, owner)[Symbol.iterator]();
    left.set(owner, entries);
    const next = entries.next();
    return next.done ? fail("an entry of a record is missing") : next.value;
  });
}

function entriesOf(file: KeyedFile, id: string, owner: string): readonly Affected[] {
  const [ecosystem = "", key = ""] = owner.split("\0");
  return readEntries(findEntries(file, owner, id), ecosystem, key);
}

function readObject<T>(file: KeyedFile, table: string, key: string): T | undefined {
  const bytes = file.get(table, key);
  if (!bytes) return undefined;
  // Our own words behind a checksum: what the type says is what was put in.
  return (objectOf(unpackJson(bytes)) ?? fail("a line cannot be read")) as T;
}
