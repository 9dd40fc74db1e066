/**
 * The small files in which a system says what it is. Texts go in, names and values come out; lines that are not of the
 * grammar are passed over, for half of these files are written by hand.
 */

/** Characters of a release file that are read. Real ones are below 2 KB. */
export const longestRelease = 65_536;
/** Characters of one value that are kept. */
export const longestReleaseValue = 1024;

/**
 * Assignments of os-release(5) and lsb-release: shell-like quotes and escapes, no expansion. Of two the later counts, as in
 * a shell. Control characters are left out of values.
 */
export function parseRelease(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of linesOf(text)) {
    const equals = line.indexOf("=");
    if (equals < 1 || line.startsWith("#")) continue;
    const name = line.slice(0, equals);
    if (/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) values.set(name, plain(unquote(line.slice(equals + 1))));
  }
  return values;
}

/** The first line that says something; "" for none. */
export function firstLine(text: string): string {
  return plain(linesOf(text).find((line) => line !== "" && !line.startsWith("#")) ?? "");
}

/**
 * Repositories of `etc/apk/repositories` in order, without comments and without what stands before `@` in an address. A
 * tagged one (`@edge https://…`) keeps its tag.
 */
export function apkRepositories(text: string): readonly string[] {
  return linesOf(text)
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => plain(withoutCredentials(line)));
}

/** What `redhat-release` and its likes say: "CentOS Linux release 7.9.2009 (Core)". */
export function parseReleaseSentence(
  text: string,
): { readonly distribution: string; readonly version: string; readonly codename: string } | undefined {
  const line = firstLine(text);
  const words = line.split(/\s+/);
  const at = words.indexOf("release");
  const version = words[at + 1];
  if (at < 1 || version === undefined || !/^[0-9]/.test(version)) return undefined;
  return { distribution: words.slice(0, at).join(" "), version, codename: inParentheses(line) };
}

/** What stands in the last parentheses: the codename of "12 (bookworm)". */
export function inParentheses(text: string): string {
  const open = text.lastIndexOf("(");
  const close = text.indexOf(")", open);
  return open === -1 || close === -1 ? "" : text.slice(open + 1, close).trim();
}

function linesOf(text: string): readonly string[] {
  return text
    .slice(0, longestRelease)
    .replace(/^\uFEFF/, "")
    .split("\n")
    .map((line) => line.trim());
}

function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is left out
  return text.slice(0, longestReleaseValue).replace(/[\u0000-\u001f\u007f-\u009f]/g, "");
}

/** As a shell reads one word: quotes may open and close inside of it; an unquoted blank ends it. */
function unquote(written: string): string {
  let value = "";
  let quote = "";
  for (let at = 0; at < written.length; at += 1) {
    const character = written.charAt(at);
    if (character === quote) quote = "";
    else if (quote === "" && (character === '"' || character === "'")) quote = character;
    else if (character === "\\" && quote !== "'") {
      at += 1;
      const next = written.charAt(at);
      // Between double quotes a backslash stands for itself, but before these four.
      value += quote === "" || '"\\$`'.includes(next) ? next : `\\${next}`;
    } else if (quote === "" && (character === " " || character === "\t")) break;
    else value += character;
  }
  return value;
}

function withoutCredentials(line: string): string {
  const scheme = line.indexOf("://");
  if (scheme === -1) return line;
  const end = line.indexOf("/", scheme + 3);
  const host = end === -1 ? line.slice(scheme + 3) : line.slice(scheme + 3, end);
  const at = host.lastIndexOf("@");
  return at === -1 ? line : line.slice(0, scheme + 3) + host.slice(at + 1) + (end === -1 ? "" : line.slice(end));
}
