/** A whole record as it lies in the store: without its affected entries, which lie with its advisories. */
import { textsOf } from "../../text/json.ts";
import type { OsvRecord } from "../advisory.ts";
import { packText, unpackJson } from "./packed-text.ts";
import {
  type AdvisoryHead,
  type RecordText,
  readHead,
  readRecordText,
  writeHead,
  writeRecordText,
} from "./stored-advisory.ts";

export interface StoredRecord {
  readonly head: AdvisoryHead;
  readonly text: RecordText;
  /** `ecosystem NUL name` of each affected entry, in the record's order. */
  readonly owners: readonly string[];
}

/** UTF-16 units from which on it is compressed: it is read seldom. */
const packedFrom = 100;

export function packRecord(record: OsvRecord, owners: readonly string[]): Uint8Array {
  return packText(JSON.stringify([writeHead(record.id, record), writeRecordText(record), owners]), packedFrom);
}

/** Undefined for damaged bytes. */
export function unpackRecord(id: string, bytes: Uint8Array): StoredRecord | undefined {
  const value = unpackJson(bytes);
  if (!Array.isArray(value)) return undefined;
  const head = readHead(id, value[0]);
  const text = readRecordText(value[1]);
  return head && text ? { head, text, owners: textsOf(value[2], Number.POSITIVE_INFINITY) } : undefined;
}
