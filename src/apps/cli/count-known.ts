/**
 * How many known vulnerabilities the lockfiles of a folder have, from the store that is there. A bundle of its own, which
 * `check` loads when there is a store: readers of lockfiles and the store's engine are no part of a check of files.
 */
import { collectionsOf } from "../../advisories/match-packages.ts";
import { openAdvisoryStore } from "../../advisories/store/open-advisory-store.ts";
import { diskTree } from "../../files/disk-tree.ts";
import { inspectProject } from "../../inventory/inspect-image.ts";
import type { VulnerabilityExcuse } from "../../vulnerabilities/excuses.ts";
import { findVulnerabilities } from "../../vulnerabilities/find-vulnerabilities.ts";

export interface KnownCount {
  readonly lockfiles: number;
  /** Of any severity; what is excused or does not matter is left out. */
  readonly vulnerabilities: number;
  /** Of those: critical and high. */
  readonly severe: number;
  /** Collections that the store does not have: the count may be too low. */
  readonly missing: readonly string[];
}

/** Undefined where the folder has no lockfile with a package. Asks no network. Throws what the store throws. */
export async function countKnown(
  folder: string,
  store: string,
  today: string,
  excuses: readonly VulnerabilityExcuse[],
): Promise<KnownCount | undefined> {
  const facts = inspectProject(diskTree([folder]), { name: `dir:${folder}`, folder }, today)?.facts;
  if (!facts || facts.packages.length === 0) return undefined;
  const lookup = await openAdvisoryStore(store);
  try {
    const needed = collectionsOf(facts.packages, facts.os).filter((name) => name.startsWith("osv/"));
    const missing = needed.filter((name) => lookup.collection(name) === undefined);
    if (missing.length === needed.length) return undefined;
    const asked = findVulnerabilities({
      ...{ image: facts, lookup, today, excuses, missing: [] },
      baseline: new Set<string>(),
    });
    const found = asked.found.filter(({ suppressed, isUnimportant }) => !suppressed && !isUnimportant);
    return {
      lockfiles: (facts.project?.lockfiles ?? []).filter(({ packages }) => packages > 0).length,
      vulnerabilities: found.length,
      severe: found.filter(({ severity }) => severity === "critical" || severity === "high").length,
      missing,
    };
  } finally {
    lookup.close();
  }
}
