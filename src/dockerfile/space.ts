/**
 * White space as Go's unicode.IsSpace has it. JavaScript's `trim` and `\s` differ: they take the byte order mark for
 * white space and U+0085 not.
 */
const wideSpace = /^[\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]$/;

/** By UTF-16 code, since every character of every file passes here; `NaN`, as behind a text's end, is no white space. */
export function isSpaceCode(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return code >= 0x85 && wideSpace.test(String.fromCharCode(code));
}

export function isSpace(character: string): boolean {
  return isSpaceCode(character.charCodeAt(0));
}

/** Offset of the first character that is not white space, from `from` on; the text's length when there is none. */
export function skipSpace(text: string, from = 0): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Indentation is nearly always blanks: they need no call.
    if (code !== 0x20 && !isSpaceCode(code)) return at;
  }
  return Math.max(from, text.length);
}

/** Offset behind the last character that is not white space; 0 when there is none. */
export function endOfText(text: string): number {
  let end = text.length;
  while (end > 0 && isSpaceCode(text.charCodeAt(end - 1))) end -= 1;
  return end;
}
