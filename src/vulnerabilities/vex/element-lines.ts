/** Where the elements of a list stand in a JSON text: people look a statement up by its line. */

/**
 * Lines, from 1, on which the elements of the array under `key` of the outermost object begin; of equal keys the last counts, as
 * for `JSON.parse`. `text` is valid JSON, else the answer means nothing.
 */
export function elementLines(text: string, key: string): readonly number[] {
  let lines: number[] = [];
  let line = 1;
  let depth = 0;
  /** The last text at depth 1: the key, once a colon follows. */
  let word = "";
  let isInside = false;
  let isDue = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "\n") line += 1;
    if (char === "\n" || char === " " || char === "\t" || char === "\r" || char === "\ufeff") continue;
    if (isInside && isDue && depth === 2 && char !== "]") {
      lines.push(line);
      isDue = false;
    }
    if (char === '"') {
      const end = endOfText(text, at);
      if (depth === 1) word = text.slice(at, end + 1);
      at = end;
    } else if (char === "[" || char === "{") {
      depth += 1;
      if (depth === 2) {
        isInside = char === "[" && wordOf(word) === key;
        isDue = isInside;
        if (isInside) lines = [];
      }
    } else if (char === "]" || char === "}") {
      depth -= 1;
      if (depth === 1) isInside = false;
    } else if (char === "," && depth === 2) isDue = isInside;
  }
  return lines;
}

/** Position of the quote that closes the text; valid JSON has no line end in one. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "\\") at += 1;
    else if (char === '"') return at;
  }
  return text.length;
}

function wordOf(quoted: string): unknown {
  try {
    return JSON.parse(quoted);
  } catch {
    // A text that never ends is no key.
    return undefined;
  }
}
