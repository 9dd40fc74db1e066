/**
 * Lists and strings as builders print them into an image's history: the formats `%q` and `%v` of Go. A text comes in, what
 * it stands for goes out, or undefined where it is not of that form.
 * Reference: Go `strconv.Quote`, `fmt`.
 */
import { unquoteGo } from "../text/go-quoted.ts";

/** A list that was read, and the offset behind its closing bracket. */
export interface GoList {
  readonly values: readonly string[];
  readonly end: number;
}

/** `["a" "b"]`, and with commas as JSON has it, from the opening bracket at `start` on. */
export function readQuotedList(text: string, start = 0): GoList | undefined {
  if (text[start] !== "[") return undefined;
  const values: string[] = [];
  for (let at = start + 1; at < text.length; ) {
    const character = text[at];
    if (character === "]") return { values, end: at + 1 };
    if (character === " " || character === ",") {
      at += 1;
      continue;
    }
    const end = character === '"' ? endOfQuoted(text, at) : undefined;
    if (end === undefined) return undefined;
    values.push(unquoteGo(text.slice(at + 1, end - 1)));
    at = end;
  }
  return undefined;
}

/** Words of `[a b c]` and of `map[a:{} b:{}]`, whose values nobody quoted. */
export function readPlainList(text: string): readonly string[] | undefined {
  const inside = /^(?:map)?\[([^"[\]]*)\]$/.exec(text)?.[1];
  return inside?.split(/\s+/).flatMap((word) => (word === "" ? [] : [word.replace(/:\{\}$/, "")]));
}

/** Offset behind the closing quote of what opens at `start`. */
function endOfQuoted(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}
