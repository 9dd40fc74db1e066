/**
 * White space as Go's unicode.IsSpace has it. JavaScript's `trim` and `\s` differ: they take the byte order mark for
 * white space and U+0085 not.
 */
const wideSpace = /^[\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]$/;

export function isSpace(character: string): boolean {
  const code = character.charCodeAt(0);
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return code >= 0x85 && wideSpace.test(character);
}

/** Offset of the first character that is not white space, from `from` on; the text's length when there is none. */
export function skipSpace(text: string, from = 0): number {
  let at = from;
  while (at < text.length && isSpace(text[at] ?? "")) at += 1;
  return at;
}

/** Offset behind the last character that is not white space; 0 when there is none. */
export function endOfText(text: string): number {
  let end = text.length;
  while (end > 0 && isSpace(text[end - 1] ?? "")) end -= 1;
  return end;
}
