/**
 * JSON of unknown origin: measured before it is parsed, as a parser builds whatever it is given. A text goes in, a value
 * comes out, or the reason why not.
 */
import { jsonValue } from "../../text/json.ts";
import { jsonExcess } from "../../text/json-size.ts";

/** Characters. Syft's own format with the files of a large image comes to about 100 million. */
export const longestSbom = 128 * 1024 * 1024;
/** Lists and objects inside each other; CycloneDX nests components, nobody nests this deep. */
export const deepestSbom = 100;
/** Values, counted by the marks before them: a text of `[],[],` fills a hundred times its size. */
export const mostSbomValues = 8_000_000;

/** The value, or why there is none: a sentence without subject. */
export function parseSbomText(text: string): { readonly value: unknown } | { readonly why: string } {
  if (text.length > longestSbom) return { why: `is longer than ${longestSbom} characters` };
  const excess = jsonExcess(text, { depth: deepestSbom, values: mostSbomValues });
  if (excess === "depth") return { why: `nests more than ${deepestSbom} levels deep` };
  if (excess === "values") return { why: `holds more than ${mostSbomValues} values` };
  const value = jsonValue(text.startsWith("\ufeff") ? text.slice(1) : text);
  return value === undefined ? { why: "is no valid JSON" } : { value };
}
