/** What is written down of a collection: shared by all ways to make one. */
import type { CollectionMeta } from "../lookup.ts";
import { termsOf } from "./licences.ts";

/** As the store takes it: it counts for itself. */
export type MetaToWrite = Omit<CollectionMeta, "records" | "packages">;

/** A new state. */
export function newMeta(
  name: string,
  state: Pick<CollectionMeta, "from" | "newest" | "revision" | "leftOut">,
  now: number,
): MetaToWrite {
  return { name, ...termsOf(name), ...state, fetched: new Date(now).toISOString() };
}

/** The present state, found to be up to date now. */
export function renewedMeta(present: CollectionMeta, now: number, revision: string = present.revision): MetaToWrite {
  const { records: _, packages: _p, ...rest } = present;
  return { ...rest, revision, fetched: new Date(now).toISOString() };
}

/** Entries that were left out, by reason. */
export type LeftOut = Record<string, number>;

export function leaveOut(leftOut: LeftOut, reason: string, count = 1): void {
  leftOut[reason] = (leftOut[reason] ?? 0) + count;
}

export function leftOutCount(leftOut: Readonly<LeftOut>): number {
  return Object.values(leftOut).reduce((sum, count) => sum + count, 0);
}

/** How far ahead of the clock a time may be that a source states: clocks differ. Milliseconds. */
const clocksDiffer = 86_400_000;

/** Times after this are mistakes: one of the year 9999 would let every later change pass unseen. */
export function latestTime(now: number): string {
  return new Date(now + clocksDiffer).toISOString();
}
