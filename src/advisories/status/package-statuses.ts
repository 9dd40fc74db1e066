import type { VendorStatus } from "../advisory.ts";

/** What a vendor says of one of its source packages in one release. */
export interface PackageStatuses {
  /** `Debian:12`, `Alpine:v3.19`. */
  readonly ecosystem: string;
  readonly name: string;
  readonly statuses: readonly VendorStatus[];
}
