/**
 * Whether a vulnerability is fixed for a component, in which version, and why not. What is about the vulnerability itself
 * counts before a notice of an update that lists it among others; a fix for everybody before one that is paid for.
 */

import type { VendorStatus } from "../advisories/advisory.ts";
import { schemeOfEcosystem } from "../advisories/ecosystems.ts";
import type { Match, MatchedPackage } from "../advisories/match.ts";
import { versionScheme } from "../packages/versions/schemes.ts";
import type { VersionSchemeId } from "../packages/versions/version-scheme.ts";
import { isNotice } from "./names.ts";
import type { VulnerabilityState } from "./vulnerability.ts";

export interface FixState {
  readonly state: VulnerabilityState;
  readonly fixedVersion: string | undefined;
  readonly fixNeeds?: string;
  readonly fixedBy?: string;
}

type StateMatch = Pick<Match<MatchedPackage>, "advisory" | "affected" | "fixed" | "fixNeeds" | "statuses">;

export interface StateFacts {
  /** Those of one vulnerability in one component, the best first. */
  readonly matches: readonly StateMatch[];
  readonly names: readonly string[];
  /** The component is the system's, and its release gets no updates any more. */
  readonly isRetired: boolean;
}

/** The state with the lowest version that has the fix. */
export function fixStateOf({ matches, names, isRetired }: StateFacts): FixState {
  const known = new Set(names);
  const statuses = matches.flatMap((match) => match.statuses.filter(({ id }) => known.has(id)));
  const own = matches.filter(({ advisory }) => !isNotice(advisory.id));
  const notices = matches.filter(({ advisory }) => isNotice(advisory.id));
  const notice = notices.find(({ fixed, fixNeeds }) => fixed.length > 0 && fixNeeds === undefined);
  const by = notice && { fixedBy: notice.advisory.id };
  for (const group of [own, notices]) {
    const fixing = group.filter(({ fixed, fixNeeds }) => fixed.length > 0 && fixNeeds === undefined);
    if (fixing.length > 0) return { state: "fixed", fixedVersion: highestOfLowest(fixing), ...by };
  }
  const told = statuses.find(({ state, fixed }) => state === "fixed" && fixed !== undefined);
  if (told?.fixed !== undefined) return { state: "fixed", fixedVersion: told.fixed, ...by };
  const paid = [...own, ...notices].filter(({ fixed, fixNeeds }) => fixed.length > 0 && fixNeeds !== undefined);
  const [first] = paid;
  if (first?.fixNeeds !== undefined) {
    const paidNotice = paid.find(({ advisory }) => isNotice(advisory.id));
    return {
      ...{ state: "fixed", fixedVersion: highestOfLowest(paid), fixNeeds: first.fixNeeds },
      ...(paidNotice ? { fixedBy: paidNotice.advisory.id } : {}),
    };
  }
  return { state: withoutFix(matches, statuses, isRetired), fixedVersion: undefined };
}

const ofStatus: Readonly<Partial<Record<VendorStatus["state"], VulnerabilityState>>> = {
  ...{ ignored: "will-not-fix", "end-of-life": "will-not-fix", "no-dsa": "deferred", postponed: "deferred" },
};

function withoutFix(
  matches: readonly StateMatch[],
  statuses: readonly VendorStatus[],
  isRetired: boolean,
): VulnerabilityState {
  if (isRetired) return "will-not-fix";
  const told = statuses.flatMap(({ state }) => ofStatus[state] ?? []);
  if (told.includes("will-not-fix")) return "will-not-fix";
  if (told.includes("deferred")) return "deferred";
  if (statuses.some(({ state }) => state === "undetermined")) return "unknown";
  // A range that begins more often than it ends is open; a list of versions, or a last one, tells of no fix either way.
  const isOpen = ({ affected }: StateMatch) =>
    affected.ranges.some(({ events }) => {
      const ends = events.filter(([kind]) => kind === "fixed" || kind === "lastAffected").length;
      return events.filter(([kind]) => kind === "introduced").length > ends;
    });
  return matches.some(isOpen) ? "not-fixed" : "unknown";
}

/** Each record has a lowest version that is enough for it: the highest of these is enough for all. */
function highestOfLowest(matches: readonly StateMatch[]): string | undefined {
  const [first] = matches;
  const scheme = first && schemeOfEcosystem(first.affected.ecosystem);
  const lowest = matches.flatMap(({ fixed }) => fixed.slice(0, 1));
  return highestVersion(lowest, scheme);
}

/** The highest version; those that cannot be compared never win over the first. Undefined for none. */
export function highestVersion(versions: readonly string[], scheme: VersionSchemeId | undefined): string | undefined {
  const [first] = versions;
  if (first === undefined || scheme === undefined || versions.length === 1) return first;
  const { parse, compare } = versionScheme(scheme);
  let best = { text: first, parsed: parse(first) };
  for (const text of versions.slice(1)) {
    const parsed = parse(text);
    if (parsed === undefined || (best.parsed !== undefined && compare(parsed, best.parsed) <= 0)) continue;
    best = { text, parsed };
  }
  return best.text;
}
