/**
 * Reads one record of the OSV schema (1.7). Text of any origin goes in; a checked record comes out, or why there is none: a
 * record whose packages, ranges or versions are not what the schema says is refused whole, since half of it would match
 * wrongly. What only people read is cut or left out instead. Unknown fields are ignored. Nothing here throws.
 *
 * Specification: https://ossf.github.io/osv-schema/
 */
import { field, fieldAt, jsonValue, listOf, objectOf, textOf } from "../text/json.ts";
import { type JsonLimits, jsonExcess } from "../text/json-size.ts";
import type { OsvRecord } from "./advisory.ts";
import { readAffected } from "./osv-affected.ts";
import { isPlainText, listWithin, plainTexts, readRatings, type Unreadable } from "./osv-fields.ts";

/** UTF-16 units of a record; the longest known ones, of a distribution's kernels, have a tenth of it. */
export const longestRecord = 20_000_000;
/** Brackets inside of each other, and values. */
export const recordLimits: JsonLimits = { depth: 40, values: 1_500_000 };
export const mostAffected = 50_000;
/** Aliases, upstream and related ids, each. */
export const mostLinkedIds = 10_000;
export const longestId = 200;
/** What people read is cut to these. */
export const longestSummary = 1_000;
export const longestDetails = 100_000;
export const mostReferences = 500;
export const longestUrl = 2_000;
export const mostCwes = 100;

/** `why`: a clause without subject, the same for all records that it is true of: `has no id`. */
export type OsvRefusal = Unreadable;

/** A record, or why it is not taken. Ratings are scored; ranges of commits and entries that have nothing else are left out. */
export function readOsvRecord(text: string): OsvRecord | OsvRefusal {
  if (text.length > longestRecord) return { why: "is too long" };
  const excess = jsonExcess(text, recordLimits);
  if (excess) return { why: excess === "depth" ? "is nested too deeply" : "has too many values" };
  const value = objectOf(jsonValue(text));
  return value ? readObject(value) : { why: "is no JSON object" };
}

function readObject(value: Readonly<Record<string, unknown>>): OsvRecord | OsvRefusal {
  const id = textOf(field(value, "id"));
  if (!id || !isPlainText(id, longestId)) return { why: "has no id" };
  const modified = textOf(field(value, "modified"));
  if (!modified || !isTime(modified)) return { why: "has no time of its last change" };
  const withdrawn = field(value, "withdrawn") ?? undefined;
  if (withdrawn !== undefined && !isTime(withdrawn)) return { why: "has a withdrawal that is no time" };
  const links = readLinks(value);
  if ("why" in links) return links;
  const affected = readAllAffected(value);
  if ("why" in affected) return affected;
  const published = field(value, "published");
  const word = textOf(fieldAt(value, "database_specific", "severity"))?.toLowerCase();
  return {
    id,
    modified,
    ...(withdrawn === undefined ? {} : { withdrawn }),
    ...(isTime(published) ? { published } : {}),
    ...links,
    severity: readRatings(field(value, "severity")),
    ...(word && word !== "unknown" && isPlainText(word, longestWord) ? { word } : {}),
    summary: cutText(field(value, "summary"), longestSummary),
    details: cutText(field(value, "details"), longestDetails),
    references: readReferences(field(value, "references")),
    cwes: readCwes(field(value, "database_specific")),
    affected: affected.list,
  };
}

const longestWord = 50;

type Links = Pick<OsvRecord, "aliases" | "upstream" | "related">;

/** Ids that are none are left out: they name nothing. */
function readLinks(value: unknown): Links | Unreadable {
  const [aliases, upstream, related] = ["aliases", "upstream", "related"].map((name) =>
    plainTexts(field(value, name), mostLinkedIds, longestId),
  );
  if (!aliases || !upstream || !related) return { why: "names too many other records" };
  return { aliases, upstream, related };
}

function readAllAffected(value: unknown): { readonly list: OsvRecord["affected"] } | Unreadable {
  const entries = listWithin(field(value, "affected"), mostAffected);
  if (!entries) return { why: "has a list of affected packages that is none or too long" };
  const list: OsvRecord["affected"][number][] = [];
  for (const entry of entries) {
    const affected = readAffected(entry);
    if (affected && "why" in affected) return affected;
    if (affected) list.push(affected);
  }
  return { list };
}

function readReferences(value: unknown): OsvRecord["references"] {
  return listOf(value, mostReferences).flatMap((each) => {
    const type = textOf(field(each, "type")) ?? "WEB";
    const url = textOf(field(each, "url"));
    const isUrl = url !== undefined && isPlainText(url, longestUrl) && /^(?:https?|ftp):\/\//i.test(url);
    return isUrl && isPlainText(type, longestWord) ? [{ type, url }] : [];
  });
}

/** GitHub's `cwe_ids`; PyPI's and npm's older `cwes[].cweId`; curl's `CWE.id`. */
function readCwes(database: unknown): readonly string[] {
  const written = [
    ...listOf(field(database, "cwe_ids"), mostCwes),
    ...listOf(field(database, "cwes"), mostCwes).map((each) => field(each, "cweId") ?? each),
    fieldAt(database, "CWE", "id"),
  ];
  const names = written.filter((each) => typeof each === "string" && /^CWE-\d{1,6}$/.test(each));
  return [...new Set(names as string[])];
}

function cutText(value: unknown, most: number): string {
  return (textOf(value) ?? "").slice(0, most);
}

/** RFC 3339, as the schema asks for it. */
function isTime(value: unknown): value is string {
  return typeof value === "string" && value.length <= 40 && timePattern.test(value);
}

const timePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
