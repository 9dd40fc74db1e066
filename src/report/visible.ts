// In comes text of unknown origin; out goes text that is safe on a terminal: escape sequences, direction overrides and
// invisible characters are written out, so that a hostile file can neither move the cursor nor hide what it says.

/** Text with every control, direction and invisible character written as an escape. Tabs and line ends too. */
export function visible(text: string): string {
  let out = "";
  for (const char of text) out += visibleChar(char);
  return out;
}

/** Text on one line: line ends and tabs become spaces, the rest as in `visible`. */
export function oneLine(text: string): string {
  return visible(text.replaceAll("\r\n", " ").replaceAll("\n", " ").replaceAll("\t", " ")).trim();
}

/** Lines of a block of text, each made visible; tabs are kept as two spaces. */
export function visibleLines(text: string): string[] {
  return text.split("\n").map((line) => visible(line.replace(/\r$/, "").replaceAll("\t", "  ")));
}

/** One code point, or its escape: `\x1b`, `\u202e`. */
export function visibleChar(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return char;
  if (code < 0xa0) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (isHidden(code)) return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
  return char;
}

/** Terminal columns the text takes; made visible first. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += charColumns(char);
  return columns;
}

/** Columns of one visible code point: 2 for East Asian wide characters and emoji, 0 for combining marks. */
export function charColumns(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (within(code, combining)) return 0;
  return within(code, wide) ? 2 : 1;
}

type Ranges = readonly (readonly [number, number])[];

/** Format and direction characters, separators, tags and lone surrogates (Unicode categories Cf, Zl, Zp, Cs). */
const hidden: Ranges = [
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe007f],
];

/** The common blocks are enough here: a miss shifts a caret, nothing more. */
const combining: Ranges = [
  [0x300, 0x36f],
  [0x483, 0x489],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
];

const wide: Ranges = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

function isHidden(code: number): boolean {
  return within(code, hidden);
}

function within(code: number, ranges: Ranges): boolean {
  return ranges.some(([low, high]) => code >= low && code <= high);
}
