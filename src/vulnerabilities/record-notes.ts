/** What is kept of the whole records behind matches: an image has thousands, and their texts are long. */
import type { OsvText, Rating } from "../advisories/advisory.ts";
import type { AdvisoryLookup } from "../advisories/lookup.ts";

/** Characters of a title. */
export const longestTitle = 200;
/** Addresses that are kept of one record. */
const mostLinks = 10;
const longestLink = 500;

export interface RecordNotes {
  readonly id: string;
  /** The summary, else the first sentence of the details; "" for none. */
  readonly title: string;
  /** Addresses of references of the type ADVISORY. */
  readonly links: readonly string[];
  readonly severity: readonly Rating[];
  readonly word: string | undefined;
  /** The word of an errata's summary: `Important: openssl security update`. */
  readonly errataWord: string | undefined;
}

/** Reads each record once; undefined for one that the store does not have. */
export function recordNotes(lookup: Pick<AdvisoryLookup, "text">): (id: string) => RecordNotes | undefined {
  const known = new Map<string, RecordNotes | undefined>();
  return (id) => {
    if (known.has(id)) return known.get(id);
    const record = lookup.text(id);
    const notes = record && record.withdrawn === undefined ? notesOf(record) : undefined;
    known.set(id, notes);
    return notes;
  };
}

function notesOf(record: OsvText): RecordNotes {
  const { id, summary, details, references, severity, word } = record;
  return {
    id,
    title: titleOf(summary) || titleOf(firstSentence(details)),
    links: references
      .filter(({ type, url }) => type === "ADVISORY" && /^https?:\/\/[^\s]+$/.test(url) && url.length <= longestLink)
      .slice(0, mostLinks)
      .map(({ url }) => url),
    ...{ severity, word },
    errataWord: /^(critical|important|moderate|low): /i.exec(summary)?.[1]?.toLowerCase(),
  };
}

/** One line of plain text: controls and runs of blanks are one blank. */
function titleOf(text: string): string {
  const line = text
    .slice(0, 4 * longestTitle)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  if (line.length <= longestTitle) return line;
  const cut = line.slice(0, longestTitle - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), longestTitle / 2)).trimEnd()}…`;
}

/** Details are Markdown: headings and marks of code stay out. */
function firstSentence(details: string): string {
  const start = details
    .slice(0, 2_000)
    .replace(/^(?:\s*#{1,6}[^\n]*\n)+/, "")
    .replaceAll("`", "")
    .trim();
  const paragraph = start.split(/\n\s*\n/, 1)[0] ?? "";
  return /^[\s\S]*?[.!?](?=\s|$)/.exec(paragraph)?.[0] ?? paragraph;
}
