/**
 * Brings the advisories of one ecosystem up to date: nothing where the source is as it was, the records that changed where
 * those are few, else the whole archive. The present state answers until the new one is whole.
 */
import type { CollectionEntry, CollectionMeta } from "../lookup.ts";
import { buildFromArchive } from "./archive.ts";
import { type ChangeList, mostListBytes, readChangeList } from "./change-list.ts";
import { latestTime, leaveOut, leftOutCount, renewedMeta } from "./collection-meta.ts";
import { type CollectionOutcome, failed, type UpdateWork } from "./outcome.ts";
import { mostRecordBytes, readRecord } from "./read-record.ts";
import { type AdvisorySource, isTrouble, type SourceTrouble } from "./source.ts";

/** Records that are fetched one by one; where more changed, the whole archive is faster. */
export const mostSingleRecords = 400;
/** Records that are fetched at a time. */
export const recordsAtOnce = 8;
/** Bytes of all records together that are fetched one by one. */
export const mostSingleBytes = 128 * 1024 * 1024;

/** Throws what the store and the disk throw. */
export async function updateEcosystem(ecosystem: string, work: UpdateWork): Promise<CollectionOutcome> {
  const { writer, source } = work;
  const collection = `osv/${ecosystem}`;
  const present = writer.collection(collection);
  if (!isEcosystemName(ecosystem)) return failed(collection, present, namelessTrouble(ecosystem));
  if (!present || present.from !== source.from) return buildFromArchive(ecosystem, work);
  const state = await source.revision(`${ecosystem}/all.zip`);
  if (isTrouble(state)) return failed(collection, present, state);
  if (state.revision !== "" && state.revision === present.revision) return renew(present, state.revision, work);
  return (await amend(ecosystem, present, state.revision, work)) ?? buildFromArchive(ecosystem, work);
}

/** A name that can be a folder's, as it is: one that leads elsewhere is none. */
export function isEcosystemName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9 ._+-]{0,99}$/.test(text) && !text.includes("..");
}

function namelessTrouble(ecosystem: string): SourceTrouble {
  const why = `${JSON.stringify(ecosystem.slice(0, 100))} is no name of an ecosystem. Write it as OSV does: Debian, npm, PyPI.`;
  return { kind: "other", why };
}

function renew(present: CollectionMeta, revision: string, { writer, now }: UpdateWork): CollectionOutcome {
  const collection = present.name;
  writer.amend(collection, [], renewedMeta(present, now(), revision));
  return { collection, state: "current", meta: writer.collection(collection), changes: 0 };
}

/** Undefined where the whole archive has to be read: too much changed, or nobody says what did. */
async function amend(
  ecosystem: string,
  present: CollectionMeta,
  revision: string,
  work: UpdateWork,
): Promise<CollectionOutcome | undefined> {
  const { writer, source, now } = work;
  const latest = latestTime(now());
  const read = await source.read(`${ecosystem}/modified_id.csv`, { most: mostListBytes });
  if (isTrouble(read)) return read.kind === "absent" ? undefined : failed(present.name, present, read);
  const list = readChangeList(read.body, present.newest, latest);
  if (present.newest === "" || list.unreadable > 0 || list.changed.length > mostSingleRecords) return undefined;
  const fetched = await fetchRecords(ecosystem, list, work);
  // Listed, but not there by itself: a mirror of the archives alone, or one that is just being written.
  if ("kind" in fetched) return fetched.kind === "absent" ? undefined : failed(present.name, present, fetched);
  const leftOut = { ...present.leftOut };
  for (const [reason, count] of Object.entries(fetched.leftOut)) leaveOut(leftOut, reason, count);
  const newest = list.newest || present.newest;
  const meta = { ...renewedMeta(present, now(), revision), newest, leftOut };
  const isAmended = writer.amend(present.name, fetched.entries, meta);
  const after = writer.collection(present.name);
  // Another number of records than are kept: some were taken away, which no list says, or one came with the time of the newest.
  if (!isAmended || !after || list.records !== after.records + leftOutCount(leftOut)) return undefined;
  const state = list.changed.length === 0 ? "current" : "amended";
  return { collection: present.name, state, meta: after, changes: fetched.entries.length };
}

interface FetchedRecords {
  readonly entries: readonly CollectionEntry[];
  readonly leftOut: Readonly<Record<string, number>>;
}

async function fetchRecords(
  ecosystem: string,
  { changed }: ChangeList,
  { source, progress }: UpdateWork,
): Promise<FetchedRecords | SourceTrouble> {
  const entries: CollectionEntry[] = [];
  const leftOut: Record<string, number> = {};
  let trouble: SourceTrouble | undefined;
  let next = 0;
  let bytes = 0;
  const fetchOn = async () => {
    for (let id = changed[next++]; id !== undefined && !trouble; id = changed[next++]) {
      const read = await fetchRecord(source, ecosystem, id);
      if ("kind" in read) trouble ??= read;
      else if ("why" in read) leaveOut(leftOut, read.why);
      else {
        entries.push(read.entry);
        bytes += read.bytes;
      }
      if (bytes > mostSingleBytes) trouble ??= { kind: "absent", why: "It is faster to read the whole archive." };
      progress?.({ collection: `osv/${ecosystem}`, phase: "fetching", done: entries.length, all: changed.length });
    }
  };
  await Promise.all(Array.from({ length: recordsAtOnce }, fetchOn));
  return trouble ?? { entries, leftOut };
}

async function fetchRecord(
  source: AdvisorySource,
  ecosystem: string,
  id: string,
): Promise<SourceTrouble | { readonly why: string } | { readonly entry: CollectionEntry; readonly bytes: number }> {
  const got = await source.read(`${ecosystem}/${id}.json`, { most: mostRecordBytes });
  if (isTrouble(got)) return got.kind === "too-large" ? { why: "is too large" } : got;
  const read = readRecord(got.body, id);
  return "why" in read ? read : { entry: { record: read.record }, bytes: got.body.length };
}
