/**
 * The entries of a tar that passes by once, one after the other: whoever takes them decides how fast the source is read. A body
 * that nobody takes is passed over. What is wrong with the tar is told by `unknowns`, once it is over.
 */
import type { BodySink } from "../files/layer-entry.ts";
import { createTarReader } from "../files/tar.ts";
import type { TarEntry } from "../files/tar-entry.ts";
import type { Unknown } from "../finding/finding.ts";

/** An entry at hand. `body` is to be gone through, or left, before the next entry is asked for. */
export interface PassingEntry extends TarEntry {
  readonly body: AsyncIterable<Uint8Array>;
}

export interface TarPassage {
  readonly entries: AsyncIterable<PassingEntry>;
  /** Complete when `entries` is through. */
  readonly unknowns: readonly Unknown[];
}

/**
 * Read behind the end of a tar before its source is closed: whoever writes it pads it, and is not to be cut off while he does.
 * A source without end has to be.
 */
export const mostTrailingBytes = 4 * 1024 * 1024;

type Event = { readonly entry: TarEntry } | { readonly data: Uint8Array } | "end of body";

/** Reads what passes. An error of the source is passed on. */
export function passTar(source: AsyncIterable<Uint8Array>): TarPassage {
  const unknowns: Unknown[] = [];
  return { unknowns, entries: entriesOf(eventsOf(source, unknowns)) };
}

async function* eventsOf(source: AsyncIterable<Uint8Array>, unknowns: Unknown[]): AsyncGenerator<Event, undefined> {
  let events: Event[] = [];
  const sink: BodySink = {
    write: (data) => events.push({ data }),
    end: () => events.push("end of body"),
  };
  const reader = createTarReader({
    entry(entry) {
      events.push({ entry });
      return sink;
    },
    unknown: (unknown) => unknowns.push(unknown),
  });
  let trailing = 0;
  for await (const chunk of source) {
    reader.push(chunk);
    // Before the next chunk is asked for: what was written is valid until then.
    yield* events;
    events = [];
    if (reader.skippable() === Number.MAX_SAFE_INTEGER) trailing += chunk.length;
    if (reader.hasStopped() || trailing > mostTrailingBytes) break;
  }
  reader.end();
  yield* events;
  return undefined;
}

async function* entriesOf(events: AsyncGenerator<Event, undefined>): AsyncGenerator<PassingEntry> {
  try {
    for (let next = await events.next(); !next.done; next = await events.next()) {
      const event = next.value;
      if (event === "end of body" || "data" in event) continue;
      yield { ...event.entry, body: event.entry.kind === "file" ? bodyOf(events) : nothing() };
    }
  } finally {
    await events.return(undefined);
  }
}

/** Leaving it early leaves the rest to `entriesOf`, which passes over it. */
async function* bodyOf(events: AsyncGenerator<Event, undefined>): AsyncGenerator<Uint8Array> {
  for (let next = await events.next(); !next.done; next = await events.next()) {
    const event = next.value;
    if (event === "end of body" || "entry" in event) return;
    yield event.data;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
