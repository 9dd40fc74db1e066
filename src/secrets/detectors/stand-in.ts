import { hasVariable, isPlaceholder, isReference } from "../shape.ts";

/** Passwords that everybody writes into examples: real in a variable's address, but no proof in running text. */
const weakPassword =
  /^(?:my)?(?:pass|passwd|p[a@]?s+w[o0]?rd|pwd|secret|user|username|root|admin|test|postgres|mysql|guest|rabbitmq|redis|mongo|docker|token|foo|bar)[0-9!]{0,4}$/i;

/** True for passwords that say nothing about whether they are meant, however they are spelt: `pa%2Fssword`. */
export function isWeakPassword(value: string): boolean {
  return weakPassword.test(value.replace(/%[0-9A-Fa-f]{2}|[^A-Za-z0-9@!]/g, ""));
}

/** Credentials that the standards for HTTP print; in parts, as everything of that form here. */
const printed: ReadonlySet<string> = new Set(
  [
    ["QWxhZGRpbjpvcGVu", "IHNlc2FtZQ=="],
    ["czZCaGRSa3F0Mzpn", "WDFmQmF0M2JW"],
    ["czZCaGRSa3F0Mzo3", "RmpmcDBaQnIxS3REUmJuZlZkbUl3"],
    ["mF_9.B5f", "-4.1JqM"],
    ["h480djs", "93hd8"],
    ["SlAV32", "hkKG"],
    ["2YotnFZFEjr", "1zCsicMWpAA"],
    ["tGzv3JOkF0", "XG5Qx2TlKWIA"],
  ].map((parts) => parts.join("")),
);

/** True for the examples of RFC 6749, 6750, 7617 and of OpenID Connect. */
export function isPrinted(value: string): boolean {
  return printed.has(value);
}

/** Nothing to keep secret here: a variable, something to be replaced, or a mask. */
export function isStandIn(value: string): boolean {
  return (
    hasVariable(value) ||
    isReference(value) ||
    isPlaceholder(value) ||
    value.startsWith("$") ||
    /^[{%@]/.test(value) ||
    /\{[^}]*\}/.test(value)
  );
}

/**
 * True for what a program's source has in place of a value: names of variables and types, and words with a number behind.
 * In random text letters come in runs of one or two, or, where cases are not mixed, without vowels.
 */
export function isWordy(value: string): boolean {
  const words = value.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  const numbers = value.match(/[0-9]+/g) ?? [];
  if (words.length === 0 || numbers.length > mostNumbers || words.some((word) => unspeakable.test(word))) return false;
  return words.reduce((sum, { length }) => sum + length, 0) / words.length >= 3.5;
}

/** Names hold fewer numbers than random text of their length. */
const mostNumbers = 3;

/** Five consonants in a row, or eight capitals of them: longer than words and the usual abbreviations have. */
const unspeakable = /[b-df-hj-np-tv-xz]{5}|[B-DF-HJ-NP-TV-XZ]{8}/;
