import { isMark, placeholder } from "./marks.ts";

/** A stretch of a shell word: text as the program gets it, or one expansion. */
export interface WordPiece {
  readonly kind: "text" | "expansion";
  /** What the program gets; for an expansion, the expression as written. */
  readonly text: string;
  /** Offsets in the raw word. */
  readonly start: number;
  readonly end: number;
  /** Number of the quoted region it stands in, from 1; 0 outside of quotes. */
  readonly region: number;
}

/** Expansions taken apart in one word; the rest then counts as one. */
const maxExpansions = 64;

/**
 * Takes a raw shell word apart: quotes and backslashes removed, each character still known by its place. It does less than a
 * shell: the caller compares the result with the word's pattern, and does without where they differ.
 */
export function readPieces(raw: string): readonly WordPiece[] {
  const pieces: WordPiece[] = [];
  let quote = "";
  let region = 0;
  let regions = 0;
  let expansions = 0;
  let from = 0;
  const flush = (end: number) => {
    if (end > from)
      pieces.push({ kind: "text", text: raw.slice(from, end), start: from, end, region: quote ? region : 0 });
  };
  for (let at = 0; at < raw.length; ) {
    const char = raw[at] ?? "";
    if (char === quote || (quote === "" && (char === "'" || char === '"'))) {
      flush(at);
      if (quote === "") region = ++regions;
      quote = quote === "" ? char : "";
      from = ++at;
    } else if (char === "\\" && quote !== "'") {
      const next = raw[at + 1] ?? "";
      if (quote === '"' && !'$`"\\\n'.includes(next)) {
        at += 1;
        continue;
      }
      flush(at);
      if (next !== "\n") pieces.push({ kind: "text", text: next, start: at, end: at + 2, region: quote ? region : 0 });
      at += 2;
      from = at;
    } else {
      const length = expansionLength(raw, at, quote);
      if (length === 0) {
        at += 1;
        continue;
      }
      flush(at);
      const end = ++expansions > maxExpansions ? raw.length : Math.min(raw.length, at + length);
      pieces.push({ kind: "expansion", text: raw.slice(at, end), start: at, end, region: quote ? region : 0 });
      at = end;
      from = end;
    }
  }
  flush(raw.length);
  return pieces;
}

/** How long the expansion at `at` is; 0 when none starts there. */
function expansionLength(raw: string, at: number, quote: string): number {
  const char = raw[at];
  if (char === placeholder) {
    let end = at;
    while (raw[end] === placeholder) end++;
    return end - at;
  }
  if (isMark(char)) return 1;
  if (quote === "'") return 0;
  if (char === "`") {
    const end = raw.indexOf("`", at + 1);
    return (end === -1 ? raw.length : end + 1) - at;
  }
  if (char !== "$") return 0;
  const next = raw[at + 1] ?? "";
  if (next === "{") return closing(raw, at + 1, "{", "}") - at;
  if (next === "(") return closing(raw, at + 1, "(", ")") - at;
  plainName.lastIndex = at + 1;
  return plainName.test(raw) ? plainName.lastIndex - at : 0;
}

const plainName = /[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?!$-]/y;

/** Just behind the bracket that closes the one at `open`; brackets in quotes do not count. */
function closing(raw: string, open: number, left: string, right: string): number {
  let depth = 0;
  let single = false;
  for (let at = open; at < raw.length; at++) {
    const char = raw[at];
    if (char === "'" && left === "(") single = !single;
    if (single) continue;
    if (char === "\\") at += 1;
    else if (char === left) depth += 1;
    else if (char === right && --depth === 0) return at + 1;
  }
  return raw.length;
}
