/**
 * Versions of Debian packages: `[epoch:]upstream[-revision]`, deb-version(7), ordered as libdpkg orders them. What comes out
 * is its three parts. Refused is what dpkg calls an error; what it only warns of (`v1.0`, `1.0_2`) has an order and is taken,
 * but for characters outside printable ASCII, whose order depends on the machine that dpkg was built for.
 */
import { isDigit, isLetter } from "./digits.ts";
import { longestVersion, type VersionScheme } from "./version-scheme.ts";

/** A version in its parts. */
export interface DpkgVersion {
  readonly epoch: number;
  readonly upstream: string;
  /** Empty where there is none, which counts as `0`. */
  readonly revision: string;
}

/** dpkg's own limit: an epoch is a C `int`. */
export const largestDpkgEpoch = 0x7fff_ffff;

/** Debian, Ubuntu and what is made from them. */
export const dpkgVersions: VersionScheme<DpkgVersion> = { id: "dpkg", parse, compare };

function parse(text: string): DpkgVersion | undefined {
  if (text.length > longestVersion) return undefined;
  const trimmed = text.trim();
  if (!isPrintable(trimmed)) return undefined;
  const colon = trimmed.indexOf(":");
  const epoch = colon === -1 ? 0 : readEpoch(trimmed, colon);
  if (epoch === undefined) return undefined;
  const hyphen = trimmed.lastIndexOf("-");
  if (hyphen <= colon) return colon + 1 < trimmed.length ? version(epoch, trimmed.slice(colon + 1), "") : undefined;
  const upstream = trimmed.slice(colon + 1, hyphen);
  const revision = trimmed.slice(hyphen + 1);
  return upstream === "" || revision === "" ? undefined : version(epoch, upstream, revision);
}

function version(epoch: number, upstream: string, revision: string): DpkgVersion {
  return { epoch, upstream, revision };
}

/** No spaces, nothing that is not ASCII. */
function isPrintable(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code >= 0x7f) return false;
  }
  return true;
}

/** Read with strtol(3), so a sign in front is fine where the number is not below 0. */
function readEpoch(text: string, end: number): number | undefined {
  const start = text.startsWith("+") || text.startsWith("-") ? 1 : 0;
  if (start === end) return undefined;
  const largest = text.startsWith("-") ? 0 : largestDpkgEpoch;
  let epoch = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) return undefined;
    epoch = epoch * 10 + code - 0x30;
    if (epoch > largest) return undefined;
  }
  return epoch;
}

function compare(a: DpkgVersion, b: DpkgVersion): number {
  if (a.epoch !== b.epoch) return a.epoch - b.epoch;
  return comparePart(a.upstream, b.upstream) || comparePart(a.revision, b.revision);
}

/** By turns a stretch without digits, by weight of each character, and a number. */
function comparePart(a: string, b: string): number {
  if (a === b) return 0;
  let atA = 0;
  let atB = 0;
  while (atA < a.length || atB < b.length) {
    for (;;) {
      const weightA = weight(a, atA);
      const weightB = weight(b, atB);
      if (weightA !== weightB) return weightA - weightB;
      if (weightA === 0) break;
      atA++;
      atB++;
    }
    while (a.charCodeAt(atA) === 0x30) atA++;
    while (b.charCodeAt(atB) === 0x30) atB++;
    let difference = 0;
    while (isDigit(a.charCodeAt(atA)) && isDigit(b.charCodeAt(atB))) {
      difference ||= a.charCodeAt(atA) - b.charCodeAt(atB);
      atA++;
      atB++;
    }
    if (isDigit(a.charCodeAt(atA))) return 1;
    if (isDigit(b.charCodeAt(atB))) return -1;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** `~` comes before the end and digits, which come before letters, which come before all else. */
function weight(text: string, at: number): number {
  if (at >= text.length) return 0;
  const code = text.charCodeAt(at);
  if (isDigit(code)) return 0;
  if (isLetter(code)) return code;
  return code === 0x7e ? -1 : code + 256;
}
