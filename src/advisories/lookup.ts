/** What matching asks a store: everything by key, nothing is loaded whole. */
import type { Advisory, ExploitLikelihood, KnownExploited, OsvRecord, OsvText, VendorStatus } from "./advisory.ts";

/** One part of the store that is fetched and replaced as a whole. */
export interface CollectionMeta {
  /** `osv/Debian`, `status/debian`, `status/alpine`, `kev`, `epss`. */
  readonly name: string;
  /** Where from, as shown to people: a URL without credentials, or a folder's name as given. */
  readonly from: string;
  /** When it was last found to be up to date, RFC 3339. */
  readonly fetched: string;
  /** Newest `modified` of a record in it, RFC 3339; "" where there is none. Where an incremental update goes on. */
  readonly newest: string;
  readonly records: number;
  /** Packages with an advisory; 0 where it is not about packages. */
  readonly packages: number;
  /** Entries of the source that were left out, by reason: `withdrawn`, `only commits`, `cannot be read`, … */
  readonly leftOut: Readonly<Record<string, number>>;
  /** SPDX expression or the publisher's words, and whom to name. */
  readonly licence: string;
  readonly attribution: string;
  /** What the source says identifies this state: an ETag, a checksum; "" for none. */
  readonly revision: string;
}

/** A store that is open for reading. Nothing here throws: what cannot be read is in `troubles`. */
export interface AdvisoryLookup {
  /** Undefined where the store does not have it. */
  collection(name: string): CollectionMeta | undefined;
  /** `ecosystem` with its suffix, exactly as records write it; `name` in any spelling the ecosystem takes for the same. */
  advisories(ecosystem: string, name: string): readonly Advisory[];
  /** `ecosystem` as above: `Debian:12`, `Alpine:v3.19`; `name` is that of the source package. */
  statuses(ecosystem: string, name: string): readonly VendorStatus[];
  /** A whole record by its id, to be read by people. `among`: only in these collections; absent: in all there are. */
  record(id: string, among?: ReadonlySet<string>): OsvRecord | undefined;
  /** The same without what it is about, which takes most of the time to read. */
  text(id: string, among?: ReadonlySet<string>): OsvText | undefined;
  /** Ids of records that name `id` as theirs, as an alias or as upstream. */
  namedBy(id: string, among?: ReadonlySet<string>): readonly string[];
  exploited(cve: string): KnownExploited | undefined;
  likelihood(cve: string): ExploitLikelihood | undefined;
  /** What was damaged or unreadable on the way, each once: a sentence with the next step. */
  troubles(): readonly string[];
}

/** Something that goes into a collection. */
export type CollectionEntry =
  | { readonly record: OsvRecord }
  /** Takes the record of this id away. */
  | { readonly gone: string }
  | { readonly ecosystem: string; readonly name: string; readonly statuses: readonly VendorStatus[] }
  | { readonly exploited: KnownExploited }
  | { readonly likelihood: ExploitLikelihood };

/** A store that is open for writing, also while others read it and others write it. */
export interface AdvisoryWriter {
  collection(name: string): CollectionMeta | undefined;
  /** A new state of a whole collection, beside the present one, which answers until `finish`. */
  build(name: string): CollectionBuild;
  /** Changes a collection in one transaction; false where there is none to change. Throws what the disk throws. */
  amend(name: string, changes: Iterable<CollectionEntry>, meta: Omit<CollectionMeta, "records" | "packages">): boolean;
  /** Removes what killed runs and older states left behind. */
  tidy(): void;
  close(): void;
}

export interface CollectionBuild {
  put(entry: CollectionEntry): void;
  /** From here on it is the collection. Throws what the disk throws. */
  finish(meta: Omit<CollectionMeta, "records" | "packages">): CollectionMeta;
  /** Nothing of it stays. */
  abandon(): void;
}
