/**
 * One range of an advisory and one version: whether the version is in it, and where the part of it ends that the version is in.
 * OSV schema 1.7, "Evaluation". The specification sorts the events and lets each that applies set the answer; only the last of
 * them counts, so it is looked for without sorting.
 */
import type { AffectedRange, RangeEvent } from "./advisory.ts";
import type { Order } from "./order.ts";

/** A version that is looked at. */
export interface Subject {
  readonly text: string;
  /** Undefined for what its scheme does not take for a version. */
  readonly parsed: unknown;
  readonly order: Order;
}

/** Texts as the events write them. */
export type RangeState =
  | { readonly is: "outside" }
  | {
      readonly is: "inside";
      /** The event that let the version in: `0` for the first of all. */
      readonly from: string;
      /** The event that ends the part of the range that the version is in. */
      readonly end: RangeEvent | undefined;
    }
  /** `text` of an event, or of the version itself, is none that can be ordered. */
  | { readonly is: "unordered"; readonly text: string };

const outside: RangeState = { is: "outside" };

/** Of events at one version, the later in this order counts (osv.dev sorts them so). */
const ranks = { introduced: 0, lastAffected: 1, fixed: 2, limit: 3 } as const;

/** Whether `subject` is in the range. */
export function foldRange({ events }: AffectedRange, subject: Subject): RangeState {
  const { parsed: version, order } = subject;
  if (version === undefined) return withoutVersion(events, subject.text);
  let last: RangeEvent | undefined;
  let lastParsed: unknown;
  let end: RangeEvent | undefined;
  let endParsed: unknown;
  let isLimited = false;
  let isBelow = false;
  for (const event of events) {
    const [kind, text] = event;
    if (kind === "introduced" && text === "0") {
      // Before everything: it counts only as long as nothing else does.
      last ??= event;
      continue;
    }
    if (kind === "limit" && text === "*") {
      isBelow = true;
      continue;
    }
    const parsed = order.parse(text);
    if (parsed === undefined) return { is: "unordered", text };
    const side = order.compare(version, parsed);
    if (kind === "limit") {
      isLimited = true;
      isBelow ||= side < 0;
    } else if (side > 0 || (side === 0 && kind !== "lastAffected")) {
      if (lastParsed === undefined || isLater(order, parsed, kind, lastParsed, last)) {
        last = event;
        lastParsed = parsed;
      }
    } else if (
      kind !== "introduced" &&
      (endParsed === undefined || isLater(order, endParsed, end?.[0], parsed, event))
    ) {
      end = event;
      endParsed = parsed;
    }
  }
  if (last?.[0] !== "introduced" || (isLimited && !isBelow)) return outside;
  return { is: "inside", from: last[1], end };
}

/** True when an event of kind `kind` at `a` comes after `other` at `b`. */
function isLater(
  order: Order,
  a: unknown,
  kind: RangeEvent[0] | undefined,
  b: unknown,
  other: RangeEvent | undefined,
): boolean {
  const side = order.compare(a, b);
  if (side !== 0 || kind === undefined || other === undefined) return side > 0;
  return ranks[kind] > ranks[other[0]];
}

/** What cannot be ordered is in a range only if every version is. */
function withoutVersion(events: readonly RangeEvent[], text: string): RangeState {
  if (events.length === 0) return outside;
  const isEverything = text !== "" && events.every(([kind, at]) => kind === "introduced" && at === "0");
  return isEverything ? { is: "inside", from: "0", end: undefined } : { is: "unordered", text };
}
