/**
 * A package's advisories as they lie in the store: sorted by id, some dozens in one value. One value per advisory takes six
 * times as long to read; one value per package would have to be written whole (megabytes for `linux`) when one changes.
 * What several of them say alike, since one version fixed them all, stands there once.
 */
import type { KeyedFile, WritableKeyedFile } from "../../files/keyed-file.ts";
import { type ChunkElement, joinKey, tables } from "./collection-tables.ts";
import { packText, unpackJson } from "./packed-text.ts";

/** UTF-16 units of a chunk; a longer advisory is one by itself. */
export const mostChunkText = 16_384;
/** UTF-16 units from which on a chunk is compressed: unpacking takes longer than reading what is shorter. */
const packedFrom = 20_000;

export interface Chunk {
  readonly key: string;
  readonly value: Uint8Array;
}

/** Where chunks stand among those of their package. */
export interface ChunkPlace {
  /** The first one's key has no id: it is found at once. */
  readonly isFirst: boolean;
  /** Others follow the last of these. */
  readonly isFollowed: boolean;
}

const onlyOnes: ChunkPlace = { isFirst: true, isFollowed: false };

/** Elements of one package, sorted by id, as values for the table of advisories. */
export function* chunksOf(owner: string, elements: Iterable<ChunkElement>, place: ChunkPlace): Generator<Chunk> {
  const cutter = openCutter(owner, place);
  for (const element of elements) {
    const chunk = cutter.add(element);
    if (chunk) yield chunk;
  }
  const last = cutter.end();
  if (last) yield last;
}

/** Cuts one package's elements into chunks as they come. */
export interface ChunkCutter {
  readonly owner: string;
  /** The chunk before this element, where it is full. */
  add(element: ChunkElement): Chunk | undefined;
  /** The last chunk. */
  end(): Chunk | undefined;
}

/** `place`: of the first chunk whether it is the package's first one, of the last whether there are others. */
export function openCutter(owner: string, { isFirst, isFollowed }: ChunkPlace = onlyOnes): ChunkCutter {
  let key = isFirst ? joinKey(owner, "") : "";
  let entries = new Map<string, number>();
  let rows: string[] = [];
  let length = 0;
  const cut = (hasMore: boolean): Chunk => {
    const text = `[${[`[${[...entries.keys()].join(",")}]`, hasMore ? "1" : "0", ...rows].join(",")}]`;
    const chunk = { key, value: packText(text, packedFrom) };
    key = "";
    entries = new Map();
    rows = [];
    length = 0;
    return chunk;
  };
  return {
    owner,
    add(element) {
      const id = JSON.stringify(element.id);
      const more = id.length + element.head.length + element.entries.length;
      const full = rows.length > 0 && length + more > mostChunkText ? cut(true) : undefined;
      if (key === "") key = joinKey(owner, element.id);
      let at = entries.get(element.entries);
      if (at === undefined) {
        at = entries.size;
        entries.set(element.entries, at);
        length += element.entries.length + 1;
      }
      rows.push(id, element.head, String(at));
      length += id.length + element.head.length + 5;
      return full;
    },
    end: () => (rows.length > 0 ? cut(isFollowed) : undefined),
  };
}

/** A value as it was written. */
export interface ReadChunk {
  /** Lists of affected entries. */
  readonly entries: readonly unknown[];
  /** `id, head, place among the entries` of one advisory after the other, from `rowsStart` on. */
  readonly rows: readonly unknown[];
  /** The package has other chunks behind it, or had. */
  readonly isFollowed: boolean;
}

/** Where the first row begins, and what a row takes. */
export const rowsStart = 2;
export const rowLength = 3;

/** Undefined where the value is damaged. */
export function readChunk(value: Uint8Array): ReadChunk | undefined {
  const list = unpackJson(value);
  if (!Array.isArray(list) || !Array.isArray(list[0])) return undefined;
  return { entries: list[0], rows: list, isFollowed: list[1] === 1 };
}

/** A package's values; the first is asked for by its key, which takes a tenth of the time of a search for the next. */
export function* valuesOf(file: KeyedFile, owner: string): Generator<ReadChunk | undefined> {
  const key = joinKey(owner, "");
  const value = file.get(tables.advisories, key);
  if (!value) return;
  const chunk = readChunk(value);
  yield chunk;
  if (!chunk?.isFollowed) return;
  for (const entry of file.entries(tables.advisories, key)) if (entry.key !== key) yield readChunk(entry.value);
}

/** Finds the written entries of one advisory of a package; undefined where there is none, or its chunk is damaged. */
export type EntriesFinder = (owner: string, id: string) => readonly unknown[] | undefined;

/** Chunks that a finder keeps, and packages whose keys it keeps: those who go through all records come by them again and again. */
export const mostKeptChunks = 200;
export const mostKeptKeys = 2_000;

export function entriesFinder(file: KeyedFile): EntriesFinder {
  const keys = new Map<string, readonly string[]>();
  const chunks = new Map<string, ReadonlyMap<unknown, unknown>>();
  return (owner, id) => {
    const all = kept(keys, owner, mostKeptKeys, () => [...file.keys(tables.advisories, joinKey(owner, ""))]);
    const key = lastBefore(all, joinKey(owner, id));
    if (key === undefined) return undefined;
    const entries = kept(chunks, key, mostKeptChunks, () => entriesIn(file.get(tables.advisories, key))).get(id);
    return Array.isArray(entries) ? entries : undefined;
  };
}

function kept<T>(map: Map<string, T>, key: string, most: number, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  const [oldest] = map.keys();
  if (map.size >= most && oldest !== undefined) map.delete(oldest);
  map.set(key, made);
  return made;
}

function entriesIn(value: Uint8Array | undefined): ReadonlyMap<unknown, unknown> {
  const found = new Map<unknown, unknown>();
  const chunk = value && readChunk(value);
  for (let at = rowsStart; chunk && at < chunk.rows.length; at += rowLength)
    found.set(chunk.rows[at], chunk.entries[Number(chunk.rows[at + 2])]);
  return found;
}

/** Puts an element in, or takes it away where there is none. Only inside of a transaction. */
export function changeChunk(
  file: WritableKeyedFile,
  owner: string,
  id: string,
  element: Omit<ChunkElement, "id"> | undefined,
): void {
  const key = chunkKey(file, owner, id);
  const value = key === undefined ? undefined : file.get(tables.advisories, key);
  const before = value && readChunk(value);
  const kept = before ? elementsOf(before).filter((each) => each.id !== id) : [];
  const after = element ? [...kept, { id, ...element }].sort((a, b) => (a.id < b.id ? -1 : 1)) : kept;
  if (key !== undefined) file.remove(tables.advisories, key);
  const isFirst = key === undefined || key === joinKey(owner, "");
  if (after.length === 0 && isFirst) moveUp(file, owner);
  for (const each of chunksOf(owner, after, { isFirst, isFollowed: before?.isFollowed ?? false }))
    file.put(tables.advisories, each.key, each.value);
}

/** What is then the first chunk gets the first one's key. */
function moveUp(file: WritableKeyedFile, owner: string): void {
  const [next] = file.keys(tables.advisories, joinKey(owner, ""));
  const value = next === undefined ? undefined : file.get(tables.advisories, next);
  if (next === undefined || !value) return;
  file.remove(tables.advisories, next);
  file.put(tables.advisories, joinKey(owner, ""), value);
}

function elementsOf(chunk: ReadChunk): readonly ChunkElement[] {
  const texts = chunk.entries.map((each) => JSON.stringify(each));
  const elements: ChunkElement[] = [];
  for (let at = rowsStart; at + 2 < chunk.rows.length; at += rowLength) {
    const [id, head, place] = chunk.rows.slice(at, at + rowLength);
    elements.push({ id: String(id), head: JSON.stringify(head), entries: texts[Number(place)] ?? "[]" });
  }
  return elements;
}

/** The key of the chunk that an id is in, or would be; undefined where the package has none. */
function chunkKey(file: KeyedFile, owner: string, id: string): string | undefined {
  return lastBefore(file.keys(tables.advisories, joinKey(owner, "")), joinKey(owner, id));
}

function lastBefore(keys: Iterable<string>, wanted: string): string | undefined {
  let found: string | undefined;
  for (const key of keys) {
    if (found !== undefined && key > wanted) break;
    found = key;
  }
  return found;
}
