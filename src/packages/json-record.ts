/** JSON files that tell of packages. Bytes come in; their value comes out, or undefined for what is none or grows too large. */
import { jsonValue } from "../text/json.ts";
import { type JsonLimits, jsonExcess } from "../text/json-size.ts";
import { decodeRecord } from "./record-text.ts";

/** What one file may have. Records of packages nest ten deep. */
export const jsonRecordLimits: JsonLimits = { depth: 100, values: 1_000_000 };

/** Undefined where they are no JSON, which has no such value. Of equal keys the last counts. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeRecord(bytes);
  return jsonExcess(text, jsonRecordLimits) === undefined ? jsonValue(text) : undefined;
}
