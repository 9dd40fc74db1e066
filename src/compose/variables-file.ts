import { interpolate } from "./interpolate.ts";

/**
 * Reads `.env`, the file Compose takes the values of `${…}` from: `NAME=value`, `export NAME=value`, `NAME: value`, quotes
 * that may run over lines, comments. What cannot be read is skipped: the variable has then no value here.
 */

/** `given` are values that win over the file's, and that `$NAME` in the file may name. */
export function readVariables(text: string, given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const lookUp = new Map(given);
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*[=:]\s*(.*)$/.exec(lines[index] ?? "");
    if (!match) continue;
    const [, name = "", written = ""] = match;
    const quote = written[0];
    let value: string | undefined;
    if (quote === '"' || quote === "'") {
      const quoted = readQuoted(lines, index, written.slice(1), quote);
      // Never closed: Compose refuses the file, and each line further down would be searched to the end again.
      if (quoted === undefined) break;
      index = quoted.line;
      value = quote === "'" ? quoted.text : interpolate(resolveEscapes(quoted.text), lookUp).value;
    } else value = interpolate(withoutComment(written), lookUp).value;
    if (value === undefined) continue;
    if (!given.has(name)) lookUp.set(name, value);
  }
  return lookUp;
}

function readQuoted(
  lines: readonly string[],
  from: number,
  first: string,
  quote: string,
): { readonly text: string; readonly line: number } | undefined {
  const parts: string[] = [];
  for (let line = from; line < lines.length; line++) {
    const part = line === from ? first : (lines[line] ?? "");
    const end = closingQuote(part, quote);
    if (end === -1) parts.push(part);
    else return { text: [...parts, part.slice(0, end)].join("\n"), line };
  }
  return undefined;
}

function closingQuote(text: string, quote: string): number {
  for (let at = text.indexOf(quote); at !== -1; at = text.indexOf(quote, at + 1)) if (text[at - 1] !== "\\") return at;
  return -1;
}

function withoutComment(text: string): string {
  const comment = text.startsWith("#") ? 0 : text.search(/\s#/);
  return (comment === -1 ? text : text.slice(0, comment)).trim();
}

function resolveEscapes(text: string): string {
  return text.replace(/\\([nrt"\\])/g, (_, char: string) => escapes[char] ?? char);
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
