/**
 * An ignore file as the builder reads it, with places. In comes the text, out go patterns and comments in order; lines
 * that stop the build are among the patterns, with the reason. The two steps of reading, and their oddities, are those of
 * `ignorefile.ReadAll` and `patternmatcher.New` in BuildKit.
 */
import { cleanTreePath } from "../files/tree-path.ts";
import type { Source, Span } from "../text/source.ts";
import { compilePattern } from "./ignore-pattern.ts";

/** An ignore file as the builder reads it, with places. */
export interface IgnoreFile {
  readonly source: Source;
  /** In order; those with an `error` are among them. */
  readonly patterns: readonly IgnorePattern[];
  /** Lines the builder takes for comments: `#` in the first column. */
  readonly comments: readonly Span[];
}

/** One line that is a pattern. */
export interface IgnorePattern {
  /** Place among the patterns: the later one decides. */
  readonly index: number;
  /** The line without the blanks around it, `!` included. */
  readonly text: string;
  readonly span: Span;
  readonly negated: boolean;
  /** As it is matched: without `!`, cleaned, without a leading `/`; empty when the line is wrong. */
  readonly cleaned: string;
  /** Why the builder refuses the line, and with it the build. */
  readonly error: string | undefined;
}

/** Bytes of a line from which on the builder gives up: `bufio.MaxScanTokenSize` of Go. */
export const maxLineBytes = 64 * 1024;

/** What all numbers between `{` and `}` of a list may come to; the lines after are refused. */
export const maxListRepeats = 100_000;

/** Reads every line; never throws. */
export function parseIgnoreFile(source: Source): IgnoreFile {
  const patterns: IgnorePattern[] = [];
  const comments: Span[] = [];
  let repeats = 0;
  for (const line of linesOf(source.text)) {
    const text = source.text.slice(line.start, line.end);
    const found = blankless(text, line.start);
    const isLong = isTooLong(text);
    if (text.startsWith("#") && !isLong) comments.push(line);
    else if (isLong) patterns.push({ index: patterns.length, ...found, negated: false, cleaned: "", error: longLine });
    else if (found.text !== "") {
      repeats += repeatsIn(found.text);
      const read = readPattern(found.text);
      const isCounted = repeats <= maxListRepeats || read.error !== undefined;
      patterns.push({ index: patterns.length, ...found, ...(isCounted ? read : { ...read, ...tooManyRepeats }) });
    }
  }
  return { source, patterns: refuseControls(patterns), comments };
}

const longLine = `the line has ${maxLineBytes / 1024} KB or more, which the builder does not read`;

const tooManyRepeats = {
  cleaned: "",
  error: `the numbers in braces up to here come to more than the ${maxListRepeats} that are read`,
};

function repeatsIn(text: string): number {
  if (!text.includes("{")) return 0;
  let sum = 0;
  for (const [, least, most] of text.matchAll(/\{(\d{1,4})(?:,(\d{0,4}))?\}/g))
    sum += Math.max(Number(least), Number(most ?? 0));
  return sum;
}

/**
 * The list goes to the builder in a header, which takes no control characters; once anything in it is not ASCII, the
 * whole list is encoded, and all is well.
 */
function refuseControls(patterns: readonly IgnorePattern[]): readonly IgnorePattern[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const control = /[\0-\x1f\x7f]/;
  const isEncoded = patterns.some(({ text }) => /[^\0-\x7f]/.test(listedPattern(text)));
  if (isEncoded || !patterns.some(({ text }) => control.test(text))) return patterns;
  return patterns.map((pattern) => {
    const isRefused = pattern.error === undefined && control.test(listedPattern(pattern.text));
    return isRefused ? { ...pattern, cleaned: "", error: controlCharacter(pattern.text) } : pattern;
  });
}

function controlCharacter(text: string): string {
  return text.includes("\t")
    ? "there is a tab in it, which BuildKit cannot send to the builder"
    : "there is a control character in it, which BuildKit cannot send to the builder";
}

/** What the builder makes of a line without blanks around it. */
export function readPattern(text: string): Pick<IgnorePattern, "negated" | "cleaned" | "error"> {
  const listed = trimBlanks(listedPattern(text));
  // The list is cleaned a second time when the matcher is made, now with `!` as part of the path.
  const whole = listed === "" ? "" : cleanTreePath(listed);
  const negated = whole.startsWith("!");
  const cleaned = negated ? whole.slice(1) : whole;
  if (negated && cleaned === "") return { negated, cleaned, error: "`!` has no pattern behind it" };
  const match = compilePattern(cleaned);
  if (match.kind === "error") return { negated, cleaned: "", error: match.why };
  return { negated, cleaned, error: undefined };
}

/** The first step: as the pattern is handed from the ignore file to the matcher. */
function listedPattern(text: string): string {
  const isInverted = text.startsWith("!");
  const pattern = isInverted ? trimBlanks(text.slice(1)) : text;
  const clean = pattern === "" ? "" : cleanTreePath(pattern);
  const rooted = clean.length > 1 && clean.startsWith("/") ? clean.slice(1) : clean;
  return isInverted ? `!${rooted}` : rooted;
}

/** Lines without their ends and without the byte order mark; one `\r` before `\n` belongs to the end. */
function* linesOf(text: string): Generator<Span> {
  let start = text.startsWith("\uFEFF") ? 1 : 0;
  while (start < text.length) {
    const newline = text.indexOf("\n", start);
    const next = newline === -1 ? text.length : newline;
    yield { start, end: next > start && text[next - 1] === "\r" ? next - 1 : next };
    start = next + 1;
  }
}

function isTooLong(line: string): boolean {
  // No code unit takes more than three bytes.
  return line.length * 3 >= maxLineBytes && Buffer.byteLength(line) >= maxLineBytes;
}

function blankless(line: string, start: number): { readonly text: string; readonly span: Span } {
  let from = 0;
  let to = line.length;
  while (from < to && isBlank(line.charCodeAt(from))) from++;
  while (to > from && isBlank(line.charCodeAt(to - 1))) to--;
  return { text: line.slice(from, to), span: { start: start + from, end: start + to } };
}

function trimBlanks(text: string): string {
  return blankless(text, 0).text;
}

/** White space as in Go's `strings.TrimSpace`, which has U+0085 and has not U+FEFF. */
function isBlank(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 9 && code <= 13);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  return (
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}
