/** Changes the present state of a collection: what an entry changes is put into its tables, inside of one transaction. */
import type { WritableKeyedFile } from "../../files/keyed-file.ts";
import type { OsvRecord, VendorStatus } from "../advisory.ts";
import type { CollectionEntry, CollectionMeta } from "../lookup.ts";
import { changeChunk } from "./advisory-chunks.ts";
import { getMeta, putMeta } from "./collection-meta.ts";
import { isKeyPart, joinKey, linkedNames, ownerKey, partsOf, tables, tooLong } from "./collection-tables.ts";
import { packLine } from "./packed-text.ts";
import { packRecord, unpackRecord } from "./stored-record.ts";
import { packStatuses, unpackStatuses } from "./stored-status.ts";

/** False where the file says nothing of itself. Only inside of a transaction. */
export function amendCollection(
  file: WritableKeyedFile,
  changes: Iterable<CollectionEntry>,
  meta: Omit<CollectionMeta, "records" | "packages">,
): boolean {
  const before = getMeta(file);
  if (!before) return false;
  const tally: Tally = { records: 0, owners: new Map(), left: new Map(Object.entries(meta.leftOut)) };
  for (const entry of changes) applyEntry(file, entry, tally);
  let packages = before.packages;
  for (const [owner, had] of tally.owners) packages += Number(hasOwner(file, owner)) - Number(had);
  const records = before.records + tally.records;
  putMeta(file, { ...meta, name: before.name, leftOut: Object.fromEntries(tally.left), records, packages });
  return true;
}

interface Tally {
  /** Difference in the number of records. */
  records: number;
  /** Packages that were changed, with whether anything was said of them before. */
  readonly owners: Map<string, boolean>;
  /** Entries that were not taken, by reason. */
  readonly left: Map<string, number>;
}

function applyEntry(file: WritableKeyedFile, entry: CollectionEntry, tally: Tally): void {
  if ("record" in entry) putRecord(file, entry.record, tally);
  else if ("gone" in entry) removeRecord(file, entry.gone, tally);
  else if ("statuses" in entry) putStatuses(file, ownerKey(entry.ecosystem, entry.name), entry.statuses, tally);
  else if ("exploited" in entry) putLine(file, tables.exploited, entry.exploited.cve, entry.exploited, tally);
  else putLine(file, tables.likelihoods, entry.likelihood.cve, entry.likelihood, tally);
}

function putRecord(file: WritableKeyedFile, record: OsvRecord, tally: Tally): void {
  removeRecord(file, record.id, tally);
  const parts = partsOf(record);
  if (!parts) {
    leaveOut(tally);
    return;
  }
  file.put(tables.records, record.id, packRecord(record, parts.owners));
  if (parts.isHeadShared) file.put(tables.heads, record.id, packLine(parts.head));
  for (const name of parts.names) file.put(tables.names, joinKey(name, record.id), nothing);
  for (const [owner, element] of parts.advisories) {
    touch(file, owner, tally);
    changeChunk(file, owner, record.id, element);
  }
  tally.records += 1;
}

function removeRecord(file: WritableKeyedFile, id: string, tally: Tally): void {
  const bytes = isKeyPart(id) ? file.get(tables.records, id) : undefined;
  if (!bytes) return;
  const stored = unpackRecord(id, bytes);
  for (const owner of new Set(stored?.owners)) {
    touch(file, owner, tally);
    changeChunk(file, owner, id, undefined);
  }
  for (const name of stored ? linkedNames(id, stored.head) : []) file.remove(tables.names, joinKey(name, id));
  file.remove(tables.heads, id);
  file.remove(tables.records, id);
  tally.records -= 1;
}

function putStatuses(
  file: WritableKeyedFile,
  owner: string | undefined,
  statuses: readonly VendorStatus[],
  tally: Tally,
): void {
  if (owner === undefined) {
    leaveOut(tally);
    return;
  }
  touch(file, owner, tally);
  const before = file.get(tables.statuses, owner);
  tally.records += statuses.length - (before ? (unpackStatuses(before)?.length ?? 0) : 0);
  if (statuses.length > 0) file.put(tables.statuses, owner, packStatuses(statuses));
  else if (before) file.remove(tables.statuses, owner);
}

function putLine(file: WritableKeyedFile, table: string, key: string, value: unknown, tally: Tally): void {
  if (!isKeyPart(key)) {
    leaveOut(tally);
    return;
  }
  if (!file.get(table, key)) tally.records += 1;
  file.put(table, key, packLine(value));
}

/** Before the first change of a package. */
function touch(file: WritableKeyedFile, owner: string, { owners }: Tally): void {
  if (!owners.has(owner)) owners.set(owner, hasOwner(file, owner));
}

function hasOwner(file: WritableKeyedFile, owner: string): boolean {
  if (file.get(tables.statuses, owner)) return true;
  for (const _key of file.keys(tables.advisories, joinKey(owner, ""))) return true;
  return false;
}

function leaveOut({ left }: Tally): void {
  left.set(tooLong, (left.get(tooLong) ?? 0) + 1);
}

const nothing = new Uint8Array(0);
