import type { Place, Source } from "../../../text/source.ts";

/** True for a place in the file that is looked at; other files have their own turn. */
export function isOwnPlace({ path }: Source, place: Place): boolean {
  return place.path === undefined || place.path === path;
}

/** The text of a place in this file; undefined for one in another file. */
export function ownText(source: Source, place: Place): string | undefined {
  return isOwnPlace(source, place) ? source.text.slice(place.start, place.end) : undefined;
}
