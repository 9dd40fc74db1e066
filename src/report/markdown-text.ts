import { oneLine } from "./visible.ts";

// In comes text of unknown origin; out goes Markdown that shows exactly that text, on GitHub and GitLab, inside a table
// cell too. Nothing in it can become markup, HTML, a link, an image, a mention or a reference to an issue.

/** Text as inline Markdown. */
export function escapeMarkdown(text: string): string {
  const line = oneLine(text);
  let out = "";
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    out += at === 0 && startsBlock.includes(char) ? `\\${char}` : escapedChar(char);
    if (joinsNext(line, at)) out += cut;
  }
  return out;
}

/**
 * Text as a code span, fit for a table cell. A pipe ends a cell even inside code, so it becomes U+2502, and a backtick
 * an apostrophe: this is for paths and places, to be read and not copied.
 */
export function codeSpan(text: string): string {
  return `\`${oneLine(text).replaceAll("`", "'").replaceAll("|", "\u2502")}\``;
}

/** Lines, already visible, as a fenced block whose fence is longer than any run of backticks inside. */
export function codeBlock(lines: readonly string[]): string {
  const longest = lines.reduce((most, line) => Math.max(most, longestRun(line)), 0);
  const fence = "`".repeat(Math.max(3, longest + 1));
  return [`${fence}text`, ...lines, fence].join("\n");
}

/** A link to our own page. Only https and http addresses become one. */
export function link(text: string, address: string): string {
  if (!/^https?:\/\/[\w./~#?&=%+-]+$/.test(address)) return escapeMarkdown(text);
  return `[${escapeMarkdown(text)}](${address})`;
}

/** An empty HTML comment cuts what would be read as one word: `@name`, `#1`, `https://`, `www.`. It is not shown. */
const cut = "<!-- -->";

/** Characters that make a list or a heading at the start of a block. */
const startsBlock = "-+=#:";

/** Characters after which a name or number reads as a mention or reference on GitHub or GitLab. */
const references = "@#!$%~";

function escapedChar(char: string): string {
  if (char === "&") return "&amp;";
  if (char === "<") return "&lt;";
  if (char === ">") return "&gt;";
  return "\\`*_{}[]|~$^!".includes(char) ? `\\${char}` : char;
}
/** True where the character and what follows would become a mention, a reference or a link. */
function joinsNext(line: string, at: number): boolean {
  const char = line.charAt(at);
  if (references.includes(char)) return /[\w"]/.test(line.charAt(at + 1));
  if (char === "&") return /\d/.test(line.charAt(at + 1));
  if (char === ":") return line.charAt(at + 1) === "/";
  return char === "." && line.slice(at - 3, at).toLowerCase() === "www";
}

function longestRun(line: string): number {
  let longest = 0;
  let run = 0;
  for (const char of line) {
    run = char === "`" ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
