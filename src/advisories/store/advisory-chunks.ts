/**
 * A package's advisories as they lie in the store: sorted by id, some dozens in one value. One value per advisory takes six
 * times as long to read; one value per package would have to be written whole (megabytes for `linux`) when one changes.
 */
import type { KeyedFile, WritableKeyedFile } from "../../files/keyed-file.ts";
import { joinKey, tables } from "./collection-tables.ts";
import { packText, unpackJson } from "./packed-text.ts";

/** UTF-16 units of a chunk; a longer advisory is one by itself. */
export const mostChunkText = 16_384;
/** UTF-16 units from which on a chunk is compressed: unpacking takes longer than reading what is shorter. */
const packedFrom = 6_000;

export interface ChunkElement {
  readonly id: string;
  /** JSON of `[id, head or 0, entries]`. */
  readonly text: string;
}

export interface Chunk {
  readonly key: string;
  readonly value: Uint8Array;
}

/** Elements of one package, sorted by id, as values for the table of advisories. */
export function* chunksOf(owner: string, elements: Iterable<ChunkElement>): Generator<Chunk> {
  let first = "";
  let texts: string[] = [];
  let length = 0;
  for (const { id, text } of elements) {
    if (texts.length > 0 && length + text.length > mostChunkText) {
      yield chunk(owner, first, texts);
      texts = [];
      length = 0;
    }
    if (texts.length === 0) first = id;
    texts.push(text);
    length += text.length + 1;
  }
  if (texts.length > 0) yield chunk(owner, first, texts);
}

/** The elements of a value; undefined where it is damaged. */
export function elementsOf(value: Uint8Array): readonly (readonly unknown[])[] | undefined {
  const list = unpackJson(value);
  return Array.isArray(list) && list.every((each) => Array.isArray(each)) ? list : undefined;
}

/** One advisory of a package; undefined where there is none, or its chunk is damaged. */
export function findElement(file: KeyedFile, owner: string, id: string): readonly unknown[] | undefined {
  const key = chunkKey(file, owner, id);
  const value = key === undefined ? undefined : file.get(tables.advisories, key);
  return value && elementsOf(value)?.find((each) => each[0] === id);
}

/** Puts an element in, or takes it away where `text` is undefined. Only inside of a transaction. */
export function changeChunk(file: WritableKeyedFile, owner: string, id: string, text: string | undefined): void {
  const key = chunkKey(file, owner, id);
  const before = key === undefined ? undefined : file.get(tables.advisories, key);
  const kept = (before ? (elementsOf(before) ?? []) : [])
    .map((each) => ({ id: String(each[0]), text: JSON.stringify(each) }))
    .filter((each) => each.id !== id);
  const after = text === undefined ? kept : [...kept, { id, text }].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (key !== undefined) file.remove(tables.advisories, key);
  for (const each of chunksOf(owner, after)) file.put(tables.advisories, each.key, each.value);
}

/** The key of the chunk that an id is in, or would be; undefined where the package has none. */
function chunkKey(file: KeyedFile, owner: string, id: string): string | undefined {
  const wanted = joinKey(owner, id);
  let found: string | undefined;
  for (const key of file.keys(tables.advisories, joinKey(owner, ""))) {
    if (found !== undefined && key > wanted) break;
    found = key;
  }
  return found;
}

function chunk(owner: string, first: string, texts: readonly string[]): Chunk {
  return { key: joinKey(owner, first), value: packText(`[${texts.join(",")}]`, packedFrom) };
}
