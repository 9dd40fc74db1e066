/** What a vendor's tracker adds to a hit, or takes away: OSV's form has no place for "not affected" and "nobody knows yet". */
import type { Advisory, VendorStatus } from "./advisory.ts";
import type { Subject } from "./fold-range.ts";

export interface Applied {
  readonly statuses: readonly VendorStatus[];
  /** Versions with the fix that the tracker knows and that are above the package's own. */
  readonly fixed: readonly string[];
}

/**
 * The statuses of the advisory's own ids, or undefined where they take it away: every vulnerability that it is about is one that
 * the package does not have, or one of which the vendor does not know whether it has it.
 */
export function applyStatuses(
  advisory: Advisory,
  all: ReadonlyMap<string, VendorStatus>,
  subject: Subject,
): Applied | undefined {
  const ids = vulnerabilitiesOf(advisory);
  const statuses: VendorStatus[] = [];
  const fixed: string[] = [];
  let isGone = ids.length > 0;
  for (const id of ids) {
    const status = all.get(id);
    if (status === undefined) {
      isGone = false;
      continue;
    }
    statuses.push(status);
    const fix = fixOf(status, subject);
    if (fix === "later") fixed.push(status.fixed ?? "");
    if (status.state !== "not-affected" && status.state !== "undetermined" && fix !== "here") isGone = false;
  }
  return isGone ? undefined : { statuses, fixed: ids.length === 1 ? fixed : [] };
}

/** Statuses by the id of what they are about. */
export function statusesById(statuses: readonly VendorStatus[]): ReadonlyMap<string, VendorStatus> {
  return new Map(statuses.map((one) => [one.id, one]));
}

/** `CVE-…` of `DEBIAN-CVE-…`; all that a notice brings fixes for. */
function vulnerabilitiesOf({ id, aliases, upstream }: Advisory): readonly string[] {
  const ids = new Set<string>();
  for (const name of [id, ...aliases, ...upstream]) {
    const bare = /(?:^|-)((?:CVE|TEMP)-.+)$/.exec(name)?.[1];
    if (bare !== undefined) ids.add(bare);
  }
  return [...ids];
}

function fixOf({ fixed }: VendorStatus, { parsed, order }: Subject): "here" | "later" | undefined {
  if (fixed === undefined || parsed === undefined) return undefined;
  const at = order.parse(fixed);
  if (at === undefined) return undefined;
  return order.compare(parsed, at) >= 0 ? "here" : "later";
}
