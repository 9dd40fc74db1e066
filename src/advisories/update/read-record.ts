import type { OsvRecord } from "../advisory.ts";
import { readOsvRecord } from "../osv-record.ts";

/** Bytes of one record; the longest of 2026 has some three megabytes. */
export const mostRecordBytes = 16 * 1024 * 1024;

/** A record of a file that is named by its id, or why it is left out: a reason to count. */
export function readRecord(bytes: Uint8Array, id: string): { readonly record: OsvRecord } | { readonly why: string } {
  const read = readOsvRecord(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  if ("why" in read) return read;
  // What a file holds under another name would stand for a record that it is not.
  return read.id === id ? { record: read } : { why: "has another id than its file" };
}
