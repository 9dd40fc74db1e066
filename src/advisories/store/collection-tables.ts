/**
 * The tables of a collection, and the pairs an entry is made of. Keys are made of parts with a NUL between them, which no part
 * may contain.
 */
import { fitsKey } from "../../files/keyed-file.ts";
import type { Affected, OsvRecord } from "../advisory.ts";
import { storedName } from "../ecosystems.ts";
import { writeAffected, writeHead } from "./stored-advisory.ts";

/** Records come before what is made of them: a build that reads its pairs in order knows by then which were replaced. */
export const tables = {
  /** The empty key's `CollectionMeta`. */
  meta: "0",
  /** `id`: `[head, text, owners]`. */
  records: "1",
  /** `ecosystem NUL name NUL id`, of the first one: see `ReadChunk`. */
  advisories: "2",
  /** `id`: the head of a record about many packages. */
  heads: "3",
  /** `alias NUL id`: empty. */
  names: "4",
  /** `ecosystem NUL name`: statuses. */
  statuses: "5",
  exploited: "6",
  likelihoods: "7",
} as const;

/** Characters that heads may take in all advisories of one record; longer ones are kept once and read apart. */
export const mostRepeated = 2_000;
/** Why an entry is left out whose names make no key. */
export const tooLong = "name is too long";

export function joinKey(...parts: readonly string[]): string {
  return parts.join("\0");
}

/** The key of a package; undefined for names that cannot be in a store. */
export function ownerKey(ecosystem: string, name: string): string | undefined {
  const stored = storedName(ecosystem, name);
  const key = joinKey(ecosystem, stored);
  return isKeyPart(ecosystem) && isKeyPart(stored) && fitsKey(key) ? key : undefined;
}

export function isKeyPart(text: string): boolean {
  return text !== "" && !text.includes("\0") && fitsKey(text);
}

/** An advisory of one package, as it is stored. */
export interface ChunkElement {
  readonly id: string;
  /** JSON of the head; 0 where it is kept apart. */
  readonly head: string;
  /** JSON of the affected entries. */
  readonly entries: string;
}

/** A record as its advisories are stored. */
export interface RecordParts {
  /** Where it is kept apart. */
  readonly head: unknown;
  readonly isHeadShared: boolean;
  /** By `ecosystem NUL name`: what `advisories` has of it. */
  readonly advisories: ReadonlyMap<string, Omit<ChunkElement, "id">>;
  /** What it passes on or is the same as. */
  readonly names: readonly string[];
  /** `ecosystem NUL name` of each affected entry, in the record's order. */
  readonly owners: readonly string[];
}

/** Undefined where its names make no keys. */
export function partsOf(record: OsvRecord): RecordParts | undefined {
  const owners = record.affected.map(({ ecosystem, name }) => ownerKey(ecosystem, name) ?? "");
  const isTaken = isKeyPart(record.id) && owners.every((owner) => owner !== "" && fitsKey(joinKey(owner, record.id)));
  if (!isTaken) return undefined;
  const head = writeHead(record.id, record);
  const groups = groupBy(owners, record.affected);
  const headText = JSON.stringify(head);
  const isHeadShared = headText.length * (groups.size - 1) > mostRepeated;
  const advisories = new Map<string, Omit<ChunkElement, "id">>();
  for (const [owner, entries] of groups) {
    const key = owner.slice(owner.indexOf("\0") + 1);
    const written = entries.map((each) => writeAffected(each, key));
    advisories.set(owner, { head: isHeadShared ? "0" : headText, entries: JSON.stringify(written) });
  }
  return { head, isHeadShared, advisories, names: linkedNames(record.id, record), owners };
}

/** Names under which a record is found. */
export function linkedNames(id: string, links: Pick<OsvRecord, "aliases" | "upstream">): readonly string[] {
  const names = new Set([...links.aliases, ...links.upstream]);
  return [...names].filter((name) => name !== id && isKeyPart(name) && fitsKey(joinKey(name, id)));
}

function groupBy(owners: readonly string[], affected: readonly Affected[]): ReadonlyMap<string, readonly Affected[]> {
  const groups = new Map<string, Affected[]>();
  for (const [at, each] of affected.entries()) {
    const owner = owners[at] ?? "";
    const entries = groups.get(owner);
    if (entries) entries.push(each);
    else groups.set(owner, [each]);
  }
  return groups;
}
