/** What a vendor's tracker says of one package, as it lies in the store: one value, since it is replaced as a whole. */
import type { VendorStatus } from "../advisory.ts";
import { packText, unpackJson } from "./packed-text.ts";

const packedFrom = 800;

/** Their order is stored: new ones go to the end. */
const states: readonly VendorStatus["state"][] = [
  "not-affected",
  "undetermined",
  "open",
  "fixed",
  "no-dsa",
  "postponed",
  "ignored",
  "unimportant",
  "end-of-life",
];

export function packStatuses(statuses: readonly VendorStatus[]): Uint8Array {
  const rows = statuses.map(({ id, state, fixed, urgency }) => [id, states.indexOf(state), fixed ?? 0, urgency ?? 0]);
  return packText(JSON.stringify(rows), packedFrom);
}

/** Undefined for damaged bytes. */
export function unpackStatuses(bytes: Uint8Array): readonly VendorStatus[] | undefined {
  const rows = unpackJson(bytes);
  if (!Array.isArray(rows)) return undefined;
  return rows.flatMap((row) => {
    if (!Array.isArray(row)) return [];
    const [id, number, fixed, urgency] = row;
    const state = states[number];
    if (typeof id !== "string" || state === undefined) return [];
    const known = typeof fixed === "string" ? { fixed } : {};
    return [{ id, state, ...known, ...(typeof urgency === "string" ? { urgency } : {}) }];
  });
}
