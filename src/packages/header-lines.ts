/**
 * Files of `Name: value` lines: Python's metadata, R's DESCRIPTION. A text comes in; the values of the wanted headers come
 * out, in order. The headers end at the first empty line. Lines that are no header are passed over.
 */

/** Characters of a text that are looked at: descriptions stand behind the headers, and may be long. */
export const mostHeaderCharacters = 2 * 1024 * 1024;
/** Values of one header; the others are left out. */
export const mostValues = 256;

/** Values of the wanted headers by their names in lower case. Lines that continue a value are joined by line ends. */
export function readHeaders(text: string, wanted: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>(wanted.map((name) => [name, []]));
  const end = Math.min(text.length, mostHeaderCharacters);
  let values: string[] | undefined;
  let value: string[] = [];
  const keep = () => {
    if (values !== undefined && values.length < mostValues) values.push(value.join("\n"));
    values = undefined;
    value = [];
  };
  for (let at = 0; at < end; ) {
    const newline = text.indexOf("\n", at);
    const stop = newline === -1 || newline > end ? end : newline;
    const line = text.slice(at, text[stop - 1] === "\r" && stop > at ? stop - 1 : stop);
    at = stop + 1;
    if (line === "") break;
    if (line[0] === " " || line[0] === "\t") {
      if (values !== undefined) value.push(line.trim());
      continue;
    }
    keep();
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    values = found.get(line.slice(0, colon).trim().toLowerCase());
    if (values !== undefined) value = [line.slice(colon + 1).trim()];
  }
  keep();
  return found;
}
