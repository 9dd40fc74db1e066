/**
 * Builds a new state of a collection: entries go in one by one, in any order, and out to the file sorted by key, so that it is
 * written from its beginning to its end once. Of two entries about the same, the later counts.
 */
import type { WritableKeyedFile } from "../../files/keyed-file.ts";
import type { NewState } from "../../files/keyed-file-folder.ts";
import type { SortedPair } from "../../files/keyed-file-sorter.ts";
import type { CollectionBuild, CollectionEntry } from "../lookup.ts";
import { type Chunk, type ChunkCutter, openCutter } from "./advisory-chunks.ts";
import { putMeta } from "./collection-meta.ts";
import { isKeyPart, joinKey, ownerKey, partsOf, tables, tooLong } from "./collection-tables.ts";
import { packLine } from "./packed-text.ts";
import { packRecord } from "./stored-record.ts";
import { packStatuses, unpackStatuses } from "./stored-status.ts";

/** Bytes that one transaction writes: what it writes lies in memory until it ends. */
export const mostTransactionBytes = 4 * 1024 * 1024;

/** `ended` is called once, when the build is finished or abandoned. */
export function buildCollection(name: string, state: NewState, ended: () => void): CollectionBuild {
  const left = new Map<string, number>();
  let order = 0;
  let isOpen = true;
  const leaveOut = (why: string, count: number) => left.set(why, (left.get(why) ?? 0) + count);
  const end = () => {
    isOpen = false;
    ended();
  };
  return {
    put(entry) {
      order += 1;
      const isTaken = addEntry((key, value) => state.sorter.add(key, order, value), entry);
      if (!isTaken) leaveOut(tooLong, 1);
    },
    finish(meta) {
      const counts = writeSorted(state.file, state.sorter.sorted());
      for (const [why, count] of Object.entries(meta.leftOut)) leaveOut(why, count);
      const whole = { ...meta, name, leftOut: Object.fromEntries(left), ...counts };
      state.file.transaction(() => putMeta(state.file, whole));
      end();
      state.adopt();
      return whole;
    },
    abandon() {
      if (!isOpen) return;
      end();
      state.discard();
    },
  };
}

type Add = (key: string, value: Uint8Array) => void;

/** False where its names make no keys. */
function addEntry(add: Add, entry: CollectionEntry): boolean {
  if ("gone" in entry) {
    if (isKeyPart(entry.gone)) add(tables.records + entry.gone, nothing);
    return true;
  }
  if ("statuses" in entry) {
    const owner = ownerKey(entry.ecosystem, entry.name);
    if (owner !== undefined) add(tables.statuses + owner, packStatuses(entry.statuses));
    return owner !== undefined;
  }
  if ("exploited" in entry) return addLine(add, tables.exploited, entry.exploited.cve, entry.exploited);
  if ("likelihood" in entry) return addLine(add, tables.likelihoods, entry.likelihood.cve, entry.likelihood);
  const { record } = entry;
  const parts = partsOf(record);
  if (!parts) return false;
  add(tables.records + record.id, packRecord(record, parts.owners));
  if (parts.isHeadShared) add(tables.heads + record.id, packLine(parts.head));
  for (const name of parts.names) add(tables.names + joinKey(name, record.id), nothing);
  // JSON has no line breaks of its own.
  for (const [owner, { head, entries }] of parts.advisories)
    add(tables.advisories + joinKey(owner, record.id), Buffer.from(`${head}\n${entries}`, "utf8"));
  return true;
}

function addLine(add: Add, table: string, key: string, value: unknown): boolean {
  if (!isKeyPart(key)) return false;
  add(table + key, packLine(value));
  return true;
}

const nothing = new Uint8Array(0);

interface Counts {
  records: number;
  packages: number;
}

function writeSorted(file: WritableKeyedFile, sorted: Iterable<SortedPair>): Counts {
  const counts: Counts = { records: 0, packages: 0 };
  const pairs = finalPairs(sorted, counts)[Symbol.iterator]();
  for (let isDone = false; !isDone; )
    file.transaction(() => {
      for (let bytes = 0; bytes < mostTransactionBytes; ) {
        const next = pairs.next();
        if (next.done) {
          isDone = true;
          return;
        }
        file.put(next.value.key.slice(0, 1), next.value.key.slice(1), next.value.value);
        bytes += next.value.value.length;
      }
    });
  return counts;
}

/** What stands in the file in the end: the last of each key, without what belonged to a record that was replaced. */
function* finalPairs(sorted: Iterable<SortedPair>, counts: Counts): Generator<Chunk> {
  /** Records that were put in more than once or taken away, with the order of the last. */
  const replaced = new Map<string, number>();
  let cutter: ChunkCutter | undefined;
  for (const { isOnly, pair } of lastOfEach(sorted)) {
    const { order, key, value } = pair;
    const table = key.slice(0, 1);
    const id = key.slice(Math.max(key.lastIndexOf("\0"), 0) + 1);
    if (table === tables.records) {
      if (!isOnly || value.length === 0) replaced.set(id, order);
      if (value.length === 0) continue;
      counts.records += 1;
    } else if (isOfRecord(table) && (replaced.get(id) ?? order) !== order) continue;
    const owner = table === tables.advisories ? key.slice(1, key.lastIndexOf("\0")) : undefined;
    if (cutter && cutter.owner !== owner) {
      yield* ofAdvisories(cutter.end());
      cutter = undefined;
    }
    if (owner === undefined) {
      count(counts, table, value);
      yield { key, value };
      continue;
    }
    if (!cutter) counts.packages += 1;
    cutter ??= openCutter(owner);
    const text = Buffer.from(value.buffer, value.byteOffset, value.length).toString("utf8");
    const end = text.indexOf("\n");
    yield* ofAdvisories(cutter.add({ id, head: text.slice(0, end), entries: text.slice(end + 1) }));
  }
  yield* ofAdvisories(cutter?.end());
}

function ofAdvisories(chunk: Chunk | undefined): readonly Chunk[] {
  return chunk ? [{ key: tables.advisories + chunk.key, value: chunk.value }] : [];
}

function isOfRecord(table: string): boolean {
  return table === tables.advisories || table === tables.heads || table === tables.names;
}

function count(counts: Counts, table: string, value: Uint8Array): void {
  if (table === tables.exploited || table === tables.likelihoods) counts.records += 1;
  if (table !== tables.statuses) return;
  counts.records += unpackStatuses(value)?.length ?? 0;
  counts.packages += 1;
}

interface LastPair {
  readonly pair: SortedPair;
  /** No other pair had its key. */
  readonly isOnly: boolean;
}

function* lastOfEach(sorted: Iterable<SortedPair>): Generator<LastPair> {
  let last: SortedPair | undefined;
  let isOnly = true;
  for (const pair of sorted) {
    const isSame = last !== undefined && last.key === pair.key;
    if (last && !isSame) yield { pair: last, isOnly };
    isOnly = !isSame;
    last = pair;
  }
  if (last) yield { pair: last, isOnly };
}
