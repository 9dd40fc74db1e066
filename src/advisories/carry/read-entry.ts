/**
 * Reads an entry of an export back: a JSON value of unknown origin comes in, a checked entry goes out, with the fields that it
 * is made of and no others; undefined for anything else. Nothing here throws.
 */
import { field, listOf, objectOf, pairsOf, textOf } from "../../text/json.ts";
import type { Affected, AffectedRange, OsvRecord, RangeEvent, Rating, VendorStatus } from "../advisory.ts";
import type { CollectionEntry } from "../lookup.ts";
import { longestDetails, longestId, longestSummary, longestUrl, mostAffected, mostLinkedIds } from "../osv-record.ts";
import { isCve } from "../status/cve.ts";

/** Elements of one list of an entry; characters of one text of it that is no description. */
const most = 100_000;
const longest = 1_000;

/** What a collection of this name may hold; undefined for what is no entry, or one of another collection. */
export function readEntry(collection: string, value: unknown): CollectionEntry | undefined {
  if (collection === "kev") return readExploited(field(value, "exploited"));
  if (collection === "epss") return readLikelihood(field(value, "likelihood"));
  if (collection.startsWith("status/")) return readStatuses(value);
  const record = readRecord(field(value, "record"));
  return record && { record };
}

function readExploited(value: unknown): CollectionEntry | undefined {
  const cve = plain(field(value, "cve"));
  const [added, due, name] = ["added", "due", "name"].map((key) => textWithin(field(value, key), longest));
  if (!isCve(cve) || added === undefined || due === undefined || name === undefined) return undefined;
  return { exploited: { cve, added, due, name, ransomware: field(value, "ransomware") === true } };
}

function readLikelihood(value: unknown): CollectionEntry | undefined {
  const cve = plain(field(value, "cve"));
  const score = field(value, "score");
  const percentile = field(value, "percentile");
  const date = textWithin(field(value, "date"), 10);
  if (!isCve(cve) || !isShare(score) || !isShare(percentile) || date === undefined) return undefined;
  return { likelihood: { cve, score, percentile, date } };
}

function isShare(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}

const states: readonly VendorStatus["state"][] = [
  ...(["not-affected", "undetermined", "open", "fixed", "no-dsa"] as const),
  ...(["postponed", "ignored", "unimportant", "end-of-life"] as const),
];

function readStatuses(value: unknown): CollectionEntry | undefined {
  const ecosystem = plain(field(value, "ecosystem"));
  const name = plain(field(value, "name"));
  if (ecosystem === "" || name === "") return undefined;
  const statuses = listOf(field(value, "statuses"), most).flatMap((each) => {
    const id = plain(field(each, "id"));
    const state = states.find((known) => known === field(each, "state"));
    return id === "" || !state ? [] : [{ id, state, ...optional(each, "fixed"), ...optional(each, "urgency") }];
  });
  return { ecosystem, name, statuses };
}

function readRecord(value: unknown): OsvRecord | undefined {
  const id = plain(field(value, "id"), longestId);
  const modified = plain(field(value, "modified"));
  const affected = listOf(field(value, "affected"), mostAffected + 1).map(readAffected);
  if (id === "" || modified === "" || affected.length > mostAffected) return undefined;
  if (!affected.every((each) => each !== undefined)) return undefined;
  const ids = (name: string) => plainTexts(field(value, name), mostLinkedIds);
  return {
    ...{ id, modified, aliases: ids("aliases"), upstream: ids("upstream"), related: ids("related") },
    ...{ ...optional(value, "withdrawn"), ...optional(value, "published"), ...optional(value, "word") },
    severity: readRatings(field(value, "severity")),
    summary: textWithin(field(value, "summary"), longestSummary) ?? "",
    details: textWithin(field(value, "details"), longestDetails) ?? "",
    references: listOf(field(value, "references"), most).flatMap((each) => {
      const url = plain(field(each, "url"), longestUrl);
      return /^(?:https?|ftp):\/\//i.test(url) ? [{ type: plain(field(each, "type")), url }] : [];
    }),
    cwes: plainTexts(field(value, "cwes"), most),
    affected,
  };
}

function readAffected(value: unknown): Affected | undefined {
  const ecosystem = plain(field(value, "ecosystem"));
  const name = plain(field(value, "name"));
  const ranges = listOf(field(value, "ranges"), most).map(readRange);
  if (ecosystem === "" || name === "" || !ranges.every((range) => range !== undefined)) return undefined;
  const details = pairsOf(field(value, "details"), 100).flatMap(([key, text]) =>
    plain(key) === "" || textOf(text) === undefined ? [] : [[key, plain(text, longestDetails)] as const],
  );
  return {
    ...{ ecosystem, name, ranges, versions: plainTexts(field(value, "versions"), most) },
    ...{ severity: readRatings(field(value, "severity")), details: Object.fromEntries(details) },
  };
}

function readRange(value: unknown): AffectedRange | undefined {
  const type = field(value, "type");
  const events = listOf(field(value, "events"), most).map(readEvent);
  if ((type !== "SEMVER" && type !== "ECOSYSTEM") || !events.every((event) => event !== undefined)) return undefined;
  return { type, events };
}

const kinds: readonly RangeEvent[0][] = ["introduced", "fixed", "lastAffected", "limit"];

function readEvent(value: unknown): RangeEvent | undefined {
  const [kind, version] = Array.isArray(value) ? value : [];
  const known = kinds.find((each) => each === kind);
  return known && plain(version) !== "" ? [known, plain(version)] : undefined;
}

function readRatings(value: unknown): readonly Rating[] {
  return listOf(value, most).flatMap((each) => {
    const type = plain(field(each, "type"));
    const rating = plain(field(each, "value"));
    const score = field(each, "score");
    if (type === "" || rating === "") return [];
    return [{ type, value: rating, ...(typeof score === "number" && score >= 0 && score <= 10 ? { score } : {}) }];
  });
}

function plainTexts(value: unknown, count: number): readonly string[] {
  return listOf(value, count).flatMap((each) => (plain(each) === "" ? [] : [plain(each)]));
}

/** A text without control characters, which separate the parts of keys; "" for anything else. */
function plain(value: unknown, length = longest): string {
  const text = textWithin(value, length) ?? "";
  return /[\p{Cc}\p{Cs}]/u.test(text) ? "" : text;
}

function textWithin(value: unknown, length: number): string | undefined {
  const text = textOf(value);
  return text === undefined || text.length > length ? undefined : text;
}

function optional<Name extends string>(value: unknown, name: Name): { readonly [key in Name]?: string } {
  const text = objectOf(value) ? plain(field(value, name)) : "";
  return text === "" ? {} : ({ [name]: text } as { readonly [key in Name]?: string });
}
