/**
 * What is known to be wrong with packages. A record is what a database publishes (OSV schema 1.7); an advisory is the part of
 * it that is about one package, which is all that matching needs; a vendor's status says what OSV's form of a tracker loses.
 */

/** A rating that somebody gave. */
export interface Rating {
  /** `CVSS_V2`, `CVSS_V3`, `CVSS_V4`, or a vendor's own scale: `Ubuntu`. */
  readonly type: string;
  /** The vector, or the vendor's word. */
  readonly value: string;
  /** 0 to 10, worked out when the record was stored; absent for words and for vectors that are none. */
  readonly score?: number;
}

/** OSV's events, in the order of the record: `["introduced", "0"]`. */
export type RangeEvent = readonly [kind: "introduced" | "fixed" | "lastAffected" | "limit", version: string];

/** Ranges of commits are not kept: nothing here has a commit. */
export interface AffectedRange {
  readonly type: "SEMVER" | "ECOSYSTEM";
  readonly events: readonly RangeEvent[];
}

/** One `affected` entry. */
export interface Affected {
  /** With its suffix, as written: `Debian:12`, `Ubuntu:Pro:22.04:LTS`, `npm`. */
  readonly ecosystem: string;
  /** As written. */
  readonly name: string;
  readonly ranges: readonly AffectedRange[];
  readonly versions: readonly string[];
  readonly severity: readonly Rating[];
  /**
   * What else counts, flat: `urgency` (Debian), `priority` and `availability` (Ubuntu), `lastKnown` (GitHub's
   * `last_known_affected_version_range`, `< 2.0`), `arch`, `module`, `cpe`, …
   */
  readonly details: Readonly<Record<string, string>>;
}

/** A record as far as it is about one package. */
export interface Advisory {
  readonly id: string;
  /** RFC 3339. */
  readonly modified: string;
  readonly withdrawn?: string;
  /** The same vulnerability elsewhere. */
  readonly aliases: readonly string[];
  /** What this record passes on: `CVE-…` for `DEBIAN-CVE-…`, all CVEs of a DSA. Not symmetric. */
  readonly upstream: readonly string[];
  readonly related: readonly string[];
  readonly severity: readonly Rating[];
  /** The word of `database_specific.severity`, lower case. */
  readonly word?: string;
  /** Entries of this package only, all of one ecosystem (suffix included). */
  readonly affected: readonly Affected[];
}

/** A whole record, read from foreign bytes and checked. */
export interface OsvRecord extends Omit<Advisory, "affected"> {
  readonly published?: string;
  readonly summary: string;
  readonly details: string;
  readonly references: readonly { readonly type: string; readonly url: string }[];
  readonly cwes: readonly string[];
  readonly affected: readonly Affected[];
}

/** What a record says, without what it is about. */
export type OsvText = Omit<OsvRecord, "affected">;

/** What a vendor's own tracker says of a vulnerability in one of its packages, where OSV does not. */
export interface VendorStatus {
  /** `CVE-2023-45853`; also `TEMP-…` of Debian. */
  readonly id: string;
  readonly state:
    | "not-affected"
    | "undetermined"
    | "open"
    | "fixed"
    | "no-dsa"
    | "postponed"
    | "ignored"
    | "unimportant"
    | "end-of-life";
  readonly fixed?: string;
  /** The vendor's own rating: `unimportant`, `low`, `high`, `not yet assigned`. */
  readonly urgency?: string;
}

/** A line of the catalogue of known exploited vulnerabilities (CISA KEV). */
export interface KnownExploited {
  readonly cve: string;
  /** YYYY-MM-DD. */
  readonly added: string;
  readonly due: string;
  readonly name: string;
  readonly ransomware: boolean;
}

/** A line of EPSS: how likely the vulnerability is exploited within 30 days. */
export interface ExploitLikelihood {
  readonly cve: string;
  /** 0 to 1. */
  readonly score: number;
  /** 0 to 1. */
  readonly percentile: number;
  /** YYYY-MM-DD of the scores; "" where the file does not say. */
  readonly date: string;
}
