/**
 * Takes secrets out of what is shown. Values or places go in, text without them comes out. A mask tells neither length nor
 * content; only a prefix that the vendor gives to every token of that kind may stay, so that a person knows which one it is.
 */
import type { Span } from "../text/source.ts";
import { secretDetectors } from "./detect.ts";

const mask = "***";

/** Shorter values are masked only where they stand as a value. */
const shortestAnywhere = 4;

/** Words of ordinary text that people also use as passwords: masked only where they stand as a value, or no text could be read. */
const ordinaryWords = new Set(
  (
    "password passwd passphrase secret secrets token admin administrator root user username test testing guest default docker postgres postgresql " +
    "mysql mariadb mongo mongodb redis rabbitmq elastic nginx example demo local localhost development production master public private login true false null none"
  ).split(" "),
);

/** What stands right before a value: `=`, `:`, a quote behind them, or a secret's name and a blank as in `ENV DB_PASSWORD root`. */
const valueFollows =
  "[=:]\\s?[\"']?|(?:pass|PASS|passwd|PASSWD|password|PASSWORD|pwd|PWD|secret|SECRET|token|TOKEN|key|KEY)[ \\t]{1,4}[\"']?";

/** What to show for a secret: `***`, after the public prefix if it is a token of a known kind as a whole. */
export function maskSecret(value: string): string {
  for (const { publicPrefix, starts, pattern } of secretDetectors) {
    if (!publicPrefix) continue;
    const prefix = starts.find((start) => value.startsWith(start));
    if (prefix === undefined) continue;
    pattern.lastIndex = 0;
    if (pattern.exec(value)?.[0].length === value.length) return prefix + mask;
  }
  return mask;
}

/** The text with every span masked; spans may come in any order, overlap or reach past the ends. */
export function maskText(text: string, spans: readonly Span[]): string {
  let out = "";
  let at = 0;
  for (const { start, end } of joined(text, spans)) {
    out += text.slice(at, start) + maskSecret(text.slice(start, end));
    at = end;
  }
  return out + text.slice(at);
}

/**
 * A function that masks every occurrence of the values in any text, also as JSON, HTML and addresses write them, and the
 * lines of values of several lines. Where values overlap all of them go, so that no rest of a longer one stays. Values under four characters
 * and ordinary words are masked only where they stand as a value: after `=` or `:`, or after a secret's name. `ownWords`
 * are the tool's own, such as the names of its rules: a value that is a part of one (`pass` of `chpasswd`) leaves it whole.
 */
export function createMasker(
  values: readonly string[],
  ownWords: ReadonlySet<string> = new Set(),
): (text: string) => string {
  const all = [...new Set(values.flatMap(spellings))].filter((value) => value !== "");
  if (all.length === 0) return (text) => text;
  const finders = all.map((value) => (isOrdinary(value) ? findAsValue(value) : findAnywhere(value)));
  return (text) =>
    maskText(
      text,
      finders.flatMap((find) => find(text)).filter((span) => !isPartOfOwn(text, span, ownWords)),
    );
}

/** True where the word around the span is longer than it and one of the tool's own. */
function isPartOfOwn(text: string, { start, end }: Span, ownWords: ReadonlySet<string>): boolean {
  if (ownWords.size === 0) return false;
  let from = start;
  let to = end;
  while (from > 0 && to - from <= longestOwnWord && /[a-z-]/.test(text[from - 1] ?? "")) from -= 1;
  while (to < text.length && to - from <= longestOwnWord && /[a-z-]/.test(text[to] ?? "")) to += 1;
  return to - from > end - start && ownWords.has(text.slice(from, to));
}

/** No rule's name is longer, so no walk along a hostile text is. */
const longestOwnWord = 60;

type Finder = (text: string) => Span[];

/** Overlapping occurrences count too: `aaaa` in `aaaaa` must leave nothing over. */
function findAnywhere(value: string): Finder {
  return (text) => {
    const spans: Span[] = [];
    for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1))
      spans.push({ start: at, end: at + value.length });
    return spans;
  };
}

function findAsValue(value: string): Finder {
  const literal = value.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
  const pattern = new RegExp(`(?<=${valueFollows})${literal}(?![A-Za-z0-9_-])`, "g");
  return (text) => [...text.matchAll(pattern)].map(({ index }) => ({ start: index, end: index + value.length }));
}

function isOrdinary(value: string): boolean {
  return value.length < shortestAnywhere || ordinaryWords.has(value.toLowerCase());
}

/** A value in the forms in which reports may write it. */
function spellings(value: string): string[] {
  const text = value.trim();
  const lines = text.includes("\n")
    ? text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line.length >= 8)
    : [];
  return [value, text, ...lines].flatMap((form) => [form, jsonForm(form), htmlForm(form), addressForm(form)]);
}

function jsonForm(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function htmlForm(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Lone surrogates cannot be written in an address: then the text itself. */
function addressForm(text: string): string {
  return /\p{Surrogate}/u.test(text) ? text : encodeURIComponent(text);
}

/** Spans sorted, cut to the text, and joined where they overlap. */
function joined(text: string, spans: readonly Span[]): Span[] {
  const out: { start: number; end: number }[] = [];
  const inside = spans
    .map(({ start, end }) => ({ start: Math.max(0, start), end: Math.min(text.length, end) }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start);
  for (const span of inside) {
    const previous = out.at(-1);
    if (previous !== undefined && span.start < previous.end) previous.end = Math.max(previous.end, span.end);
    else out.push(span);
  }
  return out;
}
