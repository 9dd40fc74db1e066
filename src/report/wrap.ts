import { charColumns, columnsOf } from "./visible.ts";

/** Longest text that is printed whole; more is cut, as a hostile file can make any message long. */
export const longestText = 2000;

/** Breaks a one-line text at spaces into lines of at most `width` columns; words that are longer are cut in pieces. */
export function wrap(text: string, width: number): string[] {
  const limited = text.length > longestText ? `${text.slice(0, longestText)}...` : text;
  const lines: string[] = [];
  let line = "";
  for (const word of limited.split(" ")) {
    for (const piece of pieces(disarm(word), width)) {
      if (line === "") line = piece;
      else if (columnsOf(line) + 1 + columnsOf(piece) <= width) line += ` ${piece}`;
      else {
        lines.push(line);
        line = piece;
      }
    }
  }
  lines.push(line);
  return lines;
}

/** Wrapped text behind a label; further lines stand under the first. `label` is not wrapped. */
export function labelled(label: string, text: string, width: number): string[] {
  const indent = columnsOf(label);
  const lines = wrap(text, Math.max(20, width - indent));
  return lines.map((line, index) => (index === 0 ? label : " ".repeat(indent)) + line);
}

/** A CI runner takes an output line that starts with `::` for a command; wrapping could put one there. */
function disarm(word: string): string {
  return word.startsWith("::") ? `: :${word.slice(2)}` : word;
}

function pieces(word: string, width: number): string[] {
  if (columnsOf(word) <= width) return [word];
  const out: string[] = [];
  let piece = "";
  let columns = 0;
  for (const char of word) {
    const next = charColumns(char);
    if (columns + next > width) {
      out.push(piece);
      piece = "";
      columns = 0;
    }
    piece += char;
    columns += next;
  }
  if (piece !== "") out.push(piece);
  return out;
}
