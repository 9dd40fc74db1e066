/**
 * Advisories and records as they lie in the store, and back: lists instead of objects, since names of fields would be half of
 * it. Bytes that are damaged give undefined.
 */
import { textOf, textsOf } from "../../text/json.ts";
import type { Advisory, Affected, AffectedRange, OsvRecord, RangeEvent, Rating } from "../advisory.ts";

/** What all advisories of a record share. */
export type AdvisoryHead = Omit<Advisory, "id" | "affected">;

const all = Number.POSITIVE_INFINITY;
const none: readonly never[] = [];
const noDetails = {};

/** Mostly the time of the last change alone: that `DEBIAN-CVE-1` passes on `CVE-1` need not be said. */
export function writeHead(id: string, head: AdvisoryHead): unknown {
  const { modified, withdrawn, aliases, upstream, related, severity, word } = head;
  const isPlain =
    isSame(upstream, usualUpstream(id)) && [aliases, related, severity].every(({ length }) => length === 0);
  if (isPlain && withdrawn === undefined && word === undefined) return modified;
  return [modified, withdrawn ?? 0, aliases, upstream, related, severity.map(writeRating), word ?? 0];
}

export function readHead(id: string, value: unknown): AdvisoryHead | undefined {
  const advisory = readAdvisory(id, value, none);
  if (!advisory) return undefined;
  const { id: _id, affected: _affected, ...head } = advisory;
  return head;
}

/** In one step: there are thousands of them. */
export function readAdvisory(id: string, head: unknown, affected: readonly Affected[]): Advisory | undefined {
  if (typeof head === "string")
    return { id, modified: head, aliases: none, upstream: usualUpstream(id), related: none, severity: none, affected };
  if (!Array.isArray(head)) return undefined;
  // Our own words, which a checksum stands for: what the type says is what was put in.
  const [modified, withdrawn, aliases, upstream, related, severity, word] = head as unknown as WrittenHead;
  const advisory = { id, modified, aliases, upstream, related, severity: severity.map(readRating), affected };
  if (withdrawn === 0 && word === 0) return advisory;
  return { ...advisory, ...(withdrawn === 0 ? {} : { withdrawn }), ...(word === 0 ? {} : { word }) };
}

function usualUpstream(id: string): readonly string[] {
  const at = id.indexOf("-CVE-");
  return at === -1 ? none : [id.slice(at + 1)];
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((each, at) => each === others[at]);
}

type Texts = readonly string[];
type WrittenRating = readonly [type: string, value: string, score?: number];
type WrittenHead = readonly [string, string | 0, Texts, Texts, Texts, readonly WrittenRating[], string | 0];
type WrittenRange = readonly [type: number, ...events: (number | string)[]];
type WrittenAffected = readonly [
  name?: string | 0,
  ranges?: readonly WrittenRange[],
  versions?: Texts,
  severity?: readonly WrittenRating[],
  details?: Readonly<Record<string, string>> | 0,
];

/** `key`: the name under which the package is stored; left out where it is the entry's own. */
export function writeAffected(affected: Affected, key: string): unknown {
  const { name, ranges, versions, severity, details } = affected;
  const parts: unknown[] = [
    name === key ? 0 : name,
    ranges.map(({ type, events }) => [
      types.indexOf(type),
      ...events.flatMap(([kind, at]) => [kinds.indexOf(kind), at]),
    ]),
    versions,
    severity.map(writeRating),
    Object.keys(details).length === 0 ? 0 : details,
  ];
  while (isBlank(parts.at(-1))) parts.pop();
  return parts;
}

export function readAffected(value: unknown, ecosystem: string, key: string): Affected {
  const [name, ranges, versions, severity, details] = (Array.isArray(value) ? value : []) as unknown as WrittenAffected;
  return {
    ecosystem,
    name: name || key,
    ranges: ranges?.map(readRange) ?? none,
    versions: versions ?? none,
    severity: severity?.map(readRating) ?? none,
    details: details || noDetails,
  };
}

/** What only people read of a record; its affected entries lie with its advisories. */
export type RecordText = Pick<OsvRecord, "published" | "summary" | "details" | "references" | "cwes">;

export function writeRecordText(record: RecordText): unknown {
  const { published, summary, details, references, cwes } = record;
  return [published ?? 0, summary, details, references.flatMap(({ type, url }) => [type, url]), cwes];
}

export function readRecordText(value: unknown): RecordText | undefined {
  if (!Array.isArray(value)) return undefined;
  const [published, summary, details, references, cwes] = value;
  const written = textsOf(references, all);
  return {
    ...(typeof published === "string" ? { published } : {}),
    summary: textOf(summary) ?? "",
    details: textOf(details) ?? "",
    references: written.flatMap((type, at) => (at % 2 === 0 ? [{ type, url: written[at + 1] ?? "" }] : [])),
    cwes: textsOf(cwes, all),
  };
}

/** Their order is stored: new ones go to the end. */
const types: readonly AffectedRange["type"][] = ["SEMVER", "ECOSYSTEM"];
const kinds: readonly RangeEvent[0][] = ["introduced", "fixed", "lastAffected", "limit"];

function isBlank(part: unknown): boolean {
  return part === 0 || (Array.isArray(part) && part.length === 0);
}

function readRange(written: WrittenRange): AffectedRange {
  const events: RangeEvent[] = [];
  for (let at = 1; at + 1 < written.length; at += 2)
    events.push([kinds[Number(written[at])] ?? "introduced", String(written[at + 1])]);
  return { type: types[written[0]] ?? "ECOSYSTEM", events };
}

function writeRating({ type, value, score }: Rating): unknown {
  return score === undefined ? [type, value] : [type, value, score];
}

function readRating([type, value, score]: WrittenRating): Rating {
  return score === undefined ? { type, value } : { type, value, score };
}
