/** What publishers say of an entry beside the schema's own fields, as far as it changes whether a package is affected. */
import type { Affected, RangeEvent } from "./advisory.ts";
import { foldRange, type RangeState, type Subject } from "./fold-range.ts";

/** Ranges and events in one text that are looked at. */
export const mostCustomEvents = 1_000;

/** True for what is about systems that no container image here is of, and for what is no vulnerability. */
export function isElsewhere({ details }: Affected): boolean {
  const { goos, os, informational } = details;
  // RustSec: that nobody maintains a crate is worth knowing, and no hole in it.
  if (informational === "unmaintained" || informational === "notice") return true;
  return (goos !== undefined && !isOnLinux(goos)) || (os !== undefined && !isOnLinux(os));
}

function isOnLinux(systems: string): boolean {
  return /(?:^|[\s,])(?:linux|unix)(?:$|[\s,])/.test(systems);
}

/**
 * Go's database calls every version affected where a module's tags are none of Go's, and says in another place which ones are:
 * `introduced 0, fixed 3.3.1; introduced 4.0.0`. `open` is the state without that.
 */
export function customState(written: string, open: RangeState, subject: Subject): RangeState {
  let state: RangeState = { is: "outside" };
  for (const text of written.split(";").slice(0, mostCustomEvents)) {
    const events = eventsOf(text);
    if (events === undefined) return open;
    const one = foldRange({ type: "ECOSYSTEM", events }, subject);
    if (one.is === "inside") return one;
    if (one.is === "unordered") state = open;
  }
  return state;
}

const kinds: Readonly<Record<string, RangeEvent[0]>> = {
  introduced: "introduced",
  fixed: "fixed",
  last_affected: "lastAffected",
};

function eventsOf(text: string): readonly RangeEvent[] | undefined {
  const events: RangeEvent[] = [];
  for (const part of text.split(",").slice(0, mostCustomEvents)) {
    const [, word = "", version = ""] = /^\s*([a-z_]+) (\S+)\s*$/.exec(part) ?? [];
    const kind = Object.hasOwn(kinds, word) ? kinds[word] : undefined;
    if (kind === undefined) return undefined;
    events.push([kind, version]);
  }
  return events;
}
