/**
 * Texts of package records. Bytes of any origin come in, text comes out whatever they are: a byte order mark is left out,
 * bytes that are no UTF-8 become U+FFFD. Names and versions are refused where they are empty, long, no text, or hold
 * characters that a terminal obeys: such a package would match nothing.
 */
import type { Unknown } from "../finding/finding.ts";

/** Characters of a package's name; npm allows 214, NuGet 100. */
export const longestName = 512;
/** Characters of a version. */
export const longestVersion = 256;
/** Characters of any other value that is kept of a package. */
export const longestDetail = 1_024;

/** Bytes as text, without the byte order mark; what is no UTF-8 becomes U+FFFD. */
export function decodeRecord(bytes: Uint8Array): string {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const offset = hasMark ? 3 : 0;
  return Buffer.from(bytes.buffer, bytes.byteOffset + offset, bytes.length - offset).toString("utf8");
}

/** A package's name, trimmed; undefined for anything that cannot be one. */
export function recordName(value: unknown): string | undefined {
  return plainText(value, longestName);
}

/** A package's version, trimmed; undefined for anything that cannot be one. */
export function recordVersion(value: unknown): string | undefined {
  const version = plainText(value, longestVersion);
  return version?.includes(" ") ? undefined : version;
}

/** Keeps what is a short text of the values; the others are left out. */
export function recordDetails(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const details: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) {
    const text = plainText(value, longestDetail);
    if (text !== undefined) details[key] = text;
  }
  return details;
}

/** Keeps the values that say something, cut to a length. */
export function filledDetails(
  values: Readonly<Record<string, string | undefined>>,
  most: number = Number.POSITIVE_INFINITY,
): Record<string, string> {
  const filled = Object.entries(values).flatMap(([key, value]) =>
    value ? [[key, value.slice(0, most)] as const] : [],
  );
  return Object.fromEntries(filled);
}

/** An installed package that could not be read. `why` is a sentence without what to do next. */
export function unreadPackage(path: string, why: string): { readonly unknown: Unknown } {
  return {
    unknown: {
      what: `package in ${path}`,
      why: `${why} Nothing is known of that package: install it again, or remove the file where it is no package.`,
      fatal: true,
    },
  };
}

function plainText(value: unknown, most: number): string | undefined {
  // Longer ones are not even trimmed: a megabyte of blanks is no name either.
  if (typeof value !== "string" || value.length > most * 2) return undefined;
  const text = value.trim();
  if (text === "" || text.length > most || unprintable.test(text)) return undefined;
  return text;
}

/** Control and format characters, separators of lines, lone surrogates, and the mark of bytes that are no UTF-8. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/u;
