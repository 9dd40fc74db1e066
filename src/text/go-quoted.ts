/** Texts as Go quotes them (`strconv.Quote`): what builders and linkers write into images. */

/** What stands between the quotes, escapes undone; an unknown escape stays as it is. */
export function unquoteGo(inside: string): string {
  if (!inside.includes("\\")) return inside;
  return inside.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([abfnrtv\\"']))/gi,
    (whole, byte?: string, short?: string, long?: string, letter?: string) => {
      const code = byte ?? short ?? long;
      if (code !== undefined) return codeText(Number.parseInt(code, 16)) ?? whole;
      return letters.get(letter ?? "") ?? whole;
    },
  );
}

const letters: ReadonlyMap<string, string> = new Map([
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["\\", "\\"],
  ['"', '"'],
  ["'", "'"],
]);

function codeText(code: number): string | undefined {
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
