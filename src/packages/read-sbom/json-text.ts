/**
 * JSON of unknown origin: measured before it is parsed, as a parser builds whatever it is given. A text goes in, a value
 * comes out, or the reason why not.
 */

/** Characters. Syft's own format with the files of a large image comes to about 100 million. */
export const longestSbom = 128 * 1024 * 1024;
/** Lists and objects inside each other; CycloneDX nests components, nobody nests this deep. */
export const deepestSbom = 100;
/** Values, counted by the marks before them: a text of `[],[],` fills a hundred times its size. */
export const mostSbomValues = 8_000_000;

/** The value, or why there is none: a sentence without subject. */
export function parseSbomText(text: string): { readonly value: unknown } | { readonly why: string } {
  if (text.length > longestSbom) return { why: `is longer than ${longestSbom} characters` };
  const measured = measure(text);
  if (measured !== undefined) return { why: measured };
  try {
    return { value: JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text) };
  } catch {
    // The error's own text quotes the file.
    return { why: "is no valid JSON" };
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/** Counts marks outside of strings; what is no JSON is found by the parser. */
function measure(text: string): string | undefined {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
      continue;
    }
    if (code === 0x5b || code === 0x7b) depth += 1;
    else if (code === 0x5d || code === 0x7d) depth -= 1;
    else if (code !== comma) continue;
    values += 1;
    if (depth > deepestSbom) return `nests more than ${deepestSbom} levels deep`;
    if (values > mostSbomValues) return `holds more than ${mostSbomValues} values`;
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at;
}
