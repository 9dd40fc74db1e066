import type { FileEdit } from "../../../text/edit.ts";
import type { Place, Source } from "../../../text/source.ts";
import { sliceSpan } from "../../../text/source.ts";
import type { Facts } from "../../rule.ts";

/** The facts a place is looked up in. */
export type PlaceFacts = Partial<Pick<Facts, "source" | "compose">>;

/** What is written at a place; undefined when its file is not at hand. */
export function textAt(facts: PlaceFacts, place: Place): string | undefined {
  const source = sourceOf(facts, place);
  return source && sliceSpan(source, place);
}

/** The file a place lies in. */
export function sourceOf({ source, compose }: PlaceFacts, { path }: Place): Source | undefined {
  const own = source ?? compose?.source;
  return path === undefined || path === own?.path ? own : compose?.sources.get(path);
}

/** An edit inside what stands at a place: offsets count from its start. */
export function editWithin(place: Place, start: number, end: number, text: string): FileEdit {
  const path = place.path === undefined ? {} : { path: place.path };
  return { ...path, start: place.start + start, end: place.start + end, text };
}

/** True for a YAML mapping, the long syntax of ports and mounts: `{ target: 80 }`, `target: 80`. */
export function isMapping(text: string): boolean {
  return text.startsWith("{") || /^(?:"[a-z_]+"|'[a-z_]+'|[a-z_]+)[ \t]*:(?=\s|$)/.test(text);
}

/** Adds a first key to a mapping in block or flow style. */
export function insertFirstKey(facts: PlaceFacts, place: Place, entry: string): FileEdit | undefined {
  const source = sourceOf(facts, place);
  const text = source && sliceSpan(source, place);
  if (source === undefined || text === undefined || !isMapping(text)) return undefined;
  if (text.startsWith("{")) return editWithin(place, 1, 1, /^\{\s/.test(text) ? ` ${entry},` : `${entry}, `);
  const line = source.text.lastIndexOf("\n", place.start - 1) + 1;
  const lead = source.text.slice(line, place.start);
  // Only what a list item is led by: an anchor or a tag before the mapping would move to the new key.
  if (!/^[ ]*(?:-[ ]+)?$/.test(lead)) return undefined;
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  return editWithin(place, 0, 0, `${entry}${end}${" ".repeat(lead.length)}`);
}
