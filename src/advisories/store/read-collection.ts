/**
 * Reads values of a collection's file: keys go in, what was stored comes out. What is not what was stored throws a
 * `DamagedValue`: whoever opened the file says so.
 */
import type { KeyedFile } from "../../files/keyed-file.ts";
import { objectOf } from "../../text/json.ts";
import type { Advisory, Affected, OsvRecord, OsvText, VendorStatus } from "../advisory.ts";
import { storedName } from "../ecosystems.ts";
import { type EntriesFinder, rowLength, rowsStart, valuesOf } from "./advisory-chunks.ts";
import { tables } from "./collection-tables.ts";
import { unpackJson } from "./packed-text.ts";
import { readAdvisory, readAffected } from "./stored-advisory.ts";
import { type StoredRecord, unpackRecord } from "./stored-record.ts";
import { unpackStatuses } from "./stored-status.ts";

/** A value that is not what was stored. */
export class DamagedValue extends Error {
  override readonly name = "DamagedValue";
}

/** Throws. `what`: a clause. */
export function fail(what: string): never {
  throw new DamagedValue(what);
}

/** What one package has; `owner` is its key. */
export function readAdvisories(file: KeyedFile, ecosystem: string, name: string, owner: string): readonly Advisory[] {
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

/** Undefined where nothing is said. */
export function readStatuses(file: KeyedFile, owner: string): readonly VendorStatus[] | undefined {
  const bytes = file.get(tables.statuses, owner);
  return bytes && (unpackStatuses(bytes) ?? fail("statuses cannot be read"));
}

/** Undefined where there is no such record. */
export function readRecord(file: KeyedFile, id: string, find: EntriesFinder): OsvRecord | undefined {
  const stored = storedRecord(file, id);
  return stored && { id, ...stored.head, ...stored.text, affected: readRecordAffected(find, id, stored.owners) };
}

/** A record without its affected entries. */
export function readText(file: KeyedFile, id: string): OsvText | undefined {
  const stored = storedRecord(file, id);
  return stored && { id, ...stored.head, ...stored.text };
}

function storedRecord(file: KeyedFile, id: string): StoredRecord | undefined {
  const bytes = file.get(tables.records, id);
  return bytes && (unpackRecord(id, bytes) ?? fail("a record cannot be read"));
}

/** Entries of one package lie together, in the order of the record. */
function readRecordAffected(find: EntriesFinder, id: string, owners: readonly string[]): readonly Affected[] {
  const left = new Map<string, Iterator<Affected>>();
  return owners.map((owner) => {
    const entries = left.get(owner) ?? entriesOf(find, id, owner)[Symbol.iterator]();
    left.set(owner, entries);
    const next = entries.next();
    return next.done ? fail("an entry of a record is missing") : next.value;
  });
}

function entriesOf(find: EntriesFinder, id: string, owner: string): readonly Affected[] {
  const [ecosystem = "", key = ""] = owner.split("\0");
  return readEntries(find(owner, id), ecosystem, key);
}

/** A line of a list. */
export function readObject<T>(file: KeyedFile, table: string, key: string): T | undefined {
  const bytes = file.get(table, key);
  if (!bytes) return undefined;
  // Our own words behind a checksum: what the type says is what was put in.
  return (objectOf(unpackJson(bytes)) ?? fail("a line cannot be read")) as T;
}
