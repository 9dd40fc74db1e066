/**
 * Which advisories are about which packages. Packages, the system they are of and a lookup go in; matches with their reasons
 * come out, and what could not be compared or asked as Unknowns. Pure.
 */
import type { Unknown } from "../finding/finding.ts";
import type { OperatingSystem } from "../packages/operating-system.ts";
import type { PackageRecord } from "../packages/package.ts";
import type { Advisory, Affected, VendorStatus } from "./advisory.ts";
import type { AdvisoryLookup } from "./lookup.ts";

/** A package as matching needs it: one of an image, a lockfile or an SBOM. */
export interface MatchedPackage extends PackageRecord {
  readonly purl: string;
  /** The operating system's package that owns its files. */
  readonly ownedBy?: { readonly type: string; readonly name: string };
  /** Part of a tool's own copy: `npm`. */
  readonly bundledWith?: string;
}

/** One advisory hits one package. */
export interface Match<Package extends MatchedPackage = MatchedPackage> {
  readonly package: Package;
  readonly advisory: Advisory;
  /** The entry that hit. */
  readonly affected: Affected;
  /** What was asked for: `Debian:12 openssl 3.0.11-1~deb12u2`. */
  readonly searched: string;
  /** Why it hits, for people: `>= 1.1.1, < 3.0.13-1~deb12u1`, `is listed by itself`. */
  readonly range: string;
  /** Versions that have the fix, lowest first, those above the package's own only; empty where there is none. */
  readonly fixed: readonly string[];
  /** The fix is only for those who pay: `Ubuntu Pro`. */
  readonly fixNeeds?: string;
  /** What the vendor's tracker says of it, by id (`CVE-…`): only of ids of this advisory. */
  readonly statuses: readonly VendorStatus[];
}

/** A package that was searched, or why it was not. */
export interface MatchResult<Package extends MatchedPackage> {
  readonly matches: readonly Match<Package>[];
  /** Versions that cannot be compared, packages of another vendor, ecosystems that the store does not have. */
  readonly unknowns: readonly Unknown[];
  /** Collections that were asked, with the number of packages each: `osv/Debian`. */
  readonly asked: ReadonlyMap<string, number>;
  /** Packages that no advisories are about by their nature, by why: `kernel headers`, `no ecosystem`. */
  readonly left: ReadonlyMap<string, number>;
}

export type MatchPackages = <Package extends MatchedPackage>(
  packages: readonly Package[],
  os: OperatingSystem | undefined,
  lookup: AdvisoryLookup,
) => MatchResult<Package>;

/** The collections (`osv/Debian`, `status/debian`, `osv/npm`) that packages will be searched in, sorted: what a scan has to fetch. */
export type CollectionsOf = (packages: readonly MatchedPackage[], os: OperatingSystem | undefined) => readonly string[];
