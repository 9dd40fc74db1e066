/** What a collection says of itself, in its state's own file: it changes in the same transaction as what it is about. */

import type { KeyedFile, WritableKeyedFile } from "../../files/keyed-file.ts";
import { field, objectOf, sizeOf, textOf } from "../../text/json.ts";
import type { CollectionMeta } from "../lookup.ts";
import { tables } from "./collection-tables.ts";
import { packText, unpackJson } from "./packed-text.ts";

const packedFrom = 10_000;

/** Only inside of a transaction. */
export function putMeta(file: WritableKeyedFile, meta: CollectionMeta): void {
  file.put(tables.meta, "", packText(JSON.stringify(meta), packedFrom));
}

/** Undefined where it is damaged. Throws a `KeyedFileError` where the file is. */
export function getMeta(file: KeyedFile): CollectionMeta | undefined {
  const bytes = file.get(tables.meta, "");
  const value = bytes ? unpackJson(bytes) : undefined;
  const name = textOf(field(value, "name"));
  if (name === undefined) return undefined;
  const text = (key: string) => textOf(field(value, key)) ?? "";
  const counts = Object.entries(objectOf(field(value, "leftOut")) ?? {});
  return {
    name,
    from: text("from"),
    fetched: text("fetched"),
    newest: text("newest"),
    records: sizeOf(field(value, "records")) ?? 0,
    packages: sizeOf(field(value, "packages")) ?? 0,
    leftOut: Object.fromEntries(
      counts.flatMap(([why, count]) => (sizeOf(count) === undefined ? [] : [[why, Number(count)]])),
    ),
    licence: text("licence"),
    attribution: text("attribution"),
    revision: text("revision"),
  };
}
