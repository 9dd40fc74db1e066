/**
 * Builds the advisories of one ecosystem from its archive, `all.zip`: fetched into a file, read entry by entry, never held. An
 * entry that cannot be read is left out and counted; of two with one id the one that changed last counts.
 */
import { openSeekable } from "../../files/file-bytes.ts";
import { readZipFile, type ZipFile, type ZipFileEntry } from "../../files/zip-file.ts";
import type { OsvRecord } from "../advisory.ts";
import type { CollectionBuild, CollectionMeta } from "../lookup.ts";
import { laterTime, timeKey } from "./change-list.ts";
import { type LeftOut, latestTime, leaveOut, newMeta } from "./collection-meta.ts";
import { type CollectionOutcome, failed, type UpdateWork, unusable } from "./outcome.ts";
import { readRecord } from "./read-record.ts";
import { isTrouble, type SourceFile, type SourceTrouble } from "./source.ts";

/** Bytes of an archive: the largest of 2026 have some 500 MB. */
export const mostArchiveBytes = 8 * 1024 ** 3;
/** Ids that several entries have: their records are held until all are seen. */
export const mostDuplicates = 1_000;
/** Entries between two pauses, in which timers and other work come in. */
const entriesAtOnce = 200;

/** Throws what the store and the disk throw. */
export async function buildFromArchive(ecosystem: string, work: UpdateWork): Promise<CollectionOutcome> {
  const { writer, source, progress } = work;
  const collection = `osv/${ecosystem}`;
  const present = writer.collection(collection);
  const tell = (phase: "fetching" | "reading", done: number, all: number | undefined) =>
    progress?.({ collection, phase, done, all });
  const limits = { most: mostArchiveBytes, progress: (done: number, all?: number) => tell("fetching", done, all) };
  const file = await source.file(`${ecosystem}/all.zip`, limits);
  if (isTrouble(file)) return failed(collection, present, file);
  try {
    const meta = await buildFrom(collection, file, work, (done, all) => tell("reading", done, all));
    if ("why" in meta) return failed(collection, present, meta);
    return { collection, state: "built", meta, changes: meta.records };
  } finally {
    file.remove();
  }
}

async function buildFrom(
  collection: string,
  file: SourceFile,
  { writer, source, now }: UpdateWork,
  tell: (done: number, all: number) => void,
): Promise<CollectionMeta | SourceTrouble> {
  const from = `${source.from}/${collection.slice("osv/".length)}/all.zip`;
  const opened = openSeekable(file.path);
  if ("why" in opened) return unusable(from, opened.why);
  let build: CollectionBuild | undefined;
  try {
    const zip = readZipFile(opened);
    if (!zip) return unusable(from, "It is no zip archive.");
    if (zip.unread !== undefined) return unusable(from, zip.unread);
    build = writer.build(collection);
    const read = await putRecords(zip, build, latestTime(now()), tell);
    if (read.records === 0 && zip.count > 0) return unusable(from, `None of its ${zip.count} entries can be read.`);
    const { newest, leftOut } = read;
    const { revision } = file;
    const meta = build.finish(newMeta(collection, { from: source.from, newest, revision, leftOut }, now()));
    build = undefined;
    return meta;
  } finally {
    build?.abandon();
    opened.close();
  }
}

interface ReadArchive {
  records: number;
  newest: string;
  readonly leftOut: LeftOut;
}

async function putRecords(
  zip: ZipFile,
  build: CollectionBuild,
  latest: string,
  tell: (done: number, all: number) => void,
): Promise<ReadArchive> {
  const read: ReadArchive = { records: 0, newest: "", leftOut: {} };
  const put = (record: OsvRecord) => {
    build.put({ record });
    read.records += 1;
    read.newest = laterTime(read.newest, record.modified, latest);
  };
  const several = namesOfSeveral(zip);
  const held = new Map<string, OsvRecord>();
  let seen = 0;
  for (const entry of zip.entries()) {
    if (++seen % entriesAtOnce === 0) {
      tell(seen, zip.count);
      await new Promise<void>((done) => setImmediate(done));
    }
    const found = recordOf(entry);
    if ("why" in found) leaveOut(read.leftOut, found.why);
    else if (!several.has(entry.name)) put(found.record);
    else hold(held, found.record, read.leftOut);
  }
  for (const record of held.values()) put(record);
  return read;
}

function recordOf(entry: ZipFileEntry): { readonly record: OsvRecord } | { readonly why: string } {
  if (!entry.name.endsWith(".json")) return { why: "is no JSON file" };
  const bytes = entry.read();
  if (bytes instanceof Uint8Array) return readRecord(bytes, entry.name.slice(0, -".json".length));
  return { why: bytes.why.includes("at most") ? "is too large" : "cannot be unpacked" };
}

function hold(held: Map<string, OsvRecord>, record: OsvRecord, leftOut: LeftOut): void {
  const other = held.get(record.id);
  if (!other && held.size === mostDuplicates) {
    leaveOut(leftOut, "stands there several times");
    return;
  }
  if (other) leaveOut(leftOut, "stands there several times");
  if (!other || (timeKey(record.modified) ?? "") > (timeKey(other.modified) ?? "")) held.set(record.id, record);
}

/** Names that several entries may have. Eight bytes for each entry are enough to tell: what is alike by chance is only held. */
function namesOfSeveral(zip: ZipFile): ReadonlySet<string> {
  const marks = new Float64Array(zip.count);
  let at = 0;
  for (const { name } of zip.entries()) marks[at++] = markOf(name);
  const sorted = marks.subarray(0, at).sort();
  const twice = new Set<number>();
  for (let index = 1; index < sorted.length; index++)
    if (sorted[index] === sorted[index - 1]) twice.add(sorted[index] ?? 0);
  const names = new Set<string>();
  if (twice.size > 0) for (const { name } of zip.entries()) if (twice.has(markOf(name))) names.add(name);
  return names;
}

/** Two sums of FNV-1a side by side, 53 bits together. */
function markOf(name: string): number {
  let one = 0x811c9dc5;
  let two = 0x2545f491;
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ code, 0x0100019d);
  }
  return (one >>> 0) * 0x200000 + (two >>> 11);
}
