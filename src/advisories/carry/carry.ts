/**
 * One file that carries advisories to a machine without a network: gzip over lines of JSON, each collection between a line that
 * describes it and one with the number and the SHA-256 of its entries. Written from a store; read back as the work of
 * strangers: every sum is checked before anything is changed, every entry is checked again.
 */
import { createHash, type Hash } from "node:crypto";
import { streamDataFile } from "../../files/data-folder.ts";
import { decompress } from "../../files/decompress.ts";
import { field, jsonValue, objectOf, sizeOf, textOf } from "../../text/json.ts";
import { jsonExcess } from "../../text/json-size.ts";
import type { AdvisoryWriter, CollectionBuild, CollectionEntry, CollectionMeta } from "../lookup.ts";
import { recordLimits } from "../osv-record.ts";
import { textLines } from "../status/text-lines.ts";
import { timeKey } from "../update/change-list.ts";
import { latestTime, leaveOut, type MetaToWrite } from "../update/collection-meta.ts";
import { isEcosystemName } from "../update/ecosystem.ts";
import { feedNames } from "../update/feed.ts";
import { readEntry } from "./read-entry.ts";

/** Names the form of the file; another number is another form. */
const signature = { format: "seaworthy-advisories", version: 1 } as const;
/** Bytes of one line. */
export const longestCarriedLine = 64 * 1024 * 1024;
/** Bytes of the file, unpacked; unpacked bytes for each packed one. */
export const mostCarriedBytes = 64 * 1024 ** 3;
const mostRatio = 200;
/** Collections of one file. */
export const mostCarriedCollections = 1_000;

/** The lines of an export. */
export function* exportLines(
  collections: readonly CollectionMeta[],
  entries: (collection: string) => Iterable<CollectionEntry>,
): Generator<string> {
  yield JSON.stringify(signature);
  for (const meta of collections) {
    yield JSON.stringify({ collection: meta });
    const hash = createHash("sha256");
    let count = 0;
    for (const entry of entries(meta.name)) {
      const line = JSON.stringify(entry);
      hash.update(line).update("\n");
      count += 1;
      yield line;
    }
    yield JSON.stringify({ end: meta.name, entries: count, sha256: hash.digest("hex") });
  }
  yield JSON.stringify({ whole: collections.length });
}

/** What came of one collection of a file. */
export interface ImportedCollection {
  readonly collection: string;
  /** `kept`: what is here was checked later. */
  readonly state: "imported" | "kept";
  readonly meta: CollectionMeta;
}

/** `why`: sentences; then nothing was changed, or only collections that were whole. Throws what the disk throws. */
export async function importFile(
  path: string,
  writer: AdvisoryWriter,
  now: number,
): Promise<readonly ImportedCollection[] | { readonly why: string }> {
  const checked = await goThrough(path, now, () => undefined);
  if ("why" in checked) return checked;
  const imported: ImportedCollection[] = [];
  let build: CollectionBuild | undefined;
  try {
    const done = await goThrough(path, now, (meta) => {
      const present = writer.collection(meta.name);
      if (present && (timeKey(present.fetched) ?? "") > (timeKey(meta.fetched) ?? "")) {
        imported.push({ collection: meta.name, state: "kept", meta: present });
        return undefined;
      }
      const open = writer.build(meta.name);
      build = open;
      const leftOut: Record<string, number> = { ...meta.leftOut };
      return {
        put: (line) => {
          const entry = readEntry(meta.name, line);
          if (entry) open.put(entry);
          else leaveOut(leftOut, "cannot be read");
        },
        end: () => {
          imported.push({ collection: meta.name, state: "imported", meta: open.finish({ ...meta, leftOut }) });
          build = undefined;
        },
      };
    });
    return "why" in done ? done : imported;
  } finally {
    build?.abandon();
  }
}

/** Takes the entries of a collection, as values, and the word that its sum is right. */
interface Taker {
  put(value: unknown): void;
  end(): void;
}

type Passage = { readonly meta: MetaToWrite; readonly hash: Hash; entries: number; readonly taker: Taker | undefined };

async function goThrough(
  path: string,
  now: number,
  take: (meta: MetaToWrite) => Taker | undefined,
): Promise<{ readonly collections: number } | { readonly why: string }> {
  const limits = { bytes: mostCarriedBytes, freeBytes: 1024 ** 3, ratio: mostRatio };
  const unpacked = await decompress(streamDataFile(path), limits);
  const count = { tooLong: 0 };
  let passage: Passage | undefined;
  let number = 0;
  let collections = 0;
  let isWhole = false;
  for await (const line of textLines(unpacked.bytes, count, longestCarriedLine)) {
    number += 1;
    if (number === 1 && !isSignature(line)) return { why: notOurs };
    if (number === 1) continue;
    if (isWhole || count.tooLong > 0) return damaged(number);
    if (passage && !line.startsWith('{"end":')) {
      passage.hash.update(line).update("\n");
      passage.entries += 1;
      if (passage.taker) passage.taker.put(jsonExcess(line, recordLimits) ? undefined : jsonValue(line));
      continue;
    }
    const said = jsonExcess(line, recordLimits) ? undefined : jsonValue(line);
    if (passage) {
      if (!isEnd(said, passage)) return damaged(number);
      passage.taker?.end();
      passage = undefined;
      continue;
    }
    isWhole = field(said, "whole") === collections;
    if (isWhole) continue;
    const meta = readMeta(field(said, "collection"), now);
    if (!meta || ++collections > mostCarriedCollections) return damaged(number);
    passage = { meta, hash: createHash("sha256"), entries: 0, taker: take(meta) };
  }
  if (number === 0) return { why: notOurs };
  if (!isWhole || unpacked.trouble()) return damaged(number);
  return { collections };
}

const notOurs = "It is no file that `seaworthy db export` wrote, or one of another version. Export it anew.";

function damaged(line: number): { readonly why: string } {
  return { why: `It is damaged or cut off (line ${line} of what is packed in it). Copy or export it anew.` };
}

function isSignature(line: string): boolean {
  const said = line.length > 200 ? undefined : jsonValue(line);
  return field(said, "format") === signature.format && field(said, "version") === signature.version;
}

function isEnd(said: unknown, { meta, hash, entries }: Passage): boolean {
  return (
    field(said, "end") === meta.name &&
    field(said, "entries") === entries &&
    field(said, "sha256") === hash.digest("hex")
  );
}

/** A time ahead of the clock would let the collection pass for new for ever. */
function readMeta(value: unknown, now: number): MetaToWrite | undefined {
  const name = textOf(field(value, "name")) ?? "";
  const isKnown = feedNames.some((feed) => feed === name);
  if (!isKnown && !(name.startsWith("osv/") && isEcosystemName(name.slice("osv/".length)))) return undefined;
  const text = (key: string) => (textOf(field(value, key)) ?? "").replaceAll(/\p{Cc}/gu, " ").slice(0, 2_000);
  const fetched = timeKey(text("fetched"));
  if (fetched === undefined || fetched > (timeKey(latestTime(now)) ?? "")) return undefined;
  const counts = Object.entries(objectOf(field(value, "leftOut")) ?? {}).slice(0, 100);
  const leftOut = counts.flatMap(([why, count]) =>
    sizeOf(count) ? [[why.slice(0, 200), Number(count)] as const] : [],
  );
  return {
    ...{ name, from: text("from"), fetched: text("fetched"), newest: text("newest"), revision: text("revision") },
    ...{ licence: text("licence"), attribution: text("attribution"), leftOut: Object.fromEntries(leftOut) },
  };
}
