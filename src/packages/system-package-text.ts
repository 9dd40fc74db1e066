/**
 * What the databases of dpkg, apk and rpm have in common. Bytes of any size and origin come in; texts, paragraphs and
 * bounded lists come out. Nothing is refused but what is too long or too much, and that is said.
 */
import { decodeBytes } from "../files/decode-bytes.ts";
import type { Cataloged } from "./package.ts";

/** Packages of one database that are listed. The largest distributions have 100,000 in all. */
export const mostSystemPackages = 50_000;
/** Records of one database that are named one by one when they cannot be read; the rest is counted. */
export const mostUnreadRecords = 20;
/** Bytes of one paragraph of a text database. */
export const longestParagraph = 4 * 1024 * 1024;

/** Lines between two empty ones. */
export interface Paragraph {
  /** From 1. */
  readonly number: number;
  /** Without the line ends around it; undefined where it is longer than `longestParagraph`. */
  readonly text: string | undefined;
  /** The beginning of it, to name it by. */
  readonly head: string;
}

/** Paragraphs of a text; a line of blanks only is an empty one. Each is decoded alone, for most files are large. */
export function* paragraphsOf(bytes: Uint8Array): Generator<Paragraph> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let number = 0;
  let start = -1;
  for (let at = 0; at <= buffer.length; ) {
    const newline = buffer.indexOf(10, at);
    const end = newline === -1 ? buffer.length : newline;
    const isBlank = isBlankLine(buffer, at, end);
    if (!isBlank && start === -1) start = at;
    if (start !== -1 && (isBlank || newline === -1)) {
      number += 1;
      yield paragraphAt(buffer, start, isBlank ? at : end, number);
      start = -1;
    }
    at = end + 1;
  }
}

function paragraphAt(buffer: Buffer, start: number, end: number, number: number): Paragraph {
  const head = decodeBytes(buffer.subarray(start, Math.min(end, start + 200)));
  const isLong = end - start > longestParagraph;
  return { number, head, text: isLong ? undefined : decodeBytes(buffer.subarray(start, end)) };
}

function isBlankLine(buffer: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = buffer[at];
    if (byte !== 32 && byte !== 9 && byte !== 13) return false;
  }
  return true;
}

/** Lines without their ends, which may be CR LF. */
export function* linesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const end = newline === -1 ? text.length : newline;
    yield text.slice(at, end > at && text.charCodeAt(end - 1) === 13 ? end - 1 : end);
    at = end + 1;
  }
}

/** A record that could not be read. `record` is how it is named: `package openssl`; `why` a sentence. */
export function unreadRecord(record: string, path: string, why: string): Cataloged {
  const what = `${record} in ${path}`;
  return {
    unknown: {
      what,
      why: `${why} It is left out of the packages: look at the file in the image, and install the package again if it is damaged.`,
      fatal: true,
    },
  };
}

/** A database of which nothing more can be read. */
export function unreadDatabase(path: string, why: string): Cataloged {
  return {
    unknown: {
      what: `package database ${path}`,
      why: `${why} Packages that it holds may be missing from the result: rebuild the image, or its database, and scan again.`,
      fatal: true,
    },
  };
}

/** Cuts off what one database may yield, and says so. */
export function* withinLimits(path: string, records: Iterable<Cataloged>): Generator<Cataloged> {
  let packages = 0;
  let unread = 0;
  for (const record of records) {
    if ("package" in record && ++packages > mostSystemPackages) {
      yield unreadDatabase(path, `It lists more than ${mostSystemPackages} packages, which is where reading stops.`);
      return;
    }
    if ("unknown" in record && ++unread > mostUnreadRecords) continue;
    yield record;
  }
  const more = unread - mostUnreadRecords;
  if (more > 0) yield unreadDatabase(path, `${more} more of its records could not be read.`);
}
