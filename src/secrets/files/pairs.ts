/**
 * Reads names and values out of settings files, whatever their notation: `A=b`, `a: b`, `"a": "b"`, `'a' => 'b'`,
 * `define('A', 'b')`, `<a>b</a>`, `<add key="a" value="b"/>`. A text goes in, pairs with the places of their values come
 * out. It is no parser of any of these: what nests or spans lines is left out. Linear in the text.
 */
import type { Span } from "../../text/source.ts";

/** The span covers the value, without quotes. */
export interface NamedValue extends Span {
  readonly name: string;
  readonly value: string;
}

/** Longer names are no names, and longer values are looked at by their formats only. */
const longestName = 100;
const longestPairValue = 4096;
/** No settings file names more; the rest of a longer one is not judged. */
export const mostPairs = 20_000;

const assignment =
  /^[ \t]{0,200}(?:-[ \t]{1,8})?(?:(?:export|set|setx|setenv|const|var|let|SET)[ \t]{1,8})?\$?([A-Za-z_/][A-Za-z0-9_.:/@-]{0,100}?)(?:\[[a-z]{1,20}\])?[ \t]{0,100}(?:=|:(?=[ \t"']|$))[ \t]{0,100}/;
const xmlElement = /<([A-Za-z_][A-Za-z0-9_.:-]{0,100})(?: [^<>]{0,200})?>([^<>]{1,4096})<\/\1>/g;
const xmlAttribute = /\b(?:key|name|k)="([^"<>]{1,100})"\s{1,8}(?:value|v|connectionString)="([^"<>]{1,4096})"/gi;

/** No name of a secret is without one of these: other lines are passed over. */
const stem = /pass|pwd|pw\b|psw|secret|token|key|cred|auth|salt|pepper|cookie|pat\b|ident/gi;

/** All pairs on lines that can name a secret, in order. */
export function pairsIn(text: string): NamedValue[] {
  const found: NamedValue[] = [];
  stem.lastIndex = 0;
  for (let match = stem.exec(text); match !== null && found.length < mostPairs; match = stem.exec(text)) {
    const start = text.lastIndexOf("\n", match.index) + 1;
    const newline = text.indexOf("\n", match.index);
    const end = newline === -1 ? text.length : newline;
    addPairsOfLine(text.slice(start, end).replace(/\r$/, ""), start, found);
    stem.lastIndex = end;
  }
  return found.slice(0, mostPairs);
}

function addPairsOfLine(line: string, offset: number, found: NamedValue[]): void {
  if (/^[ \t]*(?:#|;|\/\/[ \t]|<!--|$)/.test(line)) return;
  const head = assignment.exec(line);
  if (head?.[1] !== undefined) {
    const value = valueAt(line, head[0].length);
    if (value) found.push({ name: head[1], value: line.slice(value.start, value.end), ...moved(value, offset) });
    return;
  }
  const pairs = /^\s*</.test(line) ? xmlPairs(line) : quotedPairs(line);
  for (const pair of pairs) {
    if (found.length >= mostPairs) return;
    found.push({ ...pair, ...moved(pair, offset) });
  }
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

/** A quoted value, or the rest of the line without a comment. Undefined for one that opens a list, a block or nothing. */
function valueAt(line: string, from: number): Span | undefined {
  const quote = line.charAt(from);
  if (quote === '"' || quote === "'" || quote === "`") {
    const end = endOfQuoted(line, from);
    return end === undefined ? undefined : { start: from + 1, end };
  }
  if (/^(?:[[{|>&*!]|$)/.test(line.slice(from, from + 1)) && !line.startsWith("{{", from)) return undefined;
  const rest = line.slice(from, from + longestPairValue);
  const comment = rest.search(/[ \t]#/);
  const value = (comment === -1 ? rest : rest.slice(0, comment)).replace(/[ \t,;]{0,100}$/, "");
  return value === "" ? undefined : { start: from, end: from + value.length };
}

/** Offset of the quote that closes the one at `from`. */
function endOfQuoted(line: string, from: number): number | undefined {
  const quote = line.charAt(from);
  for (let at = from + 1; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === "\\") at++;
    else if (character === quote) return at;
  }
  return undefined;
}

function* xmlPairs(line: string): Iterable<NamedValue> {
  for (const pattern of [xmlElement, xmlAttribute])
    for (const match of line.slice(0, longestPairValue * 4).matchAll(pattern)) {
      const [whole, name = "", value = ""] = match;
      const start = match.index + whole.lastIndexOf(value);
      yield { name, value, start, end: start + value.length };
    }
}

/** Two quoted strings with `:`, `=>`, `=` or `,` between them; one pass, however many there are. */
function* quotedPairs(line: string): Iterable<NamedValue> {
  let previous: Span | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (character !== '"' && character !== "'") continue;
    const end = endOfQuoted(line, at);
    if (end === undefined) return;
    const current = { start: at + 1, end };
    const isPair = previous !== undefined && isSeparator(line, previous.end + 1, at);
    if (previous && isPair) {
      const name = line.slice(previous.start, Math.min(previous.end, previous.start + longestName));
      const value = line.slice(current.start, Math.min(current.end, current.start + longestPairValue));
      yield { name, value, ...current };
    }
    previous = isPair ? undefined : current;
    at = end;
  }
}

function isSeparator(line: string, start: number, end: number): boolean {
  return end - start <= 24 && /^\s*(?:=>|[:=,])\s*$/.test(line.slice(start, end));
}
