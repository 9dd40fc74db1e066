/**
 * Reads one entry of a record's `affected`. What the entry says of versions has to be as the schema says, or the record is
 * refused; what else counts for matching is kept flat in `details`.
 */
import { field, textOf } from "../text/json.ts";
import type { Affected, AffectedRange, RangeEvent } from "./advisory.ts";
import { readAffectedDetails } from "./osv-affected-details.ts";
import { isPlainText, listWithin, readRatings, type Unreadable } from "./osv-fields.ts";

export const longestEcosystem = 200;
export const longestPackageName = 500;
export const mostRanges = 1_000;
export const mostEvents = 10_000;
export const mostVersions = 50_000;
export const longestAffectedVersion = 500;

/** Undefined for an entry that is about no package, or has nothing but commits. */
export function readAffected(entry: unknown): Affected | Unreadable | undefined {
  const owner = field(entry, "package");
  if (owner === undefined || owner === null) return undefined;
  const ecosystem = textOf(field(owner, "ecosystem")) ?? "";
  const name = textOf(field(owner, "name")) ?? "";
  if (!isPlainText(ecosystem, longestEcosystem)) return { why: "has a package without an ecosystem" };
  if (!isPlainText(name, longestPackageName)) return { why: "has a package without a name" };
  const ranges = readRanges(field(entry, "ranges"));
  if ("why" in ranges) return ranges;
  const versions = listWithin(field(entry, "versions"), mostVersions);
  if (!versions?.every(isVersion)) return { why: "has versions that are none, or too many" };
  if (ranges.list.length === 0 && versions.length === 0) return undefined;
  const severity = readRatings(field(entry, "severity"));
  return { ecosystem, name, ranges: ranges.list, versions, severity, details: readAffectedDetails(entry) };
}

function readRanges(value: unknown): { readonly list: readonly AffectedRange[] } | Unreadable {
  const written = listWithin(value, mostRanges);
  if (!written) return { why: "has ranges that are none, or too many" };
  const list: AffectedRange[] = [];
  for (const range of written) {
    const type = field(range, "type");
    if (typeof type !== "string") return { why: "has a range without a type" };
    // Of commits, or of a type that a later schema may have.
    if (type !== "SEMVER" && type !== "ECOSYSTEM") continue;
    const events = readEvents(field(range, "events"));
    if (!events) return { why: "has a range whose events are none, or too many" };
    list.push({ type, events });
  }
  return { list };
}

function readEvents(value: unknown): readonly RangeEvent[] | undefined {
  const written = listWithin(value, mostEvents);
  if (!written || written.length === 0) return undefined;
  const events: RangeEvent[] = [];
  for (const each of written) {
    const before = events.length;
    for (const [name, kind] of kinds) {
      const version = field(each, name);
      if (version === undefined || version === null) continue;
      if (!isVersion(version)) return undefined;
      events.push([kind, version]);
    }
    if (events.length === before) return undefined;
  }
  // A range that begins nowhere holds nothing; the schema asks for one.
  return events.some(([kind]) => kind === "introduced") ? events : undefined;
}

/** Records of the first schemas have several of them in one event. */
const kinds: readonly (readonly [string, RangeEvent[0]])[] = [
  ["introduced", "introduced"],
  ["fixed", "fixed"],
  ["last_affected", "lastAffected"],
  ["limit", "limit"],
];

function isVersion(value: unknown): value is string {
  return typeof value === "string" && isPlainText(value, longestAffectedVersion);
}
