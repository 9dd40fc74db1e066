import type { BakeText, TextPart } from "./bake-values.ts";

/** Where the reader of an HCL text stands. */
export interface Cursor {
  readonly text: string;
  at: number;
  error: { readonly at: number; readonly message: string } | undefined;
}

/** Blanks and comments; line ends too when `withLines`. */
export function skipBlank(cursor: Cursor, withLines: boolean): void {
  const { text } = cursor;
  for (;;) {
    const char = text[cursor.at];
    if (char === " " || char === "\t" || char === "\r" || (withLines && char === "\n")) cursor.at += 1;
    else if (char === "#" || (char === "/" && text[cursor.at + 1] === "/")) cursor.at = endOf(text, "\n", cursor.at);
    else if (char === "/" && text[cursor.at + 1] === "*")
      cursor.at = Math.min(text.length, endOf(text, "*/", cursor.at) + 2);
    else return;
  }
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end === -1 ? text.length : end;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

/** A text in double quotes; undefined, and the cursor behind the line, when it is not closed. */
export function readString(cursor: Cursor): { readonly parts: readonly TextPart[] } | undefined {
  const { text } = cursor;
  const parts: TextPart[] = [];
  let plain = "";
  for (let at = cursor.at + 1; at < text.length; ) {
    const char = text[at] ?? "";
    if (char === "\n") {
      cursor.at = at;
      break;
    }
    if (char === '"') {
      cursor.at = at + 1;
      if (plain !== "" || parts.length === 0) parts.push(plain);
      return { parts };
    }
    if (char === "\\") {
      plain += escapes[text[at + 1] ?? ""] ?? text[at + 1] ?? "";
      at += 2;
    } else if ((char === "$" || char === "%") && text[at + 1] === char && text[at + 2] === "{") {
      plain += `${char}{`;
      at += 3;
    } else if ((char === "$" || char === "%") && text[at + 1] === "{") {
      if (plain !== "") parts.push(plain);
      plain = "";
      const end = endOfTemplate(text, at + 1);
      parts.push(templatePart(text.slice(at, end)));
      at = end;
    } else {
      plain += char;
      at += 1;
    }
    cursor.at = at;
  }
  cursor.error ??= { at: Math.min(cursor.at, text.length), message: "a text without closing quote ends here" };
  return undefined;
}

/** Splits the text of a JSON Bake file, where `${NAME}` means the same. */
export function templateParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (let at = text.indexOf("${"); at !== -1; at = text.indexOf("${", from)) {
    if (text[at - 1] === "$" && at > from) {
      parts.push(`${text.slice(from, at - 1)}\${`);
      from = at + 2;
      continue;
    }
    if (at > from) parts.push(text.slice(from, at));
    from = endOfTemplate(text, at + 1);
    parts.push(templatePart(text.slice(at, from)));
  }
  if (from < text.length || parts.length === 0) parts.push(text.slice(from));
  return parts;
}

function templatePart(template: string): TextPart {
  return { name: /^\$\{[ \t]*([A-Za-z_][A-Za-z0-9_-]*)[ \t]*\}$/.exec(template)?.[1] };
}

/** Behind the brace that closes the one at `open`; brackets in the texts of an expression do not count. */
function endOfTemplate(text: string, open: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = open; at < text.length; at++) {
    const char = text[at];
    if (char === "\n") return at;
    if (char === "\\") at += 1;
    else if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === "{") depth += 1;
    else if (char === "}" && --depth === 0) return at + 1;
  }
  return text.length;
}

/** `<<EOF` or `<<-EOF` up to the line that is the mark alone. */
export function readHeredoc(cursor: Cursor): BakeText | undefined {
  const { text, at: start } = cursor;
  const head = /^<<-?([A-Za-z_][A-Za-z0-9_]*)[ \t]*\r?\n/.exec(text.slice(start, start + 200));
  if (!head) {
    cursor.at += 2;
    return undefined;
  }
  const body = start + head[0].length;
  for (let line = body; line < text.length; ) {
    const end = endOf(text, "\n", line);
    if (text.slice(line, end).trim() === head[1]) {
      cursor.at = end;
      return { kind: "text", at: { start, end }, parts: templateParts(text.slice(body, line)) };
    }
    line = end + 1;
  }
  cursor.at = text.length;
  return undefined;
}
