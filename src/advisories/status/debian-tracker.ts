/**
 * What Debian's security tracker says that OSV's form of it loses: which releases are not affected, undetermined, not worth an
 * update, unimportant or past their end. The tracker's JSON comes in by pieces (package → vulnerability → releases), statuses by
 * release and source package go out.
 */
import { field, objectOf, pairsOf, textOf } from "../../text/json.ts";
import { jsonExcess } from "../../text/json-size.ts";
import type { VendorStatus } from "../advisory.ts";
import { jsonMembers, type MembersEnd } from "./json-members.ts";
import type { PackageStatuses } from "./package-statuses.ts";

/** Bytes of the file: some 80 MB in 2026. */
export const mostTrackerBytes = 1024 * 1024 * 1024;
/** Bytes of one package: that of the kernel has some 10 MB. */
export const mostTrackerPackageBytes = 64 * 1024 * 1024;
/** Vulnerabilities of one package, and its releases. */
export const mostTrackerEntries = 100_000;
const limits = { depth: 16, values: 10_000_000 };

/** https://www.debian.org/releases/ */
const releases: Readonly<Record<string, string>> = {
  wheezy: "7",
  jessie: "8",
  stretch: "9",
  buster: "10",
  bullseye: "11",
  bookworm: "12",
  trixie: "13",
  forky: "14",
  duke: "15",
};

/** What was found out on the way; whole when the statuses are out. */
export interface TrackerRead extends MembersEnd {
  /** Packages that the tracker has. */
  packages: number;
  readonly leftOut: Record<string, number>;
}

export function newTrackerRead(): TrackerRead {
  return { packages: 0, leftOut: {} };
}

/** Throws what the pieces throw. */
export async function* readDebianTracker(
  pieces: AsyncIterable<Uint8Array>,
  read: TrackerRead,
): AsyncGenerator<PackageStatuses> {
  for await (const { name, text } of jsonMembers(pieces, mostTrackerPackageBytes, read)) {
    const value = text === undefined || jsonExcess(text, limits) ? undefined : objectOf(parsed(text));
    if (!value || name === "" || name.length > 200) {
      read.leftOut["cannot be read"] = (read.leftOut["cannot be read"] ?? 0) + 1;
      continue;
    }
    read.packages += 1;
    yield* statusesOf(name, value);
  }
}

function* statusesOf(name: string, value: unknown): Generator<PackageStatuses> {
  const byRelease = new Map<string, VendorStatus[]>();
  for (const [id, vulnerability] of pairsOf(value, mostTrackerEntries)) {
    if (!/^(?:CVE|TEMP)-[\w-]{1,40}$/.test(id)) continue;
    for (const [release, said] of pairsOf(field(vulnerability, "releases"), 32)) {
      const number = Object.hasOwn(releases, release) ? releases[release] : undefined;
      const status = number === undefined ? undefined : statusOf(id, said);
      if (number === undefined || !status) continue;
      const list = byRelease.get(number) ?? [];
      list.push(status);
      byRelease.set(number, list);
    }
  }
  for (const [number, statuses] of byRelease) yield { ecosystem: `Debian:${number}`, name, statuses };
}

/** Undefined for what OSV says as well: open, and fixed in a version. */
function statusOf(id: string, said: unknown): VendorStatus | undefined {
  const state = stateOf(said);
  if (state === undefined) return undefined;
  const fixed = textOf(field(said, "fixed_version")) ?? "";
  const urgency = textOf(field(said, "urgency")) ?? "";
  return {
    id,
    state,
    ...(fixed === "" || fixed === "0" ? {} : { fixed: fixed.slice(0, 200) }),
    ...(urgency === "" ? {} : { urgency: urgency.slice(0, 40) }),
  };
}

function stateOf(said: unknown): VendorStatus["state"] | undefined {
  const status = textOf(field(said, "status"));
  const urgency = textOf(field(said, "urgency"));
  // How the tracker writes `<not-affected>`.
  if (textOf(field(said, "fixed_version")) === "0") return "not-affected";
  if (status === "undetermined") return "undetermined";
  if (urgency === "unimportant") return "unimportant";
  if (status !== "open") return undefined;
  if (urgency === "end-of-life") return "end-of-life";
  const reason = textOf(field(said, "nodsa_reason"));
  if (reason === "ignored" || reason === "postponed") return reason;
  return textOf(field(said, "nodsa")) === undefined ? undefined : "no-dsa";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Counted by the caller.
    return undefined;
  }
}
