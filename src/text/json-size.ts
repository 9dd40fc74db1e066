/**
 * How far a JSON text grows, told before it is parsed: a parser builds whatever it is given, which takes thirty times the memory of
 * a text of `[],[],`, and is slow at the depth of a million.
 */

/** What a text may have. */
export interface JsonLimits {
  /** Lists and objects inside of each other. */
  readonly depth: number;
  /** Values, counted by the marks before them. */
  readonly values: number;
}

/** The limit that the text is past; undefined for none. What is no JSON is for the parser to find. */
export function jsonExcess(text: string, limits: JsonLimits): keyof JsonLimits | undefined {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
      continue;
    }
    // Both brackets and both braces differ in this bit only.
    const mark = code | 0x20;
    if (mark === openMark) depth += 1;
    else if (mark === closeMark) depth -= 1;
    else if (code !== comma) continue;
    values += 1;
    if (depth > limits.depth) return "depth";
    if (values > limits.values) return "values";
  }
  return undefined;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openMark = 0x7b;
const closeMark = 0x7d;

function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}
